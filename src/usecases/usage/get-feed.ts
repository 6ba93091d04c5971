import { sql } from "kysely";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { FeedFacts } from "../../results/notices.ts";

/** Alerts that waited because of the outage `o`: what was seen since it began and was kept for that reason. */
export const heldAlerts = sql<number>`(
  select count(*)::int from app.untold_signal u
   where u.tenant_id = o.tenant_id and u.why = 'outage' and u.seen_at >= o.started_at)`;

/** Feed outages by id; those that the transaction may not see are missing. */
export async function readFeedFacts(tx: TenantTx, ids: readonly string[]): Promise<Map<string, FeedFacts>> {
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

/** One feed outage. @throws AppError `not-found` */
export async function getFeed(tx: TenantTx, id: string): Promise<FeedFacts> {
  const facts = (await readFeedFacts(tx, [id])).get(id);
  if (!facts) throw notFound("message");
  return facts;
}
