import { describe, expect, it } from "vitest";
import type { Signal } from "../results/health.ts";
import type { Band } from "../scoring/types.ts";
import { bandReason } from "./band-reason.ts";
import { gentleBandWords } from "./status.ts";

const thresholds = { atRisk: 60, watch: 70, leave: 3 };
const reason = (score: number | null, band: Band | null, signal: Signal | null = null) =>
  bandReason({ score, band, signal }, thresholds);

describe("Why a band is not the one that its points alone would give", () => {
  it("is not said where the points say it", () => {
    expect(reason(80, "healthy")).toBe("");
    expect(reason(69, "watch", { kind: "dropping" })).toBe("");
    expect(reason(44, "at-risk", { kind: "silent", days: 36 })).toBe("");
    expect(reason(null, null)).toBe("");
  });

  it("is a fall of use, of who has points to spare", () => {
    const words = "Watch, not healthy, while its use is well below usual.";
    expect(reason(80, "watch", { kind: "dropping" })).toBe(words);
    expect(reason(80, "watch")).toBe(words);
    expect(reason(71, "watch", { kind: "dropping" })).toBe(words);
  });

  it("is a silence, of who was used much before", () => {
    expect(reason(66, "at-risk", { kind: "silent", days: 22 })).toBe(
      "At risk, whatever its points, while it is silent.",
    );
  });

  it("is that a band is left some points beyond where it was entered", () => {
    expect(reason(72, "watch")).toBe("Watch is left at 73 points, with use near usual.");
    expect(reason(61, "at-risk")).toBe("At risk is left at 63 points.");
  });

  it("is not said of who is no customer any more", () => {
    expect(reason(66, "at-risk", { kind: "left", on: "2026-11-01" })).toBe("");
  });

  it("has the words that a customer's own admin reads", () => {
    expect(bandReason({ score: 80, band: "watch", signal: null }, thresholds, gentleBandWords)).toBe(
      "Steady, not strong, while its use is well below usual.",
    );
  });
});
