import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { startRules } from "../models/compile-model.ts";
import type { ScoreRules } from "../models/score-rules.ts";
import { maximaOf } from "../score/metric-parts.ts";
import { roundParts } from "../score/score.ts";
import { decayOf, sumsOf } from "../score/sums.ts";
import { type Series, seriesOf } from "../series.ts";
import type { Kind, Parts } from "../types.ts";
import { activeDaysIn, bestUse, decayOfUse, fullSums, habitWindowDays } from "./best-use.ts";
import { partsBy } from "./explain.ts";
import { type LiftInput, liftOf } from "./lift.ts";

const start = "2026-01-05";
const kind = fc.constantFrom<Kind>("b2b", "retail");
const events = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 450 }).map((days) => addDays(start, days)),
    user: fc.constantFrom("ada", "ben", "cem", "dee", "eve"),
  }),
  { minLength: 1, maxLength: 300 },
);

const usedOf = (series: Series, day: string) =>
  series.filter((one) => one.day <= day).map((one) => ({ day: one.day, userDays: one.users.length }));

/** What a look at an account on `day` brings together. */
function inputOf(series: Series, day: string, rules: ScoreRules, market = 1): LiftInput {
  const sums = sumsOf(series, day, rules.established);
  const decay = decayOf(series, day, rules.memory);
  if (sums === null || decay === null) throw new Error(`nothing to score on ${day}`);
  const figures = { sums, decay, market, values: {}, held: {} };
  const parts = partsBy(rules, figures);
  const used = usedOf(series, day);
  const year = Array.from({ length: 365 }, (_, ago) => sumsOf(series, addDays(day, -ago), rules.established));
  return {
    figures,
    rules,
    shown: roundParts(parts),
    most: maximaOf(rules, parts) as Parts,
    active: { recent: activeDaysIn(used, day, 28), habit: activeDaysIn(used, day, habitWindowDays) },
    best: {
      ...bestUse(used, day, rules.memory, fullSums(rules.memory, sums.ageDays)),
      users112: Math.max(...year.map((one) => one?.users112 ?? 0)),
    },
    metrics: {},
    toldUsual: null,
  };
}

/** A day on which the account of the series had been used. */
const look = fc
  .record({
    list: events,
    at: fc.integer({ min: 0, max: 450 }),
    of: kind,
    market: fc.double({ min: 0.5, max: 1.3, noNaN: true }),
  })
  .map(({ list, at, of, market }) => {
    const series = seriesOf(list);
    const first = series[0]?.day ?? start;
    const day = addDays(start, at) < first ? first : addDays(start, at);
    return { series, day, input: inputOf(series, day, startRules[of], market) };
  });

describe("the best of a year", () => {
  it("is what the sums of its days were, taken one by one", () => {
    fc.assert(
      fc.property(look, ({ series, day, input: { best, rules } }) => {
        const days = Array.from({ length: 365 }, (_, ago) => addDays(day, -ago));
        const actual = days.map((one) => sumsOf(series, one, rules.established)?.actual ?? 0);
        expect(best.actual).toBe(Math.max(...actual));
        const full = fullSums(rules.memory, inputOf(series, day, rules).figures.sums.ageDays);
        for (const part of ["recent", "habit"] as const) {
          const sums = days.map((one) => decayOf(series, one, rules.memory)?.[part] ?? 0);
          expect(Math.min(best[part].sum, full[part])).toBeCloseTo(
            Math.min(Math.max(...sums), full[part]),
            9,
          );
          expect(best[part].sum).toBeCloseTo(decayOf(series, best[part].day, rules.memory)?.[part] ?? 0, 9);
          const window = part === "recent" ? 28 : habitWindowDays;
          expect(best[part].activeDays).toBe(
            activeDaysIn(usedOf(series, best[part].day), best[part].day, window),
          );
        }
      }),
      { numRuns: 25 },
    );
  });

  it("counts decayed sums as the scorer does, and those that earn all the points", () => {
    fc.assert(
      fc.property(look, ({ series, day, input: { figures, rules } }) => {
        const sums = decayOfUse(usedOf(series, day), day, rules.memory);
        expect(sums.recent).toBeCloseTo(figures.decay.recent, 9);
        expect(sums.habit).toBeCloseTo(figures.decay.habit, 9);
        const full = fullSums(rules.memory, figures.sums.ageDays);
        const { recent, habit } = partsBy(rules, { ...figures, decay: full });
        expect(recent).toBeCloseTo(rules.weights.recent, 9);
        expect(habit).toBeCloseTo(rules.weights.habit, 9);
      }),
      { numRuns: 25 },
    );
  });
});

describe("what would lift a score most", () => {
  it("names figures that earn the points by the formula itself, and that the account had within the year", () => {
    fc.assert(
      fc.property(look, fc.option(fc.integer({ min: 4, max: 200 })), ({ input }, toldUsual) => {
        const asked = { ...input, toldUsual };
        const { figures, rules, shown, best, most } = asked;
        const lift = liftOf(asked);
        if (lift.kind !== "regain" && lift.kind !== "new") return;
        let before = Number.POSITIVE_INFINITY;
        for (const one of lift.parts) {
          expect(one.points).toBeGreaterThanOrEqual(1);
          expect(one.points).toBeLessThanOrEqual(before);
          before = one.points;
          const { sums, decay } = figures;
          const then = { trend: 0, people: 0, recent: 0, habit: 0, support: 0, sentiment: 0, commercial: 0 };
          if (one.part === "trend") {
            expect(one.target).toBeLessThanOrEqual(Math.min(best.actual, one.usual));
            if (toldUsual !== null) expect(one.usual).toBe(toldUsual);
            then.trend = partsBy(rules, { ...figures, sums: { ...sums, actual: one.target } }).trend;
          } else if (one.part === "people") {
            expect(one.target).toBeLessThanOrEqual(best.users112);
            then.people = partsBy(rules, { ...figures, sums: { ...sums, users112: one.target } }).people;
          } else if (one.part === "recent" || one.part === "habit") {
            then[one.part] = partsBy(rules, {
              ...figures,
              decay: { ...decay, [one.part]: best[one.part].sum },
            })[one.part];
          }
          expect(Math.round(then[one.part]) - (shown[one.part] ?? 0)).toBe(one.points);
          expect((shown[one.part] ?? 0) + one.points).toBeLessThanOrEqual(Math.ceil(most[one.part] ?? 0));
        }
      }),
    );
  });

  it("tells a silent account what one person who comes back for a day would earn, and nothing else", () => {
    fc.assert(
      fc.property(events, kind, fc.integer({ min: 0, max: 200 }), (list, of, more) => {
        const series = seriesOf(list);
        const rules = startRules[of];
        const silent = rules.silenceDays + more;
        const day = addDays(series.at(-1)?.day ?? start, silent);
        const lift = liftOf(inputOf(series, day, rules));
        if (lift.kind !== "silent") throw new Error(`told ${lift.kind}`);
        expect(lift.days).toBe(silent);
        // Who was there last: under 28 days of silence a new face would be one person more.
        const { user } = list.reduce((last, event) => (event.day > last.day ? event : last));
        const back = inputOf(seriesOf([...list, { day, user }]), day, rules);
        const gained = (parts: Parts) => parts.recent + parts.habit + parts.people;
        const exact =
          gained(partsBy(rules, back.figures)) - gained(partsBy(rules, inputOf(series, day, rules).figures));
        expect(lift.points).toBe(Math.round(exact));
      }),
      { numRuns: 25 },
    );
  });

  const daily = (from: number, to: number, users: readonly string[]) =>
    Array.from({ length: to - from + 1 }, (_, at) =>
      users.map((user) => ({ day: addDays(start, from + at), user })),
    ).flat();
  const crowd = Array.from({ length: 50 }, (_, at) => `user ${at}`);

  it("has nothing to regain where every part is full, and says so", () => {
    const series = seriesOf(daily(0, 300, crowd));
    expect(liftOf(inputOf(series, addDays(start, 300), startRules.b2b))).toEqual({ kind: "full" });
  });

  it("does not promise what the account never had", () => {
    const series = seriesOf(daily(0, 300, ["ada", "ben"]));
    expect(liftOf(inputOf(series, addDays(start, 300), startRules.b2b))).toEqual({ kind: "best" });
  });

  it("tells a new account that there is no baseline, beside what it had before", () => {
    const few = seriesOf([...daily(0, 20, crowd.slice(0, 7)), ...daily(21, 31, ["user 0"])]);
    const lift = liftOf(inputOf(few, addDays(start, 50), startRules.b2b));
    expect(lift).toMatchObject({ kind: "new", ageDays: 50 });
    if (lift.kind !== "new") throw new Error("told otherwise");
    expect(lift.parts.map(({ part }) => part)).not.toContain("trend");
    expect(lift.parts.length).toBeGreaterThan(0);
  });

  it("speaks of the usual that an open alert keeps, and of the points that it earns", () => {
    const series = seriesOf([...daily(0, 300, crowd.slice(0, 6)), ...daily(301, 342, crowd.slice(0, 2))]);
    const input = inputOf(series, addDays(start, 342), startRules.b2b);
    const trendOf = (toldUsual: number | null) => {
      const lift = liftOf({ ...input, toldUsual });
      return lift.kind === "regain" ? lift.parts.find(({ part }) => part === "trend") : undefined;
    };
    const own = trendOf(null);
    expect(own).toMatchObject({ target: 149, usual: 149 });
    expect(trendOf(168)).toEqual({ ...own, target: 168, usual: 168 });
    const less = trendOf(100);
    expect(less).toMatchObject({ target: 100, usual: 100 });
    expect(less?.points).toBeLessThan(own?.points ?? 0);
  });

  it("names use against usual first after a halving, and the people who left once they are missed for sixteen weeks", () => {
    const series = seriesOf([...daily(0, 300, crowd.slice(0, 6)), ...daily(301, 420, crowd.slice(0, 1))]);
    const liftAfter = (days: number) => liftOf(inputOf(series, addDays(start, 300 + days), startRules.b2b));
    expect(liftAfter(28)).toEqual({
      kind: "regain",
      parts: [{ part: "trend", points: 25, now: 28, target: 168, usual: 168 }],
    });
    expect(liftAfter(112)).toEqual({
      kind: "regain",
      parts: [{ part: "people", points: 7, now: 1, target: 6 }],
    });
  });
});
