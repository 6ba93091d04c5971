import { readMetricDays, readMetrics } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountMetric } from "../../results/metrics.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays, earlier } from "../../scoring/days.ts";
import { type MetricDay, wholeFrom, windowValue } from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import type { MetricNow } from "../../words/metrics.ts";

/** How long a gauge's value stands: a quarter, as surveys come. */
const gaugeDays = 91;
/** So old at most, a value is told as today's: a week of the chart. */
const freshDays = 6;

/**
 * The metrics of an account over the weeks in view, by label; those without a value in view are left out. None for the
 * customer's own people: what a tenant counts of them is its own business.
 * @param input.weeks seven days each, oldest first
 */
export async function listAccountMetrics(
  tx: TenantTx,
  accountId: string,
  input: { readonly weeks: readonly { readonly firstDay: Day; readonly lastDay: Day }[] },
): Promise<AccountMetric[]> {
  const [first, last] = [input.weeks[0]?.firstDay, input.weeks.at(-1)?.lastDay];
  if (tx.role === "viewer" || first === undefined || last === undefined) return [];
  const metrics = await readMetrics(tx);
  if (metrics.length === 0) return [];
  const found = await readMetricDays(
    tx,
    accountId,
    earlier(first, addDays(last, -2 * gaugeDays - windowDays)),
    last,
  );
  return metrics.flatMap((metric) => {
    const { coverage, name, label, unit, kind, good, percentile } = metric;
    const days = found.get(metric.id) ?? [];
    const value = (from: Day, to: Day) => windowValue(metric, coverage, days, from, to);
    const weeks = input.weeks.map((week) => ({ ...week, value: value(week.firstDay, week.lastDay) }));
    // Of a counter alone a day without a value is known to be 0, and only as far as its feed covers.
    const knownTo = kind === "counter" ? earlier(coverage.to ?? last, last) : last;
    const standing =
      kind === "gauge"
        ? lastValues(days, knownTo)
        : {
            now: value(addDays(knownTo, 1 - windowDays), knownTo),
            before: value(addDays(knownTo, 1 - 2 * windowDays), addDays(knownTo, -windowDays)),
            ...dateless,
          };
    const whole = wholeFrom(metric, coverage, windowDays);
    const countsFrom = standing.now === null && whole !== null && whole > knownTo ? whole : null;
    if (standing.now === null && weeks.every((week) => week.value === null)) return [];
    return [
      {
        name,
        label,
        unit,
        kind,
        good,
        percentile,
        knownTo,
        late: knownTo < last,
        ...standing,
        countsFrom,
        weeks,
      },
    ];
  });
}

/** What only a gauge has: others have windows. */
const dateless = { nowOn: null, beforeOn: null, isUnchanged: false };

/** The last value of a gauge, and the last one that is at least 28 days older. */
function lastValues(days: readonly MetricDay[], to: Day): MetricNow {
  const last = days.findLast(({ day }) => day <= to && day > addDays(to, -gaugeDays));
  if (!last) return { now: null, before: null, ...dateless };
  const from = addDays(last.day, -windowDays - gaugeDays);
  const earlier = days.findLast(({ day }) => day <= addDays(last.day, -windowDays) && day > from);
  const nowOn = last.day < addDays(to, -freshDays) ? last.day : null;
  if (!earlier) return { now: last.value, before: null, ...dateless, nowOn };
  const since = days.filter(({ day }) => day >= earlier.day && day <= last.day);
  const isUnchanged = since.every(({ value }) => value === last.value);
  return { now: last.value, before: earlier.value, nowOn, beforeOn: earlier.day, isUnchanged };
}
