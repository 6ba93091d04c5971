import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileModel, startModel } from "../models/compile-model.ts";
import type { ScoreRules } from "../models/score-rules.ts";
import { type DayFigures, explainChange, scoreDay } from "../score/score.ts";
import type { DaySums } from "../score/sums.ts";
import { type PartName, partNames } from "../types.ts";
import { compareScores } from "./compare-scores.ts";
import { explainDays } from "./explain.ts";

const start = startModel("b2b");
const metric = { metric: "tickets", windowDays: 28, better: "less" as const, all: 0, none: 10 };
const metrics = { support: metric };
const rulesWith = (given: object, version = 2): ScoreRules =>
  compileModel({ ...start, ...given }, version).rules;

/** Rules that differ in weights alone, with and without a part from a metric. */
const weights = fc
  .tuple(fc.integer({ min: 5, max: 30 }), fc.integer({ min: 5, max: 30 }), fc.integer({ min: 5, max: 20 }))
  .map(([recent, habit, people]) => ({
    recent,
    habit,
    people,
    trend: 90 - recent - habit - people,
    support: 10,
  }));
const figures: fc.Arbitrary<DayFigures> = fc
  .record({
    actual: fc.nat({ max: 200 }),
    base: fc.nat({ max: 600 }),
    silentDays: fc.nat({ max: 40 }),
    users: fc.nat({ max: 40 }),
    recent: fc.double({ min: 0, max: 14, noNaN: true }),
    habit: fc.double({ min: 0, max: 80, noNaN: true }),
    trendBefore: fc.double({ min: 0, max: 1, noNaN: true }),
    support: fc.option(fc.double({ min: -2, max: 14, noNaN: true }), { nil: null }),
  })
  .map(({ actual, base, silentDays, users, recent, habit, trendBefore, support }) => {
    const sums: DaySums = {
      ageDays: 400,
      silentDays,
      actual,
      actual14: actual,
      base,
      baseDays: 84,
      users28: users,
      users112: users,
      establishedDays: 9,
      establishedUsers: 9,
    };
    return { sums, decay: { recent, habit }, market: 1, values: { support }, held: { trend: trendBefore } };
  });
const scored = (of: DayFigures, rules: ScoreRules) => ({
  figures: of,
  rules,
  parts: scoreDay(of, rules).parts,
});

describe("two scores by different weights", () => {
  it("are told apart as the whole explanation does, to the point", () => {
    fc.assert(
      fc.property(figures, figures, weights, weights, (one, other, then, now) => {
        const before = scored(one, rulesWith({ weights: then, metrics }, 2));
        const after = scored(other, rulesWith({ weights: now, metrics }, 3));
        const whole = explainDays(before, after, other);
        const compared = compareScores(before, after);
        expect(compared.byRules).toBe(whole.rules);
        expect(compared.parts).toEqual(whole.parts);
        expect(compared.change).toBe(whole.after - whole.before);
      }),
    );
  });

  it("say nothing of use where use is the same", () => {
    fc.assert(
      fc.property(figures, weights, weights, (one, then, now) => {
        const before = scored(one, rulesWith({ weights: then, metrics }, 2));
        const after = scored(one, rulesWith({ weights: now, metrics }, 3));
        const { parts, byRules, change } = compareScores(before, after);
        expect(Object.values(parts).filter((points) => points !== 0)).toEqual([]);
        expect(byRules).toBe(change);
      }),
    );
  });
});

describe("a part whose share of its weight can't be compared", () => {
  const full = { ...start.memory.habit, halfLifeDays: 30 };
  it.each<[PartName, object]>([
    ["habit", { memory: { ...start.memory, habit: full } }],
    ["people", { fullUsers: 5 }],
    ["support", { metrics: { support: { ...metric, windowDays: 7 } } }],
  ])("%s is neither a mover nor a cause: what came of it is the rules'", (part, given) => {
    fc.assert(
      fc.property(figures, figures, weights, (one, other, then) => {
        // What a part without data leaves to the others is no change of the rules.
        fc.pre((one.values.support === null) === (other.values.support === null));
        const before = scored(one, rulesWith({ weights: then, metrics }, 2));
        const after = scored(other, rulesWith({ weights: then, metrics, ...given }, 3));
        const { parts, byRules, change } = compareScores(before, after);
        expect(parts[part] ?? 0).toBe(0);
        const sum = partNames.reduce((total, name) => total + (parts[name] ?? 0), byRules ?? 0);
        expect(sum).toBe(change);
      }),
    );
  });
});

it("one set of rules is the plain difference of the parts", () => {
  fc.assert(
    fc.property(figures, figures, weights, (one, other, then) => {
      const rules = rulesWith({ weights: then, metrics });
      const [before, after] = [scored(one, rules), scored(other, rules)];
      const { parts, change, byRules } = compareScores(before, after);
      const plain = explainChange(before, after);
      expect({ parts, change, byRules }).toEqual({ parts: plain.parts, change: plain.change, byRules: null });
    }),
  );
});
