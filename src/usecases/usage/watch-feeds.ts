import { sql } from "kysely";
import { systemContext } from "../../context.ts";
import { countUsedAccounts } from "../../db/accounts/accounts.ts";
import type { Db } from "../../db/connection.ts";
import { enqueueEdits } from "../../db/deliveries/deliveries.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import {
  type FeedState,
  feedHistoryHours,
  feedState,
  fellTogether,
} from "../../scoring/detect/feed-outage.ts";
import { announce } from "../deliveries/announce.ts";
import { heldAlerts } from "./get-feed.ts";

/**
 * Looks at how usage arrives, source by source and over all accounts. An outage is opened once, told to the admins, and
 * holds all new alerts until it ends.
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
      else await openOutage(tx, source.id, outageOf(source, state, input.now));
    }
    // A source that is no longer in use is not late: its outage must not hold alerts for ever.
    for (const id of await readRevoked(tx)) await endOutage(tx, id, input.now);
    await watchTogether(tx, input.now);
  });
}

/** An outage as it is found. */
interface Outage {
  readonly startedAt: Date;
  readonly now: Date;
  /** What a message says of it; `fallPercent` where something still arrives. */
  readonly figures: { readonly usualPerHour?: number; readonly fallPercent?: number };
}

/** A feed that stopped did so with its last event; one that is thin has been for as long as was looked at. */
function outageOf(source: Arrivals, state: Exclude<FeedState, { state: "working" }>, now: Date): Outage {
  const { actual, expected, hours } = state;
  const usualPerHour = Math.round(expected / hours);
  if (state.state === "stopped")
    return { startedAt: source.lastEventAt ?? now, now, figures: { usualPerHour } };
  const fallPercent = Math.round((1 - actual / expected) * 100);
  return { startedAt: new Date(now.getTime() - hours * hourMs), now, figures: { usualPerHour, fallPercent } };
}

const hourMs = 3_600_000;

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

async function openOutage(tx: TenantTx, sourceId: string | null, outage: Outage): Promise<void> {
  const count = await countUsedAccounts(tx);
  const id = newId(outage.now.getTime());
  const inserted = await sql`
    insert into app.feed_outage (tenant_id, id, source_id, started_at, found_at, figures)
    values (${tx.tenantId}, ${id}, ${sourceId}, ${outage.startedAt}, ${outage.now},
            ${JSON.stringify({ ...outage.figures, affectedAccounts: count })}::jsonb)
    on conflict do nothing`.execute(tx.db);
  if (inserted.numAffectedRows !== 1n) return turnOutage(tx, sourceId, outage);
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

/** An open outage whose feed went from nothing to a little, or the other way: its messages say what is true now. */
async function turnOutage(tx: TenantTx, sourceId: string | null, { figures }: Outage): Promise<void> {
  const turned = await sql<{ id: string }>`
    update app.feed_outage
       set figures = (figures - 'fallPercent') || ${JSON.stringify(figures)}::jsonb, version = version + 1
     where tenant_id = ${tx.tenantId} and source_id is not distinct from ${sourceId}::uuid and ended_at is null
       and (figures ? 'fallPercent') <> ${figures.fallPercent !== undefined}
    returning id`.execute(tx.db);
  for (const row of turned.rows) await enqueueEdits(tx, "feed", row.id);
}

/** Ends an open outage; its messages say how long it lasted, how much came in since and how many alerts it held. */
async function endOutage(tx: TenantTx, sourceId: string | null, now: Date): Promise<void> {
  const ended = await sql<{ id: string }>`
    update app.feed_outage o set ended_at = ${now}, version = version + 1,
           figures = figures || jsonb_build_object('filledEvents', (
             select coalesce(sum(f.events), 0) from app.feed_hour f
              where f.tenant_id = o.tenant_id and f.source_id = o.source_id and f.hour > o.started_at),
             'heldAlerts', ${heldAlerts})
     where o.tenant_id = ${tx.tenantId} and o.source_id is not distinct from ${sourceId}::uuid and o.ended_at is null
    returning o.id`.execute(tx.db);
  for (const row of ended.rows) await enqueueEdits(tx, "feed", row.id);
}
