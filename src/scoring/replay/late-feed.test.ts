import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lateFeedDays } from "../constants.ts";
import { addDays, dayNumber } from "../days.ts";
import { standardAlertRules } from "../detect/alert-rules.ts";
import { type MetricDay, slideWindows } from "../metrics/metrics.ts";
import { compileModel, startModel } from "../models/compile-model.ts";
import type { AccountDay } from "../score/account-day.ts";
import { type Series, seriesOf } from "../series.ts";
import type { Day } from "../types.ts";
import { AccountReplay, Calendar } from "./replay.ts";

/* A score whose part comes from a metric, while the metric's feed is late. */

const start = "2026-01-05";
const last = 200;
const calendar = new Calendar(start, addDays(start, last), new Float64Array(last + 1).fill(1));
const { rules } = compileModel(
  {
    ...startModel("b2b"),
    bands: { atRisk: 76, watch: 86, leave: 3 },
    weights: { recent: 20, habit: 25, trend: 25, people: 10, support: 20 },
    metrics: { support: { metric: "tickets", windowDays: 28, better: "less", all: 0, none: 10 } },
  },
  2,
);
const alerts = standardAlertRules(false);
const range = { from: start, to: addDays(start, last), windowDays: 28 };

/** What a replay tells with a counter whose feed covers the days to `covered`; null: all. */
function replayed(series: Series, counts: readonly MetricDay[], covered: Day | null) {
  const coverage = { from: addDays(start, -40), to: covered };
  const come = covered === null ? counts : counts.filter(({ day }) => day <= covered);
  const values = slideWindows({ kind: "counter", percentile: 95 }, coverage, come, range);
  const valuesOn = (number: number) => ({ support: values[number - calendar.firstNumber] ?? null });
  const days = new Map<Day, AccountDay>();
  const sent: Day[] = [];
  const all = Array.from({ length: last + 1 }, (_, day) => calendar.firstNumber + day);
  new AccountReplay(series, calendar, { score: rules, alerts, valuesOn }).goTo(calendar.lastNumber, all, {
    scored: (number, day) => days.set(calendar.dayAt(number), day),
    sent: (day) => sent.push(day),
  });
  return { days, sent, valuesOn };
}

const someDay = fc.integer({ min: 0, max: last }).map((day) => addDays(start, day));
const uses = fc.array(fc.record({ day: someDay, user: fc.constantFrom("ada", "ben", "cem", "dee") }), {
  minLength: 1,
  maxLength: 200,
});
const counts: fc.Arbitrary<MetricDay[]> = fc.uniqueArray(
  fc.record({
    day: fc.integer({ min: -40, max: last }).map((day) => addDays(start, day)),
    value: fc.nat({ max: 6 }),
    denominator: fc.constant(null),
    buckets: fc.constant(null),
  }),
  { selector: ({ day }) => day, maxLength: 40 },
);
const stop = fc.integer({ min: 0, max: last }).map((day) => addDays(start, day));

describe("a late feed", () => {
  it("takes nothing away for two weeks: the part keeps its points, and only use moves the score", () => {
    fc.assert(
      fc.property(uses, counts, stop, (some, tickets, covered) => {
        const { days: late, valuesOn } = replayed(seriesOf(some), tickets, covered);
        const then = late.get(covered);
        if (then === undefined) return;
        // What a silence held down is given back by use.
        const whole = 20 * Math.max(0, 1 - (valuesOn(dayNumber(covered)).support ?? 0) / 10);
        const comesBy = (day: Day) => some.some((use) => use.day > covered && use.day <= day);
        const inTime = replayed(seriesOf(some), tickets, null).days;
        for (let ago = 1; ago <= lateFeedDays; ago++) {
          const on = addDays(covered, ago);
          const { support, ...use } = late.get(on)?.parts ?? then.parts;
          if (late.has(on) && comesBy(on)) expect(support).toBeCloseTo(whole, 9);
          else expect(support).toBe(then.parts.support);
          expect(use).toEqual(withoutSupport(inTime.get(addDays(covered, ago)) ?? then));
        }
      }),
      { numRuns: 40 },
    );
  });

  it("leaves no trace once its values are there", () => {
    fc.assert(
      fc.property(uses, counts, (some, tickets) => {
        const series = seriesOf(some);
        const { days, sent } = replayed(series, tickets, addDays(start, last));
        const whole = replayed(series, tickets, null);
        expect({ days, sent }).toEqual({ days: whole.days, sent: whole.sent });
      }),
      { numRuns: 10 },
    );
  });

  it("is shared out after two weeks; whom that alone puts at risk is told to nobody", () => {
    // Six people every fourth day, and three in the last weeks: use is low lately, and no drop yet.
    const some = Array.from({ length: last + 1 }, (_, day) => day)
      .filter((day) => day % 4 === 0)
      .flatMap((day) =>
        Array.from({ length: day > last - 18 ? 3 : 6 }, (_, user) => ({
          day: addDays(start, day),
          user: `u${user}`,
        })),
      );
    const covered = addDays(start, last - 20);
    const shared = addDays(covered, lateFeedDays + 1);
    const { days, sent } = replayed(seriesOf(some), [], covered);
    const [before, after] = [days.get(addDays(shared, -1)), days.get(shared)];
    expect(before?.parts.support).toBe(20);
    expect(after?.parts.support).toBeUndefined();
    expect([before?.band, after?.band, after?.bySharing]).toEqual(["watch", "at-risk", true]);
    expect(sent).toEqual([]);
  });
});

function withoutSupport({ parts: { support: _, ...use } }: AccountDay) {
  return use;
}
