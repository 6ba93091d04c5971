import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { startRules } from "../models/compile-model.ts";
import { type Series, seriesOf } from "../series.ts";
import { type Day, type Kind, usageParts } from "../types.ts";
import { explainChange, roundParts, scoreDay, sumOfParts } from "./score.ts";
import { advance, type DecaySums, decayOf, sumsOf } from "./sums.ts";

const start = "2026-01-05";
const event = fc.record({
  day: fc.integer({ min: 0, max: 250 }).map((days) => addDays(start, days)),
  user: fc.constantFrom("ada", "ben", "cem", "dee", "eve"),
});
const events = fc.array(event, { minLength: 1, maxLength: 300 });
const kind = fc.constantFrom<Kind>("b2b", "retail");
const market = fc.double({ min: 0.5, max: 1.3, noNaN: true });

function scored(series: Series, day: Day, factor = 1, of: Kind = "b2b") {
  const sums = sumsOf(series, day, startRules[of].established);
  const decay = decayOf(series, day, startRules[of].memory);
  if (sums === null || decay === null) throw new Error(`nothing to score on ${day}`);
  const figures = { sums, decay, market: factor, values: {}, held: {} };
  return { ...sums, decay, ...scoreDay(figures, startRules[of]) };
}

describe("the score of a day", () => {
  it("is the formula, on an account worked out by hand", () => {
    // One user on one day, scored on that day: x = w = 1 / (1 - 0.5^(1/2)).
    const { parts, expected, silentDays, ageDays } = scored(seriesOf([{ day: start, user: "ada" }]), start);
    const possible = 1 / (1 - Math.SQRT1_2);
    expect(parts.recent).toBeCloseTo((25 * Math.log2(1 + possible)) / Math.log2(11), 12);
    expect(parts.habit).toBeCloseTo((35 * Math.log2(1 + possible)) / Math.log2(61), 12);
    expect(parts.trend).toBe(25);
    expect(parts.people).toBeCloseTo(15 / Math.log2(21), 12);
    expect([expected, silentDays, ageDays]).toEqual([null, 0, 0]);
  });

  const busy = {
    ageDays: 209,
    silentDays: 0,
    actual: 92,
    actual14: 46,
    base: 276,
    baseDays: 84,
    users28: 50,
    users112: 50,
    establishedDays: 80,
    establishedUsers: 50,
  };
  const busyDay = { sums: busy, decay: { recent: 40, habit: 200 }, market: 1, values: {}, held: {} };
  const trendOf = (some: Partial<typeof busy>, factor = 1) => {
    const { parts, expected } = scoreDay(
      { ...busyDay, sums: { ...busy, ...some }, market: factor },
      startRules.b2b,
    );
    return { trend: parts.trend, expected };
  };

  it("spends Trend in even steps down to three fifths of usual, with a user-day a day on both sides", () => {
    expect(trendOf({})).toEqual({ trend: 25, expected: 92 });
    expect(trendOf({ actual: 62 }).trend).toBeCloseTo(25 * (1 - Math.log(120 / 90) / Math.log(5 / 3)), 12);
    expect(trendOf({ actual: 44 }).trend).toBe(0);
    // The same halving of a tenth of it is half chance.
    expect(trendOf({ base: 24, actual: 4 }).trend).toBeGreaterThan(18);
  });

  it("holds who stopped in the first eight weeks against the first four, once it is eight weeks old", () => {
    const daily = Array.from({ length: 10 }, (_, day) => ({ day: addDays(start, day), user: "ada" }));
    const series = seriesOf(daily);
    const on = (age: number) => scored(series, addDays(start, age));
    expect(on(55)).toMatchObject({ expected: null, parts: { trend: 25 } });
    expect(on(56)).toMatchObject({ base: 10, baseDays: 28, expected: 10, actual: 0 });
    expect(on(56).parts.trend).toBeLessThan(1);
    const { parts } = scored(series, addDays(start, 56), 1, "retail");
    expect(parts.trend).toBeCloseTo(30 * (1 - Math.log(38 / 28) / Math.log(5 / 3)), 12);
    expect(on(300)).toMatchObject({ base: 10, baseDays: 28, expected: 10 });
    const again = seriesOf([...daily, { day: addDays(start, 99), user: "ada" }]);
    expect(scored(again, addDays(start, 99))).toMatchObject({ base: 10, baseDays: 71 });
  });

  it("expects less of everybody in a quiet market", () => {
    expect(trendOf({ actual: 69 }, 0.75)).toEqual({ trend: 25, expected: 69 });
  });

  it("spends Trend on a silence that use makes plain: from four missing user-days on, all at sixteen, a tenth a day at most", () => {
    const silent = (silentDays: number, base: number, factor = 1, of: Kind = "b2b") =>
      scoreDay(
        {
          ...busyDay,
          sums: { ...busy, base, silentDays, actual: Math.round(base / 3) },
          market: factor,
        },
        startRules[of],
      ).parts.trend;
    const plain = (missing: number) => expect.closeTo(25 * (1 - (2 * Math.sqrt(missing) - 4) / 4), 12);
    // Usual 84: three user-days a day. A weekend and a bank holiday, then a day more each.
    expect([3, 4, 5, 6, 8, 13, 40].map((days) => silent(days, 252))).toEqual([25, 25, 20, 17.5, 12.5, 0, 0]);
    // Usual 28: a user-day a day.
    expect([7, 9, 12, 19].map((days) => silent(days, 84))).toEqual([
      25,
      plain(6),
      plain(9),
      expect.closeTo(0, 12),
    ]);
    // Who comes once a week may be away for a month.
    expect(silent(28, 12)).toBe(25);
    // A market that lacks a quarter lacks seven days of 28: nobody came at Christmas.
    expect([10, 15].map((days) => silent(days, 252, 0.75))).toEqual([25, 12.5]);
    expect(silent(40, 252, 1, "retail")).toBe(30);
  });

  it("keeps accounts in daily use apart: by people, and by a fall that leaves no day unused", () => {
    const daily = (people: number, from: number, to: number) =>
      Array.from({ length: (to - from) * people }, (_, at) => ({
        day: addDays(start, from + Math.floor(at / people)),
        user: `user ${at % people}`,
      }));
    const scoreOf = (people: number, then: number, days: number) => {
      const series = seriesOf([...daily(people, 0, 250), ...daily(then, 250, 250 + days)]);
      return Math.round(scored(series, addDays(start, 249 + days)).score);
    };
    expect([3, 5, 10, 20].map((people) => scoreOf(people, people, 1))).toEqual([92, 94, 97, 100]);
    expect([14, 21, 28].map((days) => scoreOf(50, 25, days))).toEqual([86, 78, 75]);
  });

  it("is always the sum of its parts, between 0 and 100", () => {
    fc.assert(
      fc.property(events, market, kind, (list, factor, of) => {
        const { parts, score } = scored(seriesOf(list), addDays(start, 250), factor, of);
        expect(score).toBe(sumOfParts(parts));
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });

  it("never rises from one day to the next while an account is silent", () => {
    fc.assert(
      fc.property(events, market, kind, (list, factor, of) => {
        const series = seriesOf(list);
        let day = series[0]?.day ?? start;
        let before = scored(series, day, factor, of);
        while (day < addDays(start, 400)) {
          day = addDays(day, 1);
          const after = scored(series, day, factor, of);
          if (after.silentDays > 0) {
            for (const part of usageParts) {
              expect(after.parts[part]).toBeLessThanOrEqual(before.parts[part] + 1e-12);
            }
          }
          before = after;
        }
      }),
      { numRuns: 40 },
    );
  });

  it("gives no point of Trend back while an account is silent and everybody else is used less as well", () => {
    const others = (market: number, silentDays: number, trend: number) =>
      scoreDay(
        { ...busyDay, sums: { ...busy, actual: 70, silentDays }, market, held: { trend } },
        startRules.b2b,
      ).parts.trend;
    const before = others(1, 0, 1);
    expect(before).toBeLessThan(25);
    expect(others(0.75, 1, before / 25)).toBeCloseTo(before, 12);
    // Once somebody comes, it counts by the market as anybody's does.
    expect(others(0.75, 0, before / 25)).toBe(25);
  });

  it("never loses Recent, Habit or People by more use of a known account", () => {
    fc.assert(
      fc.property(events, event, (list, more) => {
        const series = seriesOf(list);
        fc.pre(more.day >= (series[0]?.day ?? start));
        const day = addDays(start, 250);
        const before = scored(series, day);
        const after = scored(seriesOf([...list, more]), day);
        for (const part of ["recent", "habit", "people"] as const) {
          expect(after.parts[part]).toBeGreaterThanOrEqual(before.parts[part] - 1e-12);
        }
      }),
    );
  });

  it("does not depend on the order, the repetition or the later part of events", () => {
    fc.assert(
      fc.property(events, fc.nat(), (list, turn) => {
        const day = addDays(start, 150);
        const past = list.filter((one) => one.day <= day);
        fc.pre(past.length > 0);
        const at = turn % list.length;
        const shuffled = [...list.slice(at), ...list.slice(0, at).reverse(), ...list.slice(0, at)];
        expect(scored(seriesOf(shuffled), day)).toEqual(scored(seriesOf(past), day));
      }),
    );
  });

  it("is the same whether sums are carried from day to day or taken in closed form", () => {
    fc.assert(
      fc.property(events, kind, (list, of) => {
        const series = seriesOf(list);
        const active = new Set(series.map((entry) => entry.day));
        const first = series[0]?.day ?? start;
        let carried: DecaySums | null = null;
        for (let day = first; day <= addDays(start, 260); day = addDays(day, 1)) {
          carried = advance(carried, 1, active.has(day), startRules[of].memory);
        }
        const closed = decayOf(series, addDays(start, 260), startRules[of].memory);
        expect(Math.abs((carried?.recent ?? 0) - (closed?.recent ?? 1))).toBeLessThan(1e-9);
        expect(Math.abs((carried?.habit ?? 0) - (closed?.habit ?? 1))).toBeLessThan(1e-9);
      }),
    );
  });
});

describe("rounded parts", () => {
  const points = fc.double({ min: 0, max: 35, noNaN: true });
  const parts = fc.record({ recent: points, habit: points, trend: points, people: points });

  it("add up to the rounded score, each within a point of itself", () => {
    fc.assert(
      fc.property(parts, (exact) => {
        const rounded = roundParts(exact);
        expect(sumOfParts(rounded)).toBe(Math.round(sumOfParts(exact)));
        for (const part of usageParts) expect(Math.abs(rounded[part] - exact[part])).toBeLessThan(1);
      }),
    );
  });

  it("change by what the rounded scores change, and parts that did not change show 0", () => {
    fc.assert(
      fc.property(parts, parts, (before, now) => {
        const after = { ...now, habit: before.habit };
        const change = explainChange({ parts: before }, { parts: after });
        expect(change.change).toBe(Math.round(sumOfParts(after)) - Math.round(sumOfParts(before)));
        expect(sumOfParts(change.parts)).toBe(change.change);
        expect(change.parts.habit).toBe(0);
      }),
    );
  });
});
