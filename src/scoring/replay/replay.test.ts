import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayNumber } from "../days.ts";
import { standardAlertRules } from "../detect/alert-rules.ts";
import { startRules } from "../models/compile-model.ts";
import { marketFactor, speakerOf } from "../score/market.ts";
import { type HeldShares, scoreDay, sharesOf } from "../score/score.ts";
import { advance, type DecaySums, sumsOf } from "../score/sums.ts";
import { type Series, seriesOf } from "../series.ts";
import type { Day, Kind } from "../types.ts";
import { AccountReplay, Calendar, calendarOf, type ReplayRules } from "./replay.ts";
import { SumsWalker } from "./sums-walker.ts";

const start = "2024-01-01";
const last = 420;
const kinds = fc.constantFrom<Kind>("b2b", "retail");

/** Stretches of use by a few people, with silence in between. */
const series: fc.Arbitrary<Series> = fc
  .array(
    fc.record({
      from: fc.integer({ min: 0, max: last }),
      length: fc.integer({ min: 1, max: 160 }),
      every: fc.integer({ min: 1, max: 9 }),
      users: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((stretches) =>
    seriesOf(
      stretches.flatMap(({ from, length, every, users }) =>
        Array.from({ length: Math.ceil(length / every) }, (_, step) => from + step * every)
          .filter((day) => day <= last)
          .flatMap((day) =>
            Array.from({ length: users }, (_, user) => ({ day: addDays(start, day), user: `u${user}` })),
          ),
      ),
    ),
  )
  .filter((days) => days.length > 0);

const span = { firstDay: start, lastDay: addDays(start, last) };
const rulesOf = (kind: Kind): ReplayRules => ({ score: startRules[kind], alerts: standardAlertRules(false) });
/** A market that moves a little, as it does. */
const unsteady = new Calendar(
  span.firstDay,
  span.lastDay,
  Float64Array.from({ length: last + 1 }, (_, day) => 1 + 0.1 * Math.sin(day / 20)),
);
const everyDay = Array.from({ length: last + 1 }, (_, day) => dayNumber(start) + day);

/** All that a replay tells, as text that can be compared to the last digit. */
function toldOf(replay: AccountReplay, to: number, asked: readonly number[]) {
  const scores = new Map<number, string>();
  const sent: string[] = [];
  replay.goTo(to, asked, {
    scored: (number, day) => scores.set(number, JSON.stringify(day)),
    sent: (day, transition) => sent.push(`${day} ${JSON.stringify(transition)}`),
  });
  return { scores, sent };
}

describe("a walk over the days", () => {
  it("has the sums of each day, whatever the use", () => {
    fc.assert(
      fc.property(series, kinds, (days, kind) => {
        const walker = new SumsWalker(days, startRules[kind].established);
        for (let number = days[0]?.number ?? 0; number <= dayNumber(span.lastDay); number++) {
          walker.step();
          const sums = sumsOf(days, addDays(start, number - dayNumber(start)), startRules[kind].established);
          expect(walker).toMatchObject({ ...sums, number });
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("a replay", () => {
  it("scores each day from the days up to it alone: what comes later changes nothing", () => {
    fc.assert(
      fc.property(
        fc.array(series, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 60, max: last - 1 }),
        (all, cut) => {
          const cutDay: Day = addDays(start, cut);
          const known = all.map((days) => days.filter(({ day }) => day <= cutDay));
          const whole = calendarOf(all, span, startRules.b2b.established);
          const past = calendarOf(known, { ...span, lastDay: cutDay }, startRules.b2b.established);
          for (const [index, days] of all.entries()) {
            const before = known[index] ?? [];
            if (before.length === 0) continue;
            const [one, other] = [
              toldOf(new AccountReplay(days, whole, rulesOf("b2b")), dayNumber(cutDay), everyDay),
              toldOf(new AccountReplay(before, past, rulesOf("b2b")), dayNumber(cutDay), everyDay),
            ];
            expect(one).toEqual(other);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it("takes the market of a day from all accounts", () => {
    const fallen = Array.from({ length: 12 }, (_, account) =>
      seriesOf(
        everyDay
          .slice(0, 160)
          .flatMap((number, day) =>
            day > 140 && day % 2 === 0
              ? []
              : [{ day: addDays(start, number - dayNumber(start)), user: `${account}` }],
          ),
      ),
    );
    const calendar = calendarOf(fallen, span, startRules.b2b.established);
    const day = addDays(start, 159);
    const speakers = fallen.flatMap((days) => {
      const sums = sumsOf(days, day, startRules.b2b.established);
      return sums ? [speakerOf(sums)] : [];
    });
    expect(calendar.marketAt(dayNumber(day))).toBe(marketFactor(speakers).factor);
    expect(calendar.marketAt(dayNumber(day))).toBeLessThan(0.85);
    expect(calendar.marketAt(dayNumber(addDays(start, 30)))).toBe(1);
  });

  it("gives the digits of the formula, day by day", () => {
    fc.assert(
      fc.property(series, kinds, (days, kind) => {
        const { scores } = toldOf(
          new AccountReplay(days, unsteady, rulesOf(kind)),
          dayNumber(span.lastDay),
          everyDay,
        );
        let decay: DecaySums | null = null;
        let held: HeldShares = {};
        for (const [number, told] of scores) {
          const sums = sumsOf(days, addDays(start, number - dayNumber(start)), startRules[kind].established);
          if (sums === null) throw new Error("a scored day has sums");
          decay = advance(decay, 1, sums.silentDays === 0, startRules[kind].memory);
          const figures = { sums, decay, market: unsteady.marketAt(number), values: {}, held };
          const scored = scoreDay(figures, startRules[kind]);
          expect(JSON.parse(told)).toMatchObject(scored);
          held = sharesOf(startRules[kind], scored.parts);
        }
        expect(scores.size).toBe(dayNumber(span.lastDay) - (days[0]?.number ?? 0) + 1);
      }),
      { numRuns: 25 },
    );
  });

  it("sends the same and scores the same when it passes over the days on which nothing can happen", () => {
    fc.assert(
      fc.property(
        series,
        kinds,
        fc.array(fc.constantFrom(...everyDay), { maxLength: 9 }),
        (days, kind, some) => {
          const to = dayNumber(span.lastDay);
          const asked = [...new Set(some)].sort((one, other) => one - other);
          const whole = toldOf(new AccountReplay(days, unsteady, rulesOf(kind)), to, everyDay);
          const quick = toldOf(new AccountReplay(days, unsteady, rulesOf(kind)), to, asked);
          expect(quick.sent).toEqual(whole.sent);
          for (const [number, told] of quick.scores) expect(told).toBe(whole.scores.get(number));
          expect([...quick.scores.keys()]).toEqual(
            asked.filter((number) => number >= (days[0]?.number ?? 0)),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("goes on from any day, also with another future, as if it had been so from the start", () => {
    fc.assert(
      fc.property(series, kinds, fc.integer({ min: 0, max: last }), (days, kind, cut) => {
        const to = dayNumber(span.lastDay);
        const at = dayNumber(start) + cut;
        const other = days.filter(({ number }) => number <= at || number % 2 === 0);
        fc.pre((days[0]?.number ?? 0) <= at);
        const half = new AccountReplay(days, unsteady, rulesOf(kind));
        const first = toldOf(half, at, everyDay);
        const forked = toldOf(half.fork(other), to, everyDay);
        const rest = toldOf(half, to, everyDay);
        const whole = toldOf(new AccountReplay(days, unsteady, rulesOf(kind)), to, everyDay);
        const whatIf = toldOf(new AccountReplay(other, unsteady, rulesOf(kind)), to, everyDay);
        expect([...first.sent, ...rest.sent]).toEqual(whole.sent);
        expect(new Map([...first.scores, ...rest.scores])).toEqual(whole.scores);
        expect([...first.sent, ...forked.sent]).toEqual(whatIf.sent);
        expect(new Map([...first.scores, ...forked.scores])).toEqual(whatIf.scores);
      }),
      { numRuns: 30 },
    );
  });
});
