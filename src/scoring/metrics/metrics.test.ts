import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lateFeedDays } from "../constants.ts";
import { addDays, eachDay } from "../days.ts";
import { bucketOf, bucketsOf, mergeBuckets, percentileOf, valueOfBucket } from "./metric-buckets.ts";
import {
  type MetricCoverage,
  type MetricDay,
  metricKinds,
  slideWindows,
  wholeFrom,
  windowEnd,
  windowValue,
} from "./metrics.ts";

const start = "2026-09-01";
const everything: MetricCoverage = { from: "2026-01-01", to: null };
const rule = (kind: (typeof metricKinds)[number], percentile = 95) => ({ kind, percentile });

const amount = fc.integer({ min: -1_000_000, max: 50_000_000 }).map((cents) => cents / 100);
const day = fc.integer({ min: 0, max: 60 }).map((offset) => addDays(start, offset));
const metricDay: fc.Arbitrary<MetricDay> = fc.record({
  day,
  value: amount,
  denominator: fc.nat({ max: 500 }),
  buckets: fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 6 }).map(bucketsOf),
});
const metricDays = fc.uniqueArray(metricDay, { selector: (row) => row.day, maxLength: 40 });
const window = { from: addDays(start, 20), to: addDays(start, 47) };

describe("the value of a window", () => {
  test("of a counter is known from the day on that `wholeFrom` says, and not before; other kinds wait for nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), metricDays, (windowDays, days) => {
        const coverage = { from: addDays(start, 10), to: null };
        const whole = wholeFrom(rule("counter"), coverage, windowDays) ?? "";
        const at = (last: string) =>
          windowValue(rule("counter"), coverage, days, addDays(last, 1 - windowDays), last);
        expect(at(whole)).not.toBe(null);
        expect(at(addDays(whole, -1))).toBe(null);
      }),
    );
    for (const kind of ["gauge", "rate", "histogram"] as const)
      expect(wholeFrom(rule(kind), everything, 28)).toBe(null);
    expect(wholeFrom(rule("counter"), { from: null, to: null }, 28)).toBe(null);
  });

  test.each(metricKinds)("of a %s does not depend on the order in which days came", (kind) => {
    fc.assert(
      fc.property(
        metricDays.chain((days) =>
          fc.tuple(fc.constant(days), fc.shuffledSubarray(days, { minLength: days.length })),
        ),
        ([days, shuffled]) => {
          const value = windowValue(rule(kind), everything, days, window.from, window.to);
          expect(windowValue(rule(kind), everything, shuffled, window.from, window.to)).toBe(value);
        },
      ),
    );
  });

  test.each(metricKinds)("of a %s changes by a late day only where its window holds that day", (kind) => {
    fc.assert(
      fc.property(metricDays, metricDay, fc.integer({ min: 1, max: 30 }), (days, late, windowDays) => {
        const range = { from: start, to: addDays(start, 75), windowDays };
        const before = slideWindows(rule(kind), everything, days, range);
        const kept = days.filter((row) => row.day !== late.day);
        const after = slideWindows(rule(kind), everything, [...kept, late], range);
        [...eachDay(range.from, range.to)].forEach((end, at) => {
          const holds = late.day <= end && late.day > addDays(end, -windowDays);
          if (!holds) expect(after[at]).toBe(before[at]);
        });
      }),
    );
  });

  test.each(metricKinds)("of a %s slides to what it is by itself", (kind) => {
    fc.assert(
      fc.property(
        metricDays,
        fc.integer({ min: 1, max: 40 }),
        fc.option(day, { nil: null }),
        fc.option(day, { nil: null }),
        (days, windowDays, from, to) => {
          const coverage = { from, to };
          const range = { from: addDays(start, 5), to: addDays(start, 70), windowDays };
          const slid = slideWindows(rule(kind), coverage, days, range);
          const each = [...eachDay(range.from, range.to)].map((end) =>
            windowValue(
              rule(kind),
              coverage,
              days,
              addDays(windowEnd(coverage, end), 1 - windowDays),
              windowEnd(coverage, end),
            ),
          );
          expect(slid).toEqual(each);
        },
      ),
    );
  });

  test.each(metricKinds)(
    "of a %s stands while its feed is late, for two weeks, and is scored with all once that is there",
    (kind) => {
      fc.assert(
        fc.property(metricDays, fc.integer({ min: 1, max: 30 }), (days, windowDays) => {
          const known = addDays(start, 40);
          const whole = { from: addDays(start, -60), to: null };
          const range = { from: known, to: addDays(known, lateFeedDays + 1), windowDays };
          const come = days.filter((row) => row.day <= known);
          const late = slideWindows(rule(kind), { ...whole, to: known }, come, range);
          const first = late[0];
          expect(late.slice(0, -1)).toEqual(Array.from({ length: lateFeedDays + 1 }, () => first));
          if (kind === "counter") expect(first).not.toBe(null);
          if (kind === "counter") expect(late.at(-1)).toBe(null);
          const all = slideWindows(rule(kind), { ...whole, to: range.to }, days, range);
          expect(all).toEqual(slideWindows(rule(kind), whole, days, range));
        }),
      );
    },
  );

  const row = (day: string, value: number, denominator: number | null = null): MetricDay => ({
    day,
    value,
    denominator,
    buckets: null,
  });

  test("of a counter is the sum: covered days without a row are 0, days beyond are unknown", () => {
    const days = [row("2026-11-03", 2), row("2026-11-10", 3)];
    const coverage = { from: "2026-11-03", to: "2026-11-19" };
    const value = (from: string, to: string) => windowValue(rule("counter"), coverage, days, from, to);
    expect(value("2026-11-03", "2026-11-19")).toBe(5);
    expect(value("2026-11-11", "2026-11-19")).toBe(0);
    expect(value("2026-11-11", "2026-11-20")).toBeNull();
    expect(value("2026-11-02", "2026-11-10")).toBeNull();
    expect(windowValue(rule("counter"), { from: null, to: null }, [], "2026-11-03", "2026-11-04")).toBeNull();
  });

  test("of cents adds up without the dust of binary fractions", () => {
    const days = Array.from({ length: 10 }, (_, at) => row(addDays("2026-11-01", at), 0.1));
    expect(windowValue(rule("counter"), everything, days, "2026-11-01", "2026-11-10")).toBe(1);
  });

  test("of a gauge is the last, of a rate the sums' ratio, of either null where nothing came", () => {
    const days = [row("2026-11-10", 41, 100), row("2026-11-03", 30, 50)];
    const value = (kind: "gauge" | "rate", from: string, to: string) =>
      windowValue(rule(kind), everything, days, from, to);
    expect(value("gauge", "2026-11-01", "2026-11-19")).toBe(41);
    expect(value("rate", "2026-11-01", "2026-11-19")).toBe(71 / 150);
    expect(value("gauge", "2026-11-11", "2026-11-19")).toBeNull();
    expect(value("rate", "2026-11-11", "2026-11-19")).toBeNull();
    expect(
      windowValue(rule("rate"), everything, [row("2026-11-10", 0, 0)], "2026-11-01", "2026-11-19"),
    ).toBeNull();
  });
});

describe("buckets", () => {
  test("hold a percentile to within 1% and three figures, however the values were split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 99 }),
        fc.nat({ max: 79 }),
        (values, percentile, cut) => {
          const split = mergeBuckets([bucketsOf(values.slice(cut)), bucketsOf(values.slice(0, cut))]);
          const found = percentileOf(split, percentile) ?? Number.NaN;
          expect(found).toBe(percentileOf(bucketsOf(values), percentile));
          const exact =
            values.toSorted((one, other) => one - other)[Math.ceil((percentile * values.length) / 100) - 1] ??
            0;
          expect(Math.abs(found / exact - 1)).toBeLessThan(0.016);
        },
      ),
    );
  });

  test("know nothing from little", () => {
    expect(percentileOf({}, 95)).toBeNull();
    expect(percentileOf(bucketsOf([0, 0, 0]), 95)).toBe(0);
    expect(valueOfBucket(bucketOf(200))).toBeCloseTo(200, -1);
  });
});
