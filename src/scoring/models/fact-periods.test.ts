import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../days.ts";
import type { SegmentFacts } from "./compile-model.ts";
import { type FactChange, factPeriods, periodOn } from "./fact-periods.ts";

const now: SegmentFacts = { plan: "pro", stage: null, seats: 40 };
const on = (changes: readonly FactChange[], day: string) => periodOn(factPeriods(now, changes), day)?.facts;

describe("the facts of a day", () => {
  test("are those of today where nothing ever changed", () => {
    expect(factPeriods(now, [])).toEqual([{ from: "0001-01-01", facts: now }]);
  });

  test("are what was known then: what came before a change stands before it, from its day on what came after", () => {
    const changes: FactChange[] = [
      { fact: "seats", day: "2026-06-01", before: "9", after: "40" },
      { fact: "plan", day: "2026-03-01", before: "starter", after: "team" },
      { fact: "plan", day: "2026-06-01", before: "team", after: "pro" },
    ];
    expect(on(changes, "2025-01-01")).toEqual({ plan: "starter", stage: null, seats: 9 });
    expect(on(changes, "2026-05-31")).toEqual({ plan: "team", stage: null, seats: 9 });
    expect(on(changes, "2026-06-01")).toEqual(now);
    expect(factPeriods(now, changes).map(({ from }) => from)).toEqual([
      "0001-01-01",
      "2026-03-01",
      "2026-06-01",
    ]);
  });

  test("before the first word of a fact are that word, and none where one was taken away", () => {
    const changes: FactChange[] = [
      { fact: "stage", day: "2026-03-01", before: null, after: "trial" },
      { fact: "stage", day: "2026-05-01", before: "trial", after: null },
    ];
    expect(on(changes, "2026-01-01")?.stage).toBe("trial");
    expect(on(changes, "2026-04-30")?.stage).toBe("trial");
    expect(on(changes, "2026-05-01")?.stage).toBe(null);
  });

  test("do not depend on the order in which changes are read, and end with the last word", () => {
    const words = fc.array(fc.option(fc.constantFrom("a", "b", "c")), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(words, words, fc.integer(), (plans, stages, seed) => {
        const changesOf = (fact: "plan" | "stage", said: readonly (string | null)[]): FactChange[] =>
          said.slice(1).map((after, at) => ({
            fact,
            day: addDays("2026-01-01", 3 * at),
            before: said[at] ?? null,
            after,
          }));
        const changes = [...changesOf("plan", plans), ...changesOf("stage", stages)];
        const mixed = changes.toSorted((one, other) => ((one.day.length + seed) % 2) - (other.after ? 1 : 0));
        expect(factPeriods(now, mixed)).toEqual(factPeriods(now, changes));
        expect(on(changes, "2027-01-01")).toMatchObject({ plan: plans.at(-1), stage: stages.at(-1) });
      }),
    );
  });
});
