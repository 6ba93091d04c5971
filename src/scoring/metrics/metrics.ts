import { lateFeedDays } from "../constants.ts";
import { addDays, daysBetween } from "../days.ts";
import type { Day } from "../types.ts";
import { type Buckets, mergeBuckets, percentileOf } from "./metric-buckets.ts";

/** How values of several days become one. */
export const metricKinds = ["counter", "gauge", "rate", "histogram"] as const;
/** One of them. */
export type MetricKind = (typeof metricKinds)[number];

/** Which direction of a metric is good. */
export type GoodDirection = "up" | "down";

/** What decides the value of a window. `percentile` (1 to 99) is a histogram's. */
export interface MetricRule {
  readonly kind: MetricKind;
  readonly percentile: number;
}

/**
 * Which days are known: from the first value of any account (of a metric from events: the first event of its name) to the last day that the feed covers. `from` null: nothing has
 * come yet; `to` null: as far as one asks.
 */
export interface MetricCoverage {
  readonly from: Day | null;
  readonly to: Day | null;
}

/**
 * A metric of an account on a day. `value`: a counter's sum, a gauge's last, a rate's numerator; `denominator` is a rate's,
 * `buckets` a histogram's.
 */
export interface MetricDay {
  readonly day: Day;
  readonly value: number | null;
  readonly denominator: number | null;
  readonly buckets: Buckets | null;
}

/**
 * The value of the days from `from` to `to`: of a counter the sum, which is known only where every day is covered (a covered
 * day without a row is 0); of a gauge the last value; of a rate the sum of its numerators over the sum of its denominators;
 * of a histogram its percentile over all values. Null where there is no data. The order of `days` does not matter.
 */
export function windowValue(
  rule: MetricRule,
  coverage: MetricCoverage,
  days: readonly MetricDay[],
  from: Day,
  to: Day,
): number | null {
  const within = days.filter(({ day }) => day >= from && day <= to);
  switch (rule.kind) {
    case "counter":
      return isCovered(coverage, from, to) ? sumExactly(within.map(({ value }) => value ?? 0)) : null;
    case "gauge":
      return (
        within.reduce<MetricDay | null>((last, day) => (last && last.day > day.day ? last : day), null)
          ?.value ?? null
      );
    case "rate": {
      const below = sumExactly(within.map(({ denominator }) => denominator ?? 0));
      return below === 0 ? null : sumExactly(within.map(({ value }) => value ?? 0)) / below;
    }
    case "histogram":
      return percentileOf(mergeBuckets(within.map(({ buckets }) => buckets ?? {})), rule.percentile);
    default:
      return rule.kind satisfies never;
  }
}

/**
 * The last day of the window that a day is scored with: the day itself, or while the feed is late the last one that it covers,
 * for `lateFeedDays` at most. A feed that is late so takes nothing away.
 */
export function windowEnd({ to }: Pick<MetricCoverage, "to">, day: Day): Day {
  return to !== null && to < day && daysBetween(to, day) <= lateFeedDays ? to : day;
}

/** Whether a metric's days are not all in by a day. Of a counter alone that can be told: of the others a day without a value may have none. */
export function isLate({ kind }: Pick<MetricRule, "kind">, { to }: MetricCoverage, day: Day): boolean {
  return kind === "counter" && to !== null && to < day;
}

/**
 * The values that each day from `from` to `to` is scored with, oldest first: of the window of `windowDays` that ends on it, or
 * on the last day known while the feed is late (`windowEnd`).
 * @param days of one account, one row a day at most
 */
export function slideWindows(
  rule: MetricRule,
  coverage: MetricCoverage,
  days: readonly MetricDay[],
  range: { readonly from: Day; readonly to: Day; readonly windowDays: number },
): (number | null)[] {
  const sorted = days.toSorted((one, other) => (one.day < other.day ? -1 : 1));
  const values: (number | null)[] = [];
  let begin = 0;
  let end = 0;
  const length = daysBetween(range.from, range.to) + 1;
  for (let at = 0; at < length; at++) {
    const last = windowEnd(coverage, addDays(range.from, at));
    const first = addDays(last, 1 - range.windowDays);
    while ((sorted[begin]?.day ?? last) < first) begin++;
    while (end < sorted.length && (sorted[end]?.day ?? last) <= last) end++;
    values.push(windowValue(rule, coverage, sorted.slice(begin, end), first, last));
  }
  return values;
}

/**
 * The first day whose window is whole, of a metric that has none before: of a counter, whose sum would leave days out. Null for
 * the other kinds, which take the days that there are, and while nothing has come.
 */
export function wholeFrom(
  { kind }: Pick<MetricRule, "kind">,
  { from }: MetricCoverage,
  windowDays: number,
): Day | null {
  return kind === "counter" && from !== null ? addDays(from, windowDays - 1) : null;
}

function isCovered({ from: first, to: last }: MetricCoverage, from: Day, to: Day): boolean {
  return first !== null && first <= from && (last === null || last >= to);
}

/** Millionths, so that the order of adding changes no digit: values are kept to six decimals. */
function sumExactly(values: readonly number[]): number {
  let sum = 0n;
  for (const value of values) sum += BigInt(Math.round(value * 1e6));
  return Number(sum) / 1e6;
}
