import { sql } from "kysely";
import type { FeedFacts } from "../../results/notices.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Alerts that waited because of the outage `o`: what was seen since it began and was kept for that reason. */
const heldAlerts = sql<number>`(
  select count(*)::int from app.untold_signal u
   where u.tenant_id = o.tenant_id and u.why = 'outage' and u.seen_at >= o.started_at)`;

/** Feed outages by id; those that the transaction may not see are missing. */
export async function readOutages(tx: TenantTx, ids: readonly string[]): Promise<Map<string, FeedFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("app.feed_outage as o")
    .leftJoin("app.write_key as w", (join) =>
      join.onRef("w.tenant_id", "=", "o.tenant_id").onRef("w.id", "=", "o.source_id"),
    )
    .select(["o.id", "o.started_at", "o.found_at", "o.ended_at", "o.figures", "o.version", "w.source"])
    .select(heldAlerts.as("held"))
    .where("o.tenant_id", "=", tx.tenantId)
    .where("o.id", "in", [...ids])
    .execute();
  return new Map(
    rows.map((row) => {
      const figures = row.figures as Partial<FeedFacts>;
      return [
        row.id,
        {
          id: row.id,
          source: row.source,
          startedAt: row.started_at.toISOString(),
          foundAt: row.found_at.toISOString(),
          endedAt: row.ended_at?.toISOString() ?? null,
          usualPerHour: figures.usualPerHour ?? null,
          affectedAccounts: figures.affectedAccounts ?? 0,
          filledEvents: figures.filledEvents ?? null,
          heldAlerts: figures.heldAlerts ?? row.held,
          fallPercent: figures.fallPercent ?? null,
          version: row.version,
        },
      ];
    }),
  );
}

/** What the messages of an outage are made from: kept with it as its figures. */
export type OutageFigures = Partial<Pick<FeedFacts, "usualPerHour" | "fallPercent" | "affectedAccounts">>;

/** Whether usage does not arrive as it should: nobody knows then whether a customer fell or the feed. */
export async function isFeedOut(tx: TenantTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.feed_outage")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("ended_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Opens an outage of a source, or of all (null).
 * @returns false: it has one that is open
 */
export async function insertOutage(
  tx: TenantTx,
  outage: {
    readonly id: string;
    readonly sourceId: string | null;
    readonly startedAt: Date;
    readonly foundAt: Date;
    readonly figures: OutageFigures;
  },
): Promise<boolean> {
  const inserted = await sql`
    insert into app.feed_outage (tenant_id, id, source_id, started_at, found_at, figures)
    values (${tx.tenantId}, ${outage.id}, ${outage.sourceId}, ${outage.startedAt}, ${outage.foundAt},
            ${JSON.stringify(outage.figures)}::jsonb)
    on conflict do nothing`.execute(tx.db);
  return inserted.numAffectedRows === 1n;
}

/**
 * Gives an open outage other figures where something arrives now and nothing did (`fallPercent`), or the other way.
 * @returns the outage where that is so
 */
export async function turnOutage(
  tx: TenantTx,
  sourceId: string | null,
  figures: OutageFigures,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    update app.feed_outage
       set figures = (figures - 'fallPercent') || ${JSON.stringify(figures)}::jsonb, version = version + 1
     where tenant_id = ${tx.tenantId} and source_id is not distinct from ${sourceId}::uuid and ended_at is null
       and (figures ? 'fallPercent') <> ${figures.fallPercent !== undefined}
    returning id`.execute(tx.db);
  return rows[0]?.id;
}

/**
 * Ends the open outage of a source, or of all (null), and keeps how much came in since and how many alerts it held.
 * @returns the outage; undefined: there is none
 */
export async function closeOutage(
  tx: TenantTx,
  sourceId: string | null,
  now: Date,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    update app.feed_outage o set ended_at = ${now}, version = version + 1,
           figures = figures || jsonb_build_object('filledEvents', (
             select coalesce(sum(f.events), 0) from app.feed_hour f
              where f.tenant_id = o.tenant_id and f.source_id = o.source_id and f.hour > o.started_at),
             'heldAlerts', ${heldAlerts})
     where o.tenant_id = ${tx.tenantId} and o.source_id is not distinct from ${sourceId}::uuid and o.ended_at is null
    returning o.id`.execute(tx.db);
  return rows[0]?.id;
}

/** Sources whose outage is open and whose key was revoked. */
export async function listRevokedOut(tx: TenantTx): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.feed_outage as o")
    .innerJoin("app.write_key as k", (join) =>
      join.onRef("k.tenant_id", "=", "o.tenant_id").onRef("k.id", "=", "o.source_id"),
    )
    .select("k.id")
    .where("o.tenant_id", "=", tx.tenantId)
    .where("o.ended_at", "is", null)
    .where("k.revoked_at", "is not", null)
    .execute();
  return rows.map((row) => row.id);
}
