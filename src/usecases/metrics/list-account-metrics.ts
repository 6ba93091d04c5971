import { readMetricDays, readMetrics } from "../../db/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { addDays, earlier } from "../../scoring/days.ts";
import { windowValue } from "../../scoring/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import type { AccountMetric } from "../results/metrics.ts";

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
  const found = await readMetricDays(tx, accountId, earlier(first, addDays(last, -70)), last);
  return metrics.flatMap((metric) => {
    const { coverage, name, label, unit, kind, good, percentile } = metric;
    const days = found.get(metric.id) ?? [];
    const value = (from: Day, to: Day) => windowValue(metric, coverage, days, from, to);
    const weeks = input.weeks.map((week) => ({ ...week, value: value(week.firstDay, week.lastDay) }));
    // Of a counter alone a day without a value is known to be 0, and only as far as its feed covers.
    const knownTo = kind === "counter" ? earlier(coverage.to ?? last, last) : last;
    const now = value(addDays(knownTo, -27), knownTo);
    const before = value(addDays(knownTo, -55), addDays(knownTo, -28));
    if (now === null && weeks.every((week) => week.value === null)) return [];
    return [{ name, label, unit, kind, good, percentile, knownTo, late: knownTo < last, now, before, weeks }];
  });
}
