import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startRules } from "../models/compile-model.ts";
import type { Band } from "../types.ts";
import { bandOf, isEstablished } from "./band.ts";

const rules = startRules.b2b;

describe("a band", () => {
  it("begins at 60 and 70, on the score that people read", () => {
    expect([59.4, 59.6, 69.4, 69.6].map((score) => bandOf(score, null, rules))).toEqual([
      "at-risk",
      "watch",
      "watch",
      "healthy",
    ]);
  });

  it("is left only 3 points beyond the threshold that was entered", () => {
    expect([62, 63, 72, 73].map((score) => bandOf(score, "at-risk", rules))).toEqual([
      "at-risk",
      "watch",
      "watch",
      "healthy",
    ]);
    expect([60, 72, 73].map((score) => bandOf(score, "watch", rules))).toEqual(["watch", "watch", "healthy"]);
    expect([70, 69].map((score) => bandOf(score, "healthy", rules))).toEqual(["healthy", "watch"]);
  });

  it("does not flap while the score moves by less than 3 points", () => {
    const noise = fc.array(fc.double({ min: 0, max: 2.4, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 95 }), noise, (level, moves) => {
        let band: Band | null = null;
        let changes = 0;
        for (const move of moves) {
          const next: Band = bandOf(level + move, band, rules);
          if (band !== null && next !== band) changes += 1;
          band = next;
        }
        expect(changes).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is at risk after 30 days of silence of an established account, whatever the score", () => {
    expect(bandOf(90, "healthy", rules, { silentDays: 30, established: true })).toBe("at-risk");
    expect(bandOf(90, "healthy", rules, { silentDays: 30, established: false })).toBe("healthy");
  });

  it("is not healthy while use has fallen, and no worse for it", () => {
    const fallen = { silentDays: 0, established: true, fallen: true };
    for (const before of [null, "healthy", "watch"] as const)
      expect([95, 65, 55].map((score) => bandOf(score, before, rules, fallen))).toEqual([
        "watch",
        "watch",
        "at-risk",
      ]);
    expect(bandOf(95, "watch", rules, { ...fallen, fallen: false })).toBe("healthy");
  });

  it("knows an established account by its use up to the last active day", () => {
    expect(isEstablished({ establishedDays: 8, establishedUsers: 2 }, rules)).toBe(true);
    expect(isEstablished({ establishedDays: 8, establishedUsers: 1 }, rules)).toBe(false);
    expect(isEstablished({ establishedDays: 3, establishedUsers: 1 }, startRules.retail)).toBe(true);
  });
});
