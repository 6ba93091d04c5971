import { writeAudit } from "../../db/audit.ts";
import {
  type ArchivedMetric,
  listMetricNames,
  readArchivedMetrics,
  takeBack,
} from "../../db/metrics/defined-metrics.ts";
import { readMetrics, setScoredMetrics } from "../../db/metrics/metrics.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { startOfMonth } from "../../scoring/days.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { type MetricPart, metricParts } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";
import { getModels } from "../models/get-models.ts";
import { requireAdmin } from "../require-role.ts";
import { maxMetrics } from "./metric-draft.ts";

/** What stands on a metric: parts of the scoring model, by where they are. */
export interface MetricUse {
  readonly name: string;
  readonly label: string;
  /** Parts of the live model: while there are any, the metric stays. */
  readonly live: readonly MetricPart[];
  /** Parts of a draft: it could not be published without the metric. */
  readonly draft: readonly MetricPart[];
}

/**
 * What uses a metric, to be said before it is archived.
 * @throws AppError `not-allowed` unless by an admin, `not-found`
 */
export async function getMetricUse(tx: TenantTx, name: string): Promise<MetricUse> {
  requireAdmin(tx, "metrics");
  const metric = (await readMetrics(tx)).find((one) => one.name === name);
  if (!metric) throw notFound("metric");
  const { live, draft } = await getModels(tx);
  return {
    name,
    label: metric.label,
    live: partsOf(live.document, name),
    draft: draft ? partsOf(draft.document, name) : [],
  };
}

function partsOf({ metrics, segments }: ModelDocument, name: string): MetricPart[] {
  const rules = [metrics, ...segments.map((segment) => segment.metrics ?? {})];
  return metricParts.filter((part) => rules.some((rule) => rule[part]?.metric === name));
}

/** What was archived, the last first. @throws AppError `not-allowed` unless by an admin */
export async function listArchivedMetrics(tx: TenantTx): Promise<readonly ArchivedMetric[]> {
  requireAdmin(tx, "metrics");
  return readArchivedMetrics(tx);
}

/**
 * Takes a metric back with its days. One that is counted from events is counted over the stored history again, month by month, as
 * nobody counted while it was archived; one that is supplied goes on from where its feed stood.
 * @throws AppError `not-allowed` unless by an admin, `not-found` for what is not archived, `conflict` when its name is taken or there
 * are as many as may be
 */
export async function restoreMetric(
  tx: TenantTx,
  input: { readonly metricId: string; readonly now: Date },
): Promise<ArchivedMetric> {
  const metric = (await listArchivedMetrics(tx)).find(({ id }) => id === input.metricId);
  if (!metric) throw notFound("metric");
  const { name } = metric;
  const taken = await listMetricNames(tx);
  if (taken.includes(name))
    throw new AppError("conflict", `There is another metric “${name}” by now. Archive that one first.`);
  if (taken.length >= maxMetrics)
    throw new AppError("conflict", `A tenant has at most ${maxMetrics} metrics. Archive one first.`);
  const { zone, models } = await readTenantRules(tx);
  await takeBack(tx, { metricId: metric.id, countFrom: startOfMonth(dayIn(input.now, zone)) });
  await setScoredMetrics(
    tx,
    models.live.windows.map((window) => window.metric),
  );
  await writeAudit(tx, { verb: "restored metric", detail: { metricId: metric.id, name }, now: input.now });
  return metric;
}
