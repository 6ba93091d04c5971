import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { FeedFacts } from "../../results/notices.ts";

/** Feed outages by id; those that the transaction may not see are missing. */
export async function readFeedFacts(tx: TenantTx, ids: readonly string[]): Promise<Map<string, FeedFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("app.feed_outage as f")
    .leftJoin("app.write_key as w", (join) =>
      join.onRef("w.tenant_id", "=", "f.tenant_id").onRef("w.id", "=", "f.source_id"),
    )
    .select(["f.id", "f.started_at", "f.found_at", "f.ended_at", "f.figures", "f.version", "w.source"])
    .where("f.tenant_id", "=", tx.tenantId)
    .where("f.id", "in", [...ids])
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
          heldAlerts: figures.heldAlerts ?? 0,
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
