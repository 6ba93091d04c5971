import { describe, expect, test } from "vitest";
import type { Lift } from "../scoring/explain/lift.ts";
import { liftWords } from "./lift.ts";

const today = "2026-11-20";

describe("what would lift a score, in words", () => {
  test.each<[Lift, string]>([
    [{ kind: "full" }, "To regain: nothing, since every part has all its points."],
    [{ kind: "best" }, "To regain: nothing, since no part had more within a year."],
    [
      { kind: "silent", days: 36, points: 1 },
      "To regain: back in use, even one person on one day: 1 point in Recent, Habit and People.",
    ],
    [
      { kind: "new", ageDays: 31, parts: [] },
      "To regain: no baseline yet, 31 of 56 days: Trend counts in full.",
    ],
    [
      { kind: "new", ageDays: 31, parts: [{ part: "people", points: 4, now: 2, target: 3 }] },
      "Most to regain: People, up to 4 points: 1 more person using it, 3 in 16 weeks. There is no baseline yet, 31 of 56 days: Trend counts in full.",
    ],
    [
      {
        kind: "regain",
        parts: [
          { part: "trend", points: 11, now: 47, target: 80, usual: 92 },
          { part: "recent", points: 2, now: 15, target: 14, windowDays: 28, day: "2026-09-28" },
        ],
      },
      "Most to regain: Trend, up to 11 points: 80 user-days in 28 days, its most within a year, 47 now. Then Recent, 2 points: in use on more of the latest days.",
    ],
  ])("%j", (lift, words) => {
    expect(liftWords(lift, today)).toBe(words);
  });
});
