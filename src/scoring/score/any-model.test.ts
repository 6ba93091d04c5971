import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayNumber } from "../days.ts";
import { standardAlertRules } from "../detect/alert-rules.ts";
import { compileModel, startModel } from "../models/compile-model.ts";
import { type ModelDocument, parseModel } from "../models/model.ts";
import type { MetricValues, ScoreRules } from "../models/score-rules.ts";
import { AccountReplay, Calendar, calendarOf } from "../replay/replay.ts";
import { type Series, seriesOf } from "../series.ts";
import { type Day, type MetricPart, metricParts, type Parts, partNames, usageParts } from "../types.ts";
import { type AccountDay, scoreAccountDay } from "./account-day.ts";
import { maximaOf, shareOf } from "./metric-parts.ts";
import { roundParts, scoreDay, sumOfParts } from "./score.ts";
import { decayOf, sumsOf } from "./sums.ts";

/* What holds of a score whatever model a tenant makes. */

const start = "2026-01-05";
const last = 200;

/** Any model that the schema takes: weights that add up to 100, memory, bands, and up to three metrics. */
const model: fc.Arbitrary<ModelDocument> = fc
  .record({
    raw: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 6, maxLength: 6 }),
    halfLives: fc.tuple(fc.integer({ min: 3, max: 90 }), fc.integer({ min: 20, max: 400 })),
    fullDays: fc.tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 10, max: 200 })),
    fullUsers: fc.integer({ min: 1, max: 60 }),
    atRisk: fc.integer({ min: 10, max: 70 }),
    gap: fc.integer({ min: 1, max: 20 }),
    better: fc.constantFrom("more" as const, "less" as const),
  })
  .map(({ raw, halfLives, fullDays, fullUsers, atRisk, gap, better }) => {
    const total = Math.max(
      1,
      raw.reduce((sum, weight) => sum + weight, 0),
    );
    const [habit = 0, trend = 0, people = 0, support = 0, sentiment = 0, commercial = 0] = raw.map((weight) =>
      Math.floor((weight * 70) / total),
    );
    const given = { habit, trend, people, support, sentiment, commercial };
    const others = Object.values(given).reduce((sum, weight) => sum + weight, 0);
    const rule = {
      metric: "m",
      windowDays: 28,
      better,
      ...(better === "more" ? { all: 10, none: 0 } : { all: 0, none: 10 }),
    };
    return parseModel({
      ...startModel("b2b"),
      // What is left goes to Recent, so that use weighs enough.
      weights: { ...given, recent: 100 - others },
      memory: {
        recent: { halfLifeDays: halfLives[0], fullDays: fullDays[0] },
        habit: { halfLifeDays: halfLives[1], fullDays: fullDays[1] },
      },
      fullUsers,
      bands: { atRisk, watch: atRisk + gap, leave: 3 },
      metrics: { support: rule, sentiment: rule, commercial: rule },
    });
  });
const rules = model.map((document) => compileModel(document, 2).rules);
const value = fc.option(fc.double({ min: -5, max: 15, noNaN: true }), { nil: null });
const values: fc.Arbitrary<MetricValues> = fc.record({ support: value, sentiment: value, commercial: value });
const event = fc.record({
  day: fc.integer({ min: 0, max: last }).map((days) => addDays(start, days)),
  user: fc.constantFrom("ada", "ben", "cem", "dee"),
});
const events = fc.array(event, { minLength: 1, maxLength: 120 });
const market = fc.double({ min: 0.5, max: 1.3, noNaN: true });
/** A market that swings from day to day, from the first day to long after the last use. */
const markets = fc.array(market, { minLength: last + 120, maxLength: last + 120 });

function scoreOf(series: Series, day: Day, of: ScoreRules, factor = 1, metrics?: MetricValues) {
  const sums = sumsOf(series, day, of.established);
  const decay = decayOf(series, day, of.memory);
  return sums && decay
    ? scoreDay({ sums, decay, market: factor, values: metrics ?? {}, held: {} }, of)
    : null;
}

/** The parts of a model that a score lacks. */
const partsWithoutData = ({ metrics }: ScoreRules, parts: Parts) =>
  metricParts.filter((part) => metrics[part] !== undefined && parts[part] === undefined);

describe("under any model", () => {
  it("the parts add up to the score, 0 to 100, whatever part has no data", () => {
    fc.assert(
      fc.property(events, rules, market, values, (some, of, factor, metrics) => {
        const scored = scoreOf(seriesOf(some), addDays(start, last), of, factor, metrics);
        if (scored === null) return;
        const { parts, score } = scored;
        expect(score).toBe(sumOfParts(parts));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 + 1e-9);
        const whole = roundParts(parts);
        expect(partNames.reduce((sum, part) => sum + (whole[part] ?? 0), 0)).toBe(Math.round(score));
        const most = maximaOf(of, parts);
        expect(Object.values(most).reduce((sum, points) => sum + points, 0)).toBe(100);
        for (const part of partNames) expect(whole[part] ?? 0).toBeLessThanOrEqual(most[part] ?? 0);
        const factorOf =
          100 / (100 - partsWithoutData(of, parts).reduce((sum, part) => sum + of.weights[part], 0));
        for (const part of partNames)
          expect(parts[part] ?? 0).toBeLessThanOrEqual(of.weights[part] * factorOf + 1e-9);
      }),
    );
  });

  it("a part without data is left out, never 0, and the others keep their proportions", () => {
    fc.assert(
      fc.property(events, rules, values, (some, of, metrics) => {
        const series = seriesOf(some);
        const day = addDays(start, last);
        const all = scoreOf(series, day, of, 1, { support: 5, sentiment: 5, commercial: 5 });
        const known = scoreOf(series, day, of, 1, metrics);
        if (all === null || known === null) return;
        for (const part of metricParts) {
          const rule = of.metrics[part];
          const given = metrics[part] ?? null;
          expect(known.parts[part] === undefined).toBe(rule === undefined || given === null);
        }
        const missing = partsWithoutData(of, known.parts).reduce((sum, part) => sum + of.weights[part], 0);
        const share = 100 / (100 - missing);
        for (const part of usageParts) expect(known.parts[part]).toBeCloseTo(all.parts[part] * share, 6);
      }),
    );
  });

  it("a metric's points are linear between its two values, and all or none beyond", () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.boolean(), (at, more) => {
        const ends = more ? { all: 20, none: -10 } : { all: -10, none: 20 };
        const along = Math.min(1, Math.max(0, (at + 10) / 30));
        expect(shareOf(at, ends)).toBeCloseTo(more ? along : 1 - along, 9);
      }),
    );
  });

  it("the order and the batches of events change no digit", () => {
    fc.assert(
      fc.property(events, events, rules, fc.integer(), (one, other, of, seed) => {
        const day = addDays(start, last);
        const together = [...one, ...other];
        const mixed = together.toSorted((a, b) => hash(a.day + a.user, seed) - hash(b.day + b.user, seed));
        expect(scoreOf(seriesOf([...mixed, ...one]), day, of)).toEqual(scoreOf(seriesOf(together), day, of));
      }),
    );
  });

  it("a late event changes the days from its own on, and none before", () => {
    fc.assert(
      fc.property(events, event, rules, (some, late, of) => {
        const [before, after] = [seriesOf(some), seriesOf([...some, late])];
        const first = [...some.map(({ day }) => day)].sort()[0] ?? start;
        for (let ago = 1; ago <= 60; ago += 7) {
          const day = addDays(late.day, -ago);
          if (day < first) break;
          expect(scoreOf(after, day, of)).toEqual(scoreOf(before, day, of));
        }
      }),
    );
  });

  it("more activity never lowers Recent, Habit or People", () => {
    fc.assert(
      fc.property(events, event, rules, values, (some, more, of, metrics) => {
        const day = addDays(start, last);
        const first = some.reduce((earliest, one) => (one.day < earliest ? one.day : earliest), day);
        // Of a known account: an event before its first makes it older, and older ones are held against more.
        if (more.day < first) return;
        const before = scoreOf(seriesOf(some), day, of, 1, metrics);
        const after = scoreOf(seriesOf([...some, more]), day, of, 1, metrics);
        for (const part of ["recent", "habit", "people"] as const)
          expect(after?.parts[part] ?? 0).toBeGreaterThanOrEqual((before?.parts[part] ?? 0) - 1e-9);
      }),
    );
  });

  it("a silent account never rises, whatever others do and its metrics come to, as long as they come", () => {
    const days = fc.array(values, { minLength: 5, maxLength: 5 }).map((list) =>
      // A part that loses its data shares its weight out: which parts have some stays.
      list.map(
        (day): MetricValues =>
          Object.fromEntries(
            Object.entries(day).map(([part, value]) => [
              part,
              list[0]?.[part as MetricPart] === null ? null : (value ?? 0),
            ]),
          ),
      ),
    );
    fc.assert(
      fc.property(events, rules, days, markets, (some, of, metrics, factors) => {
        const calendar = new Calendar(start, addDays(start, factors.length - 1), Float64Array.from(factors));
        const scores: AccountDay[] = [];
        new AccountReplay(seriesOf(some), calendar, {
          score: of,
          alerts: standardAlertRules(false),
          valuesOn: (number) => metrics[number % metrics.length],
        }).goTo(
          calendar.lastNumber,
          factors.map((_, day) => calendar.firstNumber + day),
          { scored: (_, day) => scores.push(day) },
        );
        const active = new Set(seriesOf(some).map(({ number }) => number));
        for (const [at, now] of scores.entries()) {
          const number = calendar.lastNumber - scores.length + 1 + at;
          const before = scores[at - 1];
          if (before === undefined || active.has(number)) continue;
          expect(now.score).toBeLessThanOrEqual(before.score + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  describe("an account's score depends on others through the market alone", () => {
    /** Others who are used every day, one by many and one by few, and fall by some people on a day of their own: the market moves. */
    const others = fc.array(
      fc.record({
        users: fc.integer({ min: 2, max: 6 }),
        fewer: fc.integer({ min: 0, max: 3 }),
        from: fc.integer({ min: 90, max: 150 }),
      }),
      { minLength: 11, maxLength: 13 },
    );
    const span = { firstDay: start, lastDay: addDays(start, last) };
    const seriesWith = (
      { users, fewer, from }: { readonly users: number; readonly fewer: number; readonly from: number },
      copies = 1,
    ) =>
      seriesOf(
        Array.from({ length: last + 1 }, (_, day) => day).flatMap((day) =>
          Array.from({ length: copies * Math.max(1, users - (day < from ? 0 : fewer)) }, (_, user) => ({
            day: addDays(start, day),
            user: `${copies}-${user}`,
          })),
        ),
      );
    const numbers = Array.from({ length: last + 1 }, (_, day) => dayNumber(start) + day);
    /** What a portfolio makes of its accounts: the market of each day, and every score of one of them. */
    const made = (portfolio: readonly Series[], own: Series, of: ScoreRules) => {
      const calendar = calendarOf(portfolio, span, of.established);
      const scores: AccountDay[] = [];
      new AccountReplay(own, calendar, { score: of, alerts: standardAlertRules(false) }).goTo(
        dayNumber(span.lastDay),
        numbers,
        { scored: (_, day) => scores.push(day) },
      );
      return { markets: numbers.map((number) => calendar.marketAt(number)), scores };
    };

    it("in whatever order they are read", () => {
      fc.assert(
        fc.property(events, others, rules, fc.integer(), (some, given, of, seed) => {
          const own = seriesOf(some);
          const portfolio = [own, ...given.map((one) => seriesWith(one))];
          const shuffled = portfolio
            .map((series, at) => ({ series, place: hash(`${at} account ${at}`, seed) }))
            .toSorted((one, other) => one.place - other.place)
            .map(({ series }) => series);
          const [one, other] = [made(portfolio, own, of), made(shuffled, own, of)];
          fc.pre(one.markets.some((market) => market !== 1));
          expect(other).toEqual(one);
        }),
        { numRuns: 12 },
      );
    });

    it("whoever they are: others who do as well against their own usual change no digit", () => {
      fc.assert(
        fc.property(events, others, rules, (some, given, of) => {
          const own = seriesOf(some);
          const one = made([own, ...given.map((each) => seriesWith(each))], own, of);
          // Twice as many people each, and one more who left long ago and has no say.
          const left = seriesOf([{ day: start, user: "left" }]);
          const other = made([...given.map((each) => seriesWith(each, 2)), left, own], own, of);
          fc.pre(one.markets.some((market) => market !== 1));
          expect(other).toEqual(one);
        }),
        { numRuns: 12 },
      );
    });
  });

  it("one step from the day before is the closed form of the day", () => {
    fc.assert(
      fc.property(events, rules, market, values, (some, of, factor, metrics) => {
        const series = seriesOf(some);
        const day = addDays(start, last);
        const [sums, before] = [
          sumsOf(series, day, of.established),
          decayOf(series, addDays(day, -1), of.memory),
        ];
        if (sums === null || before === null) return;
        const stepped = scoreAccountDay(
          sums,
          { decay: before, band: null, score: null, parts: null, held: {} },
          factor,
          of,
          metrics,
        );
        expect(stepped.score).toBeCloseTo(scoreOf(series, day, of, factor, metrics)?.score ?? Number.NaN, 9);
      }),
    );
  });
});

/** Any order that a seed says. */
function hash(text: string, seed: number): number {
  return [...text].reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % 99_991,
    Math.abs(seed) % 99_991,
  );
}
