import { writeAudit } from "../../db/audit.ts";
import { updateMetric } from "../../db/metrics/defined-metrics.ts";
import { type Metric, readMetrics } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { requireAdmin } from "../require-role.ts";
import { parseMetricChange } from "./metric-draft.ts";

/** A metric that can be changed. @throws AppError `not-allowed` unless by an admin, `not-found` */
export async function getMetric(tx: TenantTx, name: string): Promise<Metric> {
  requireAdmin(tx, "metrics");
  const metric = (await readMetrics(tx)).find((one) => one.name === name);
  if (!metric) throw notFound("metric");
  return metric;
}

/**
 * Changes how a metric is called and read: label, unit, which direction is good, a histogram's percentile. Its days stay as they were
 * counted, so its name, kind and source stay as well. Nothing is written where nothing differs.
 * @param input.change `{label?, unit?, good?, percentile?}`, unchecked; what is absent stays
 * @returns what changed, from what to what; none: it was so already
 * @throws AppError `not-allowed` unless by an admin, `not-found`, `bad-input` with `detail.field`, `conflict` for another percentile
 * while a live scoring model uses it
 */
export async function changeMetric(
  tx: TenantTx,
  input: { readonly name: string; readonly change: unknown; readonly now: Date },
): Promise<Readonly<Record<string, readonly [was: string | number, is: string | number]>>> {
  const { name, now } = input;
  const metric = await getMetric(tx, name);
  const { label, unit, good, percentile } = parseMetricChange(input.change, metric.kind);
  const wanted = {
    label: label ?? metric.label,
    unit: unit ?? metric.unit,
    good: good ?? metric.good,
    percentile: percentile ?? metric.percentile,
  };
  const changes = Object.fromEntries(
    (["label", "unit", "good", "percentile"] as const).flatMap((field) => {
      const [was, is] = [metric[field], wanted[field]];
      return was === is ? [] : [[field, [was, is] as const]];
    }),
  );
  if (Object.keys(changes).length === 0) return changes;
  if (!(await updateMetric(tx, { id: metric.id, ...wanted })))
    throw new AppError(
      "conflict",
      "The scoring model uses this metric, and another percentile would change scores. Publish a model without it first, or define another metric.",
      { detail: { field: "percentile" } },
    );
  await writeAudit(tx, { verb: "changed metric", detail: { metricId: metric.id, name, changes }, now });
  return changes;
}
