import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayNumber } from "../days.ts";
import { standardAlertRules } from "../detect/alert-rules.ts";
import { startRules } from "../models/compile-model.ts";
import { AccountReplay, Calendar } from "../replay/replay.ts";
import { seriesOf } from "../series.ts";
import type { Band } from "../types.ts";
import { isFallen } from "./fall.ts";

const start = "2026-01-05";
const use = { ageDays: 200, actual: 100, actual14: 50, expected: 100 };

/** The band of each day of an account that is used daily by so many people. */
function bandsOf(people: readonly number[]): Band[] {
  const events = people.flatMap((count, at) =>
    Array.from({ length: count }, (_, user) => ({ day: addDays(start, at), user: `user ${user}` })),
  );
  const first = dayNumber(start);
  const bands: Band[] = [];
  const calendar = new Calendar(
    start,
    addDays(start, people.length - 1),
    new Float64Array(people.length).fill(1),
  );
  new AccountReplay(seriesOf(events), calendar, {
    score: startRules.b2b,
    alerts: standardAlertRules(false),
  }).goTo(
    first + people.length - 1,
    people.map((_, at) => first + at),
    { scored: (_, { band }) => void bands.push(band) },
  );
  return bands;
}

describe("a fall of use", () => {
  it("begins where a drop would be told of, and lasts until use is within a fifth of usual", () => {
    const half = { ...use, actual: 60, actual14: 25 };
    expect(isFallen(half, "healthy")).toBe(true);
    expect(isFallen({ ...half, actual: 75 }, "healthy")).toBe(false);
    // Low once, and back since: no news, but not back either.
    const back = { ...use, actual: 75, actual14: 48 };
    expect([null, "healthy", "watch", "at-risk"].map((band) => isFallen(back, band as Band | null))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(isFallen({ ...back, actual: 81 }, "watch")).toBe(false);
  });

  it("is none of a young account, of one without a baseline, or of one whose use is chance", () => {
    const low = { ...use, actual: 10, actual14: 0 };
    expect(isFallen({ ...low, ageDays: 111 }, "healthy")).toBe(false);
    expect(isFallen({ ...low, expected: null }, "watch")).toBe(false);
    expect(isFallen({ ...use, expected: 6, actual: 4, actual14: 1 }, "watch")).toBe(false);
  });

  it("takes an account that halves out of healthy within four weeks, however many use it daily", () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 80 }), (people) => {
        const steady = Array.from({ length: 200 }, () => people);
        const halved = Array.from({ length: 140 }, () => Math.floor(people / 2));
        const bands = bandsOf([...steady, ...halved]);
        expect(bands[199]).toBe("healthy");
        expect(bands.slice(228, 250)).not.toContain("healthy");
        // What lasts for twelve weeks is the new level.
        if (people >= 20) expect(bands.at(-1)).toBe("healthy");
      }),
      { numRuns: 12 },
    );
  });
});
