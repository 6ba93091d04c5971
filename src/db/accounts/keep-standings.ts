import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { standingColumns, standingLines, type WhichAccounts } from "./standing-lines.ts";

interface Due {
  everything: boolean;
  ids: string[];
}

/**
 * Keeps how every account stands on a day: works out again what was marked since the last time, or everything on another
 * day, and takes the marks away. Only under the tenant's scoring lock: of two at once, the one that looked first could write
 * last.
 * @param today of the tenant
 */
export async function keepStandings(tx: TenantTx, today: Day): Promise<void> {
  const { rows } = await sql<Due>`
    with taken as (delete from app.standing_due where tenant_id = ${tx.tenantId} returning account_id)
    select (select c.standings_on from app.tenant_clock c where c.tenant_id = ${tx.tenantId}) is distinct from ${today}::date
           or coalesce(bool_or(account_id is null), false) as everything,
           coalesce(array_agg(distinct account_id) filter (where account_id is not null), '{}') as ids
      from taken`.execute(tx.db);
  const { everything, ids } = rows[0] ?? { everything: true, ids: [] };
  if (!everything && ids.length === 0) return;

  // What changes after the marks were taken is marked again: what is worked out here may hold it already, or not.
  const which: WhichAccounts = (column) =>
    everything ? sql`true` : sql`${sql.ref(column)} = any (${ids}::uuid[])`;
  const day = {
    today: sql<Day>`${today}::date`,
    endOfToday: sql<Date>`(select (${today}::date + 1)::timestamp at time zone t.zone from app.tenant t where t.id = ${tx.tenantId})`,
  };
  const columnsOf = (table: string) => sql.join(standingColumns.map((name) => sql.ref(`${table}.${name}`)));
  const columns = sql.join(standingColumns.map((name) => sql.ref(name)));
  // What stays is left alone: nearly half of all stand as they did the day before.
  await sql`
    with emptied as (delete from app.standing_tally where tenant_id = ${tx.tenantId}),
         dated as (update app.tenant_clock set standings_on = ${today}::date where tenant_id = ${tx.tenantId})
    insert into app.account_standing (tenant_id, ${columns})
    select ${tx.tenantId}, ${columnsOf("line")}
      from (${standingLines(tx, day, which)}) line
      left join app.account_standing old on old.tenant_id = ${tx.tenantId} and old.account_id = line.account_id
     where (${columnsOf("old")}) is distinct from (${columnsOf("line")})
    on conflict (tenant_id, account_id) do update set (${columns}) = row (${columnsOf("excluded")})`.execute(
    tx.db,
  );
  await sql`
    insert into app.standing_tally (tenant_id, band, waiting, renews, currency, accounts, valued, amount)
    select tenant_id, band, waiting, renews, case when stake is null then '' else currency end,
           count(*), count(stake), coalesce(sum(stake), 0)
      from app.account_standing where tenant_id = ${tx.tenantId}
     group by 1, 2, 3, 4, 5`.execute(tx.db);
}
