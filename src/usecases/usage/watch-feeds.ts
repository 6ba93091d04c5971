import { sql } from "kysely";
import { systemContext } from "../../context.ts";
import { countUsedAccounts } from "../../db/accounts/accounts.ts";
import type { Db } from "../../db/connection.ts";
import { enqueueEdits } from "../../db/deliveries/deliveries.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { feedHistoryHours, feedState, fellTogether } from "../../scoring/detect/feed-outage.ts";
import { announce } from "../deliveries/announce.ts";

/**
 * Looks at how usage arrives, source by source and over all accounts. An outage is opened once, told to the admins, and
 * holds drop and silence alerts until it ends.
 */
export async function watchFeeds(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) => {
    for (const source of await readArrivals(tx, input.now)) {
      const state = feedState(source.arrivals);
      if (state.state === "working") await endOutage(tx, source.id, input.now);
      else {
        await openOutage(tx, source.id, {
          startedAt: source.lastEventAt ?? input.now,
          now: input.now,
          figures: { usualPerHour: Math.round(state.expected / state.hours) },
        });
      }
    }
    // A source that is no longer in use is not late: its outage must not hold alerts for ever.
    for (const id of await readRevoked(tx)) await endOutage(tx, id, input.now);
    await watchTogether(tx, input.now);
  });
}

interface Arrivals {
  readonly id: string;
  readonly arrivals: number[];
  readonly lastEventAt: Date | null;
}

/** Events by whole hour of arrival, oldest first, of every source that is in use. */
async function readArrivals(tx: TenantTx, now: Date): Promise<Arrivals[]> {
  const result = await sql<{ id: string; arrivals: number[] | null; last_hour: Date | null }>`
    select k.id, arrived.arrivals, arrived.last_hour
      from app.write_key k
     cross join lateral (
       select array_agg(coalesce(f.events, 0) order by h.hour) as arrivals, max(f.hour) as last_hour
         from generate_series(
                greatest(date_trunc('hour', ${now}::timestamptz) - make_interval(hours => ${feedHistoryHours}::int),
                         (select min(first.hour) from app.feed_hour first where first.tenant_id = k.tenant_id and first.source_id = k.id)),
                date_trunc('hour', ${now}::timestamptz) - interval '1 hour', interval '1 hour') as h (hour)
         left join lateral (
           select f.hour, sum(f.events)::int as events from app.feed_hour f
            where f.tenant_id = k.tenant_id and f.source_id = k.id and f.hour = h.hour group by f.hour) f on true) arrived
     where k.tenant_id = ${tx.tenantId} and k.revoked_at is null`.execute(tx.db);
  return result.rows.map((row) => ({ id: row.id, arrivals: row.arrivals ?? [], lastEventAt: row.last_hour }));
}

/** Sources whose outage is open and whose key was revoked. */
async function readRevoked(tx: TenantTx): Promise<string[]> {
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

/** All accounts fell on the same day: the feed, whatever the hours say. */
async function watchTogether(tx: TenantTx, now: Date): Promise<void> {
  const market = await tx.db
    .selectFrom("app.market_day as m")
    .innerJoin("app.tenant_clock as c", (join) =>
      join.onRef("c.tenant_id", "=", "m.tenant_id").onRef("c.last_final_day", "=", "m.day"),
    )
    .select(["m.factor", "m.median", "m.accounts"])
    .where("m.tenant_id", "=", tx.tenantId)
    .executeTakeFirst();
  if (market && fellTogether(market)) {
    await openOutage(tx, null, {
      startedAt: now,
      now,
      figures: { fallPercent: Math.round((1 - (market.median ?? 1)) * 100) },
    });
  } else {
    await endOutage(tx, null, now);
  }
}

async function openOutage(
  tx: TenantTx,
  sourceId: string | null,
  outage: { startedAt: Date; now: Date; figures: { usualPerHour?: number; fallPercent?: number } },
): Promise<void> {
  const count = await countUsedAccounts(tx);
  const id = newId(outage.now.getTime());
  const inserted = await sql`
    insert into app.feed_outage (tenant_id, id, source_id, started_at, found_at, figures)
    values (${tx.tenantId}, ${id}, ${sourceId}, ${outage.startedAt}, ${outage.now},
            ${JSON.stringify({ ...outage.figures, affectedAccounts: count })}::jsonb)
    on conflict do nothing`.execute(tx.db);
  if (inserted.numAffectedRows !== 1n) return;
  const admins = await tx.db
    .selectFrom("app.member")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("role", "=", "admin")
    .where("removed_at", "is", null)
    .execute();
  await announce(tx, {
    subjectKind: "feed",
    subjectId: id,
    memberIds: admins.map((admin) => admin.id),
    now: outage.now,
  });
}

/** Ends an open outage; its messages say how long the gap was and how much came in since. */
async function endOutage(tx: TenantTx, sourceId: string | null, now: Date): Promise<void> {
  const ended = await sql<{ id: string }>`
    update app.feed_outage o set ended_at = ${now}, version = version + 1,
           figures = figures || jsonb_build_object('filledEvents', (
             select coalesce(sum(f.events), 0) from app.feed_hour f
              where f.tenant_id = o.tenant_id and f.source_id = o.source_id and f.hour > o.started_at))
     where o.tenant_id = ${tx.tenantId} and o.source_id is not distinct from ${sourceId}::uuid and o.ended_at is null
    returning o.id`.execute(tx.db);
  for (const row of ended.rows) await enqueueEdits(tx, "feed", row.id);
}
