import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { startRules } from "../models/compile-model.ts";
import type { ScoreRules } from "../models/score-rules.ts";
import { type DayFigures, scoreDay, sumOfParts } from "../score/score.ts";
import { decayOf, sumsOf } from "../score/sums.ts";
import { type Series, seriesOf } from "../series.ts";
import { partNames } from "../types.ts";
import { type ExplainedDay, explainDays, isExplained, partsBy, splitTrend, valuesBehind } from "./explain.ts";

const start = "2026-01-05";
const last = addDays(start, 400);
const events = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 400 }).map((days) => addDays(start, days)),
    user: fc.constantFrom("ada", "ben", "cem", "dee", "eve"),
  }),
  { minLength: 1, maxLength: 300 },
);
const market = fc.double({ min: 0.5, max: 1.3, noNaN: true });

/** Rules with two parts from metrics, of any weight. */
const withMetrics = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 })).map(
  ([support, sentiment]): ScoreRules => ({
    ...startRules.b2b,
    version: 2,
    weights: {
      recent: 25,
      habit: 20 - support,
      trend: 40 - sentiment,
      people: 15,
      support,
      sentiment,
      commercial: 0,
    },
    memory: { recent: { halfLifeDays: 7, fullDays: 5 }, habit: { halfLifeDays: 56, fullDays: 40 } },
    metrics: {
      ...(support > 0 ? { support: { metric: "tickets", windowDays: 28, all: 0, none: 20 } } : {}),
      sentiment: { metric: "nps", windowDays: 91, all: 50, none: -20 },
    },
  }),
);
const rules = fc.oneof(fc.constant(startRules.b2b), fc.constant(startRules.retail), withMetrics);
const values = fc.record({
  support: fc.option(fc.double({ min: -5, max: 30, noNaN: true })),
  sentiment: fc.option(fc.double({ min: -50, max: 80, noNaN: true })),
});
const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: 1 });
const shares = fc.record({ trend: share, support: share, sentiment: share });
const offset = fc.integer({ min: 0, max: 400 });

function figuresOf(
  series: Series,
  day: string,
  by: ScoreRules,
  factor: number,
  of: DayFigures["values"],
  held: DayFigures["held"] = {},
): DayFigures {
  const sums = sumsOf(series, day, by.established);
  const decay = decayOf(series, day, by.memory);
  if (sums === null || decay === null) throw new Error(`nothing to score on ${day}`);
  return { sums, decay, market: factor, values: of, held };
}

function dayOf(figures: DayFigures, by: ScoreRules): ExplainedDay {
  return { figures, rules: by, parts: partsBy(by, figures) };
}

/** Two days of one account; `under` other rules on the second. */
const pair = fc
  .record({
    list: events,
    one: offset,
    other: offset,
    by: rules,
    under: rules,
    factors: fc.tuple(market, market),
    of: fc.tuple(values, values),
    held: fc.tuple(shares, shares),
  })
  .map(({ list, one, other, by, under, factors, of, held }) => {
    const series = seriesOf(list);
    const first = series[0]?.day ?? start;
    const [a, b] = [addDays(start, Math.min(one, other)), addDays(start, Math.max(one, other))];
    const [from, to] = [a < first ? first : a, b < first ? last : b];
    const figures = figuresOf(series, from, by, factors[0], of[0], held[0]);
    const then = figuresOf(series, to, by, factors[1], of[1], held[1]);
    const now = figuresOf(series, to, under, factors[1], of[1], held[1]);
    return { from: dayOf(figures, by), to: dayOf(then, by), then, changed: dayOf(now, under) };
  });

describe("an explained change", () => {
  it("is parts that add up to the difference of the two rounded scores", () => {
    fc.assert(
      fc.property(pair, ({ from, to }) => {
        const { before, after, parts, rules: byRules } = explainDays(from, to);
        expect([before, after]).toEqual([
          Math.round(sumOfParts(from.parts)),
          Math.round(sumOfParts(to.parts)),
        ]);
        expect(sumOfParts(parts)).toBe(after - before);
        expect(byRules).toBeNull();
        for (const part of partNames) {
          const exact = (to.parts[part] ?? 0) - (from.parts[part] ?? 0);
          expect(Math.abs((parts[part] ?? 0) - exact)).toBeLessThan(2);
        }
      }),
    );
  });

  it("has a line for the change of rules, and adds up with it", () => {
    fc.assert(
      fc.property(pair, ({ from, then, changed }) => {
        const { before, after, parts, rules: byRules } = explainDays(from, changed, then);
        expect(byRules).not.toBeNull();
        expect(sumOfParts(parts) + (byRules ?? 0)).toBe(after - before);
        const exact = sumOfParts(changed.parts) - scoreDay(then, from.rules).score;
        expect(Math.abs((byRules ?? 0) - exact)).toBeLessThan(2);
      }),
    );
  });

  it("splits Trend into use, usual, market and weight, exactly", () => {
    fc.assert(
      fc.property(pair, ({ from, to, then, changed }) => {
        const exact = splitTrend(from, to);
        if (exact === null) throw new Error("the figures make the points");
        const { use, usual, market: byMarket, weight } = exact;
        expect(use + usual + byMarket + weight).toBeCloseTo(to.parts.trend - from.parts.trend, 9);
        for (const [second, figures] of [
          [to, null],
          [changed, then],
        ] as const) {
          const { parts, trend } = explainDays(from, second, figures);
          if (trend === null) throw new Error("the figures make the points");
          expect(trend.use + trend.usual + trend.market + trend.weight).toBe(parts.trend);
        }
      }),
    );
  });

  it("says that the market did nothing where it stood still, and that it alone did something where all else did", () => {
    fc.assert(
      fc.property(pair, market, ({ from, to }, factor) => {
        const [free, still] = [from, to].map(({ figures, rules: by }) =>
          dayOf({ ...figures, market: from.figures.market, held: {} }, by),
        );
        if (free === undefined || still === undefined) throw new Error("two days");
        expect(splitTrend(free, still)?.market).toBe(0);
        const moved = dayOf({ ...from.figures, market: factor }, from.rules);
        expect(splitTrend(from, moved)).toMatchObject({ use: 0, usual: 0, weight: 0 });
      }),
    );
  });

  it("counts a silence as use", () => {
    const daily = Array.from({ length: 200 }, (_, day) =>
      ["ada", "ben", "cem"].map((user) => ({ day: addDays(start, day), user })),
    );
    const series = seriesOf(daily.flat());
    const on = (age: number) =>
      dayOf(figuresOf(series, addDays(start, age), startRules.b2b, 1, {}), startRules.b2b);
    const { parts, trend } = explainDays(on(199), on(208));
    expect(trend).toEqual({ use: -15, usual: 0, market: 0, weight: 0 });
    expect(parts).toMatchObject({ trend: -15, people: 0 });
  });

  it("says that a falling market gave a silent account nothing, and that use gave it back what was held", () => {
    const sums = {
      ...{ ageDays: 300, silentDays: 1, actual: 15, actual14: 7, base: 84, baseDays: 84 },
      ...{ users28: 3, users112: 5, establishedDays: 60, establishedUsers: 5 },
    };
    const quiet = { sums, decay: { recent: 5, habit: 30 }, market: 1, values: {}, held: {} };
    const first = dayOf(quiet, startRules.b2b);
    const held = dayOf(
      {
        ...quiet,
        sums: { ...sums, ageDays: 301, silentDays: 2 },
        market: 0.8,
        held: { trend: first.parts.trend / 25 },
      },
      startRules.b2b,
    );
    expect(splitTrend(first, held)).toEqual({
      ...{ use: 0, usual: 0, weight: 0 },
      market: expect.closeTo(0, 12),
    });
    const back = dayOf(
      { ...held.figures, sums: { ...sums, ageDays: 302, silentDays: 0 }, held: {} },
      startRules.b2b,
    );
    expect(splitTrend(held, back)).toEqual({
      ...{ usual: 0, market: 0, weight: 0 },
      use: expect.closeTo(back.parts.trend - first.parts.trend, 12),
    });
    expect(back.parts.trend).toBeGreaterThan(first.parts.trend + 5);
  });

  it("says that use fell where there was no usual to begin with, once there is one", () => {
    const few = Array.from({ length: 8 }, (_, week) => ({ day: addDays(start, week * 4), user: "ada" }));
    const series = seriesOf(few);
    const on = (age: number) =>
      dayOf(figuresOf(series, addDays(start, age), startRules.b2b, 1, {}), startRules.b2b);
    const [young, stopped] = [on(28), on(90)];
    expect(young.figures.sums.baseDays).toBeLessThan(28);
    const split = splitTrend(young, stopped);
    // Its first usual is 8 user-days; it had 7 on the first day, and none on the second.
    expect(split?.usual).toBeCloseTo(-1.38, 2);
    expect(split?.use).toBeLessThan(-20);
    expect(split).toMatchObject({ market: 0, weight: 0 });
  });

  it("does not split what other figures have made", () => {
    fc.assert(
      fc.property(pair, ({ from, to }) => {
        const odd = { ...to, parts: { ...to.parts, trend: to.parts.trend + 1 } };
        expect([isExplained(to), isExplained(odd)]).toEqual([true, false]);
        expect(explainDays(from, odd).trend).toBeNull();
      }),
    );
  });

  it("is all 0 between two equal days", () => {
    fc.assert(
      fc.property(pair, ({ from }) => {
        const { parts, trend } = explainDays(from, from);
        expect(Object.values(parts).every((points) => points === 0)).toBe(true);
        expect(trend).toEqual({ use: 0, usual: 0, market: 0, weight: 0 });
      }),
    );
  });
});

describe("the values behind points", () => {
  it("earn the same points again, with the same parts missing", () => {
    fc.assert(
      fc.property(pair, ({ from: { figures, rules: by, parts } }) => {
        const again = partsBy(by, { ...figures, values: valuesBehind(by, parts) });
        expect(Object.keys(again).sort()).toEqual(Object.keys(parts).sort());
        for (const part of partNames) expect(again[part] ?? 0).toBeCloseTo(parts[part] ?? 0, 9);
      }),
    );
  });
});
