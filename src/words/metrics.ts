import type { NothingCounted } from "../results/metrics.ts";
import type { GoodDirection, MetricKind } from "../scoring/metrics/metrics.ts";
import type { Day } from "../scoring/types.ts";
import { shortMonthDay } from "./day-words.ts";
import { shownName } from "./names.ts";
import { count } from "./numbers.ts";

/** What words need to know of a metric. */
export interface WordedMetric {
  readonly label: string;
  readonly unit: string;
  readonly kind: MetricKind;
  readonly good: GoodDirection;
  readonly percentile: number;
}

/** "“Ticket opened” is left out of use": whether events of a name count as use of the product. */
export function eventUseWords(event: string, leftOut: readonly string[]): string {
  return `“${shownName(event)}” ${leftOut.includes(event) ? "is left out of use" : "counts as use"}`;
}

const before = /^(€|£|\$|CHF|[A-Z]{3})$/;

/** A value as people write it: three figures where it is small, "1,900" where it is not; a rate in per cent. */
function numberOf(metric: Pick<WordedMetric, "unit" | "kind">, value: number): string {
  const shown = isShare(metric) ? value * 100 : value;
  const size = Math.abs(shown);
  const places = size === 0 || size >= 100 || Number.isInteger(shown) ? 0 : size >= 10 ? 1 : 2;
  const rounded = Number(shown.toFixed(places));
  const text =
    Math.abs(rounded) >= 1_000_000 || places === 0
      ? count(Math.abs(rounded))
      : Math.abs(rounded).toLocaleString("en-GB", { maximumFractionDigits: places });
  return rounded < 0 ? `−${text}` : text;
}

/** A rate without a unit of its own is a share, shown in per cent. */
function isShare({ unit, kind }: Pick<WordedMetric, "unit" | "kind">): boolean {
  return kind === "rate" && (unit === "" || unit === "%");
}

/** A value with its unit where that is short: "€1,900", "3.4%", "240 ms", "14". */
export function metricFigure(metric: Pick<WordedMetric, "unit" | "kind" | "label">, value: number): string {
  const number = numberOf(metric, value);
  const { unit, label } = metric;
  if (isShare(metric) || unit === "%") return `${number}%`;
  if (before.test(unit)) return number.startsWith("−") ? `−${unit}${number.slice(1)}` : `${unit}${number}`;
  // "Tickets opened: 14 tickets" says it twice.
  return unit === "" || label.toLowerCase().includes(unit.toLowerCase()) ? number : `${number} ${unit}`;
}

/** A value in a table, its unit in the head: "1,900"; unknown is "–". */
export function metricCell(
  metric: Pick<WordedMetric, "unit" | "kind" | "label">,
  value: number | null,
): string {
  return value === null ? "–" : isShare(metric) ? `${numberOf(metric, value)}%` : numberOf(metric, value);
}

/** What a metric is now, and was: of a gauge its last values, else those of the last 28 days and of the 28 before. */
export interface MetricNow {
  readonly now: number | null;
  readonly before: number | null;
  /** Of a gauge: the day of `now`, where that is old enough to be told; and of `before`. */
  readonly nowOn: Day | null;
  readonly beforeOn: Day | null;
  /** Of a gauge: it had no other value in between. */
  readonly isUnchanged: boolean;
  /** Of a counter whose 28 days are not all known yet: the day on which they will be. */
  readonly countsFrom?: Day | null;
}

/** What keeps a counter from counting: "counts from 12 Dec, when 28 days are known". */
export function countsFromWords(day: Day, windowDays: number): string {
  return `counts from ${shortMonthDay(day)}, when ${windowDays} days are known`;
}

/**
 * Why nothing is counted: "No event “ticket opened” came in 91 days. There are: Ticket opened, API call."; "“Ticket opened” comes, but
 * never with such a “priority”. It was: low, urgent."
 * @param days that were looked at
 */
export function nothingCountedWords(nothing: NothingCounted, days: number): string {
  const named = (name: string) => `“${shownName(name)}”`;
  const list = (names: readonly string[]) => names.map(shownName).join(", ");
  if (nothing.kind === "no-event") {
    const { known } = nothing;
    const there = known.length === 0 ? "" : ` There are: ${list(known)}.`;
    return `No event ${named(nothing.event)} came in ${days} days.${there}`;
  }
  const { event, property, isNumber, values, properties } = nothing;
  if (values.length === 0) {
    const has = properties.length === 0 ? "any property" : `a property ${named(property)}`;
    const those = properties.length === 0 ? "" : ` It has: ${list(properties)}.`;
    return `${named(event)} comes, but without ${has}.${those}`;
  }
  const never = isNumber ? `${named(property)} is never a number` : `never with such a ${named(property)}`;
  return `${named(event)} comes, but ${never}. It was: ${list(values)}.`;
}

/**
 * The finding: "Tickets opened: 14 in 28 days, 6 before"; of a gauge "NPS: 32, was 41 on 12 Oct", "Invoices overdue: 2, unchanged
 * since 19 Oct", "NPS: −6 on 1 Oct"; of a counter that has just begun "Tickets opened: counts from 12 Dec, when 28 days are
 * known".
 */
export function metricFinding(
  metric: WordedMetric,
  { now, before: earlier, nowOn, beforeOn, isUnchanged, countsFrom = null }: MetricNow,
): string {
  const { label, kind } = metric;
  const figure = (value: number) => metricFigure(metric, value);
  if (now === null && countsFrom !== null) return `${label}: ${countsFromWords(countsFrom, 28)}`;
  if (now === null) return `${label}: no values ${kind === "gauge" ? "lately" : "in 28 days"}`;
  if (kind === "gauge") {
    const known = `${label}: ${figure(now)}${nowOn === null ? "" : ` on ${shortMonthDay(nowOn)}`}`;
    if (earlier === null || beforeOn === null) return known;
    if (isUnchanged) return `${known}, unchanged since ${shortMonthDay(beforeOn)}`;
    const was = figure(earlier) === figure(now) ? "as" : `was ${figure(earlier)}`;
    return `${known}, ${was} on ${shortMonthDay(beforeOn)}`;
  }
  const known = earlier === null ? "" : `, ${figure(earlier)} before`;
  return `${label}: ${figure(now)} in 28 days${known}`;
}

/** "a week, fewer is better"; "95th percentile, lower is better". */
export function metricSubtitle({ kind, good, percentile }: WordedMetric): string {
  const what = {
    counter: "a week",
    gauge: "last of the week",
    rate: "a week",
    histogram: `${ordinal(percentile)} percentile`,
  };
  const better = kind === "counter" ? { up: "more", down: "fewer" } : { up: "higher", down: "lower" };
  return `${what[kind]}, ${better[good]} is better`;
}

/** Whether it went the good way, the bad, or neither, as the figures on screen show it; null where one is unknown. */
export function metricTurn(
  metric: WordedMetric,
  { now, before: earlier }: MetricNow,
): "better" | "worse" | "same" | null {
  if (now === null || earlier === null) return null;
  if (metricFigure(metric, now) === metricFigure(metric, earlier)) return "same";
  return now > earlier === (metric.good === "up") ? "better" : "worse";
}

/** "95th", "1st". */
function ordinal(value: number): string {
  const tens = Math.floor(value / 10) % 10 === 1;
  const suffix = tens ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th");
  return `${value}${suffix}`;
}
