import { writeAudit } from "../../db/audit.ts";
import { archiveUnscored, insertMetric, listMetricNames } from "../../db/metrics/defined-metrics.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { startOfMonth } from "../../scoring/days.ts";
import { dayIn } from "../../zones.ts";
import { requireAdmin } from "../require-role.ts";
import { setEventUse } from "../usage/event-use.ts";
import { maxMetrics, metricName, parseMetricDraft } from "./metric-draft.ts";

/**
 * Defines a metric. One that is counted from events is counted over the stored history as well, month by month by the
 * next roll-ups.
 * @param input.draft a `MetricDraft`, unchecked
 * @param input.notUse leaves its events out of use (`setEventUse`); false or nothing says nothing of it
 * @throws AppError `not-allowed` unless by an admin, `bad-input` with `detail.field`, `conflict` when the name is taken
 */
export async function defineMetric(
  tx: TenantTx,
  input: { draft: unknown; notUse?: boolean; now: Date },
): Promise<{ metricId: string; name: string }> {
  requireAdmin(tx, "metrics");
  const draft = parseMetricDraft(input.draft);
  const { name, source, ...facts } = draft;
  const taken = await listMetricNames(tx);
  if (taken.includes(name)) {
    throw new AppError(
      "conflict",
      `There is a metric “${name}” already. Pick another name, or archive that one.`,
      {
        detail: { field: "name" },
      },
    );
  }
  if (taken.length >= maxMetrics)
    throw new AppError("conflict", `A tenant has at most ${maxMetrics} metrics. Archive one first.`);
  const metricId = newId(input.now.getTime());
  const { zone } = await readTenantRules(tx);
  const counted = source.from === "event" ? source : null;
  const countNext = counted && startOfMonth(dayIn(input.now, zone));
  await insertMetric(tx, { id: metricId, ...facts, name, counted, countNext, now: input.now });
  await writeAudit(tx, { verb: "defined metric", detail: { metricId, ...draft }, now: input.now });
  if (input.notUse && counted) await setEventUse(tx, { name: counted.event, isUse: false, now: input.now });
  return { metricId, name };
}

/**
 * Archives a metric: it is no longer shown, counted or taken in. Its days are kept, its name may be used again, and
 * `restoreMetric` takes it back.
 * @throws AppError `not-allowed` unless by an admin, `not-found`, `conflict` while a live scoring model uses it
 */
export async function archiveMetric(tx: TenantTx, input: { name: string; now: Date }): Promise<void> {
  requireAdmin(tx, "metrics");
  if (!metricName.test(input.name)) throw notFound("metric");
  const metric = await archiveUnscored(tx, input);
  if (!metric) throw notFound("metric");
  if (metric.scored)
    throw new AppError("conflict", "The scoring model uses this metric. Publish a model without it first.");
  await writeAudit(tx, {
    verb: "archived metric",
    detail: { metricId: metric.id, name: input.name },
    now: input.now,
  });
}
