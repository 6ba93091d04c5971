import { sql } from "kysely";
import { writeAudit } from "../../db/audit.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError, notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { startOfMonth } from "../../scoring/days.ts";
import { dayIn } from "../../zones.ts";
import { requireAdmin } from "../require-role.ts";
import { metricName, parseMetricDraft } from "./metric-draft.ts";

/** Metrics that a tenant may have at once. */
const maxMetrics = 50;

/**
 * Defines a metric. One that is counted from events is counted over the stored history as well, month by month by the
 * next roll-ups.
 * @param input.draft a `MetricDraft`, unchecked
 * @throws AppError `not-allowed` unless by an admin, `bad-input` with `detail.field`, `conflict` when the name is taken
 */
export async function defineMetric(
  tx: TenantTx,
  input: { draft: unknown; now: Date },
): Promise<{ metricId: string; name: string }> {
  requireAdmin(tx, "metrics");
  const draft = parseMetricDraft(input.draft);
  const { name, label, unit, kind, good, percentile, source } = draft;
  const taken = await tx.db
    .selectFrom("app.metric")
    .select(["name"])
    .where("tenant_id", "=", tx.tenantId)
    .where("archived_at", "is", null)
    .execute();
  if (taken.some((metric) => metric.name === name)) {
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
  const event = source.from === "event" ? source : undefined;
  await tx.db
    .insertInto("app.metric")
    .values({
      tenant_id: tx.tenantId,
      id: metricId,
      name,
      label,
      unit,
      kind,
      good,
      percentile,
      source: source.from,
      event_name: event?.event ?? null,
      filter: JSON.stringify(event?.filter ?? []),
      value_property: event?.value ?? null,
      share_filter: event?.share === undefined ? null : JSON.stringify(event.share),
      numerator_property: event?.numerator ?? null,
      denominator_property: event?.denominator ?? null,
      covered_from: null,
      covered_to: null,
      count_next: event ? startOfMonth(dayIn(input.now, zone)) : null,
      created_at: input.now,
      archived_at: null,
    })
    .execute();
  await writeAudit(tx, { verb: "defined metric", detail: { metricId, ...draft }, now: input.now });
  return { metricId, name };
}

/**
 * Archives a metric: it is no longer shown, counted or taken in. Its days are kept, and its name may be used again.
 * @throws AppError `not-allowed` unless by an admin, `not-found`, `conflict` while a live scoring model uses it
 */
export async function archiveMetric(tx: TenantTx, input: { name: string; now: Date }): Promise<void> {
  requireAdmin(tx, "metrics");
  if (!metricName.test(input.name)) throw notFound("metric");
  const { rows } = await sql<{ id: string; scored: boolean }>`
    update app.metric set archived_at = case when scored then null else ${input.now}::timestamptz end
     where tenant_id = ${tx.tenantId} and name = ${input.name} and archived_at is null
    returning id, scored`.execute(tx.db);
  const metric = rows[0];
  if (!metric) throw notFound("metric");
  if (metric.scored)
    throw new AppError("conflict", "The scoring model uses this metric. Publish a model without it first.");
  await writeAudit(tx, {
    verb: "archived metric",
    detail: { metricId: metric.id, name: input.name },
    now: input.now,
  });
}
