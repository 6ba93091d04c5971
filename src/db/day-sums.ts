import { sql } from "kysely";
import { historyDays, kinds, windowDays } from "../scoring/constants.ts";
import type { DaySums } from "../scoring/sums.ts";
import { baseDaysOf } from "../scoring/sums.ts";
import type { Day, Kind } from "../scoring/types.ts";
import type { TenantTx } from "./with-tenant.ts";

/** The sums of one account on one day. */
export interface AccountDaySums extends DaySums {
  readonly accountId: string;
  readonly day: Day;
}

interface Row {
  account_id: string;
  day: string;
  first_day: string;
  last_active: string;
  actual: number;
  base: number;
  users28: number;
  established_days: number;
  established_users: number;
}

/**
 * The exact sums of every account on each of `days`, in one set-based statement over the roll-ups. Accounts without an
 * event up to a day have no row for it. `establishedUsers` is counted only as far as it matters: an account with enough
 * users in 28 days is not counted again over 112.
 * @param accountIds null: all accounts
 */
export async function readDaySums(
  tx: TenantTx,
  input: { days: readonly Day[]; accountIds: readonly string[] | null; kind: Kind },
): Promise<AccountDaySums[]> {
  const rules = kinds[input.kind].established;
  const ids = input.accountIds === null ? null : [...input.accountIds];
  const days = [...input.days];
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return [];
  const result = await sql<Row>`
    with account_on_day as (
      select a.id as account_id, t.day, a.first_day, l.last_active
        from unnest(${days}::date[]) as t (day)
        join app.account a on a.tenant_id = ${tx.tenantId} and a.first_day <= t.day
         and (${ids}::uuid[] is null or a.id = any (${ids}::uuid[]))
       cross join lateral (
         select max(d.day) as last_active from app.account_day d
          where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day <= t.day) l
       where l.last_active is not null
    ), users28 as (
      select seen.account_id, seen.day, count(*)::int as users
        from (select distinct t.day, u.account_id, u.user_key
                from unnest(${days}::date[]) as t (day)
                join app.user_day u on u.tenant_id = ${tx.tenantId} and u.day > t.day - ${windowDays}::int and u.day <= t.day
               where u.day > ${first}::date - ${windowDays}::int and u.day <= ${last}::date
                 and (${ids}::uuid[] is null or u.account_id = any (${ids}::uuid[]))) seen
       group by seen.account_id, seen.day
    )
    select a.account_id, a.day, a.first_day, a.last_active,
           coalesce(w.actual, 0)::int as actual, coalesce(w.base, 0)::int as base,
           coalesce(u.users, 0) as users28, w.established_days::int as established_days,
           case when coalesce(u.users, 0) >= ${rules.users}::int then u.users
                else (select count(distinct e.user_key)::int from app.user_day e
                       where e.tenant_id = ${tx.tenantId} and e.account_id = a.account_id
                         and e.day > a.last_active - ${rules.usersInDays}::int and e.day <= a.last_active)
           end as established_users
      from account_on_day a
      left join users28 u on u.account_id = a.account_id and u.day = a.day
     cross join lateral (
       select sum(d.user_days) filter (where d.day > a.day - ${windowDays}::int) as actual,
              sum(d.user_days) filter (where d.day > a.last_active - ${historyDays}::int and d.day <= a.last_active - ${windowDays}::int) as base,
              count(*) filter (where d.day > a.last_active - ${rules.inDays}::int) as established_days
         from app.account_day d
        where d.tenant_id = ${tx.tenantId} and d.account_id = a.account_id
          and d.day > a.last_active - greatest(${historyDays}::int, ${rules.inDays}::int) and d.day <= a.day) w
     order by a.day`.execute(tx.db);
  return result.rows.map((row) => ({
    accountId: row.account_id,
    day: row.day,
    firstDay: row.first_day,
    lastActiveDay: row.last_active,
    active: row.last_active === row.day,
    actual: row.actual,
    base: row.base,
    baseDays: baseDaysOf(row.first_day, row.last_active),
    users28: row.users28,
    establishedDays: row.established_days,
    establishedUsers: row.established_users,
  }));
}
