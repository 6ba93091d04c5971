import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import type { Metric } from "./metrics.ts";

/** The names that are taken: of metrics that are not archived. */
export async function listMetricNames(tx: TenantTx): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.metric")
    .select("name")
    .where("tenant_id", "=", tx.tenantId)
    .where("archived_at", "is", null)
    .execute();
  return rows.map((row) => row.name);
}

/** A metric to be kept. */
export interface NewMetric
  extends Pick<Metric, "id" | "name" | "label" | "unit" | "kind" | "good" | "countNext"> {
  readonly percentile: number;
  /** How it is counted from events; null: it is supplied. */
  readonly counted: CountedFrom | null;
  readonly now: Date;
}

/** Which events a metric is counted from, and which of their properties hold its terms; conditions as `app.metric` keeps them. */
export interface CountedFrom {
  readonly event: string;
  readonly filter: readonly unknown[];
  readonly share?: readonly unknown[] | undefined;
  readonly value?: string | undefined;
  readonly numerator?: string | undefined;
  readonly denominator?: string | undefined;
}

/** Keeps a metric of which no day is known yet. */
export async function insertMetric(tx: TenantTx, metric: NewMetric): Promise<void> {
  const { counted, countNext, now, ...facts } = metric;
  await tx.db
    .insertInto("app.metric")
    .values({
      tenant_id: tx.tenantId,
      ...facts,
      source: counted ? "event" : "supplied",
      event_name: counted?.event ?? null,
      filter: JSON.stringify(counted?.filter ?? []),
      value_property: counted?.value ?? null,
      share_filter: counted?.share === undefined ? null : JSON.stringify(counted.share),
      numerator_property: counted?.numerator ?? null,
      denominator_property: counted?.denominator ?? null,
      covered_from: null,
      covered_to: null,
      count_next: countNext,
      created_at: now,
      archived_at: null,
    })
    .execute();
}

/**
 * Keeps how a metric is called and read. Its days stay.
 * @returns false where a live model scores by it and the percentile would be another: nothing is changed then
 */
export async function updateMetric(
  tx: TenantTx,
  metric: Pick<Metric, "id" | "label" | "unit" | "good" | "percentile">,
): Promise<boolean> {
  const { id, label, unit, good, percentile } = metric;
  const { rows } = await sql`
    update app.metric set label = ${label}, unit = ${unit}, good = ${good}, percentile = ${percentile}
     where tenant_id = ${tx.tenantId} and id = ${id} and archived_at is null and (not scored or percentile = ${percentile})
    returning id`.execute(tx.db);
  return rows.length > 0;
}

/**
 * Archives the metric of a name, unless a live model scores by it.
 * @returns the metric, and whether one does; undefined: none has this name
 */
export async function archiveUnscored(
  tx: TenantTx,
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<{ readonly id: string; readonly scored: boolean } | undefined> {
  const { rows } = await sql<{ id: string; scored: boolean }>`
    update app.metric set archived_at = case when scored then null else ${now}::timestamptz end
     where tenant_id = ${tx.tenantId} and name = ${name} and archived_at is null
    returning id, scored`.execute(tx.db);
  return rows[0];
}

/** A metric that was archived: its days are kept. */
export interface ArchivedMetric extends Pick<Metric, "id" | "name" | "label" | "kind" | "source"> {
  readonly archivedAt: Date;
}

/** The metrics that were archived, the last first. */
export async function readArchivedMetrics(tx: TenantTx): Promise<ArchivedMetric[]> {
  const { rows } = await sql<ArchivedMetric>`
    select id, name, label, kind, source, archived_at as "archivedAt" from app.metric
     where tenant_id = ${tx.tenantId} and archived_at is not null order by archived_at desc, id`.execute(
    tx.db,
  );
  return rows;
}

/**
 * Makes an archived metric one that is counted, taken in and shown again.
 * @param countFrom the month with which the count over the history begins, where it is counted from events
 */
export async function takeBack(
  tx: TenantTx,
  { metricId, countFrom }: { readonly metricId: string; readonly countFrom: Day },
): Promise<void> {
  await sql`
    update app.metric
       set archived_at = null, count_next = case source when 'event' then ${countFrom}::date else count_next end
     where tenant_id = ${tx.tenantId} and id = ${metricId}`.execute(tx.db);
}
