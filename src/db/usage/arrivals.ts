import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";

/** How a source sends. */
export interface Arrivals {
  readonly id: string;
  /** Events by whole hour of arrival, oldest first. */
  readonly arrivals: readonly number[];
  /** The hour of the last event within these. */
  readonly lastEventAt: Date | null;
}

/** How every source that is in use sent in the whole hours before now; a newer one since its first event. */
export async function readArrivals(
  tx: TenantTx,
  { now, hours }: { readonly now: Date; readonly hours: number },
): Promise<Arrivals[]> {
  const { rows } = await sql<{ id: string; arrivals: number[] | null; lastEventAt: Date | null }>`
    select k.id, arrived.arrivals, arrived.last_hour as "lastEventAt"
      from app.write_key k
     cross join lateral (
       select array_agg(coalesce(f.events, 0) order by h.hour) as arrivals, max(f.hour) as last_hour
         from generate_series(
                greatest(date_trunc('hour', ${now}::timestamptz) - make_interval(hours => ${hours}::int),
                         (select min(first.hour) from app.feed_hour first where first.tenant_id = k.tenant_id and first.source_id = k.id)),
                date_trunc('hour', ${now}::timestamptz) - interval '1 hour', interval '1 hour') as h (hour)
         left join lateral (
           select f.hour, sum(f.events)::int as events from app.feed_hour f
            where f.tenant_id = k.tenant_id and f.source_id = k.id and f.hour = h.hour group by f.hour) f on true) arrived
     where k.tenant_id = ${tx.tenantId} and k.revoked_at is null`.execute(tx.db);
  return rows.map((row) => ({ ...row, arrivals: row.arrivals ?? [] }));
}
