import { type RawBuilder, sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import { type AccountDaySums, type DaySumsInput, sumPhrases } from "./sum-phrases.ts";

/**
 * The sums of many days, by windows that slide. Days are numbers from 0, the first day asked for. A user-day counts from its
 * day until its 28 days are over, a user from each day in use until the next one or 28 days, and the same of sixteen weeks: what begins and ends is added
 * up once, day after day. The base belongs to a last active day, so it is summed at each active day and stands until the next;
 * that of who stopped in the first weeks (`baseAnchor`) is summed by itself.
 */
export function sumsOfDays(tx: TenantTx, input: DaySumsInput): RawBuilder<AccountDaySums> {
  const { only, window, fresh, history, people, complete, established, reach, accountsUsed, used, finished } =
    sumPhrases(tx, input);
  const from = sql`${input.from}::date`;
  const to = sql`${input.to}::date`;
  return sql<AccountDaySums>`
    with ${accountsUsed(sql`${from} - 1`, to)}, used as materialized (
      select d.account_id, d.day - ${from} as n, d.user_days,
             sum(d.user_days) over (partition by d.account_id order by d.day - ${from}
                                    range between ${history} - 1 preceding and ${window} preceding) as base,
             count(*) over (partition by d.account_id order by d.day - ${from}
                            range between ${established} - 1 preceding and current row) as established_days
        from app.account_day d
       where d.tenant_id = ${tx.tenantId} and d.day > ${from} - ${window} - ${reach} and d.day <= ${to} and ${only("d.account_id")}
    ), active as (
      select last.*, coalesce(lead(last.n) over (partition by last.account_id order by last.n), ${to} - ${from} + 1) as next_n
        from (select account_id, n, base, established_days from used where n > -${window}
              union all
              select a.id, a.last_active - ${from}, ago.base, ago.established_days
                from a cross join lateral (${used(from)}) ago
               where a.last_active <= ${from} - ${window}) last
    ), seen as materialized (
      select u.account_id, u.day - ${from} as n,
             least(u.day - ${from} + ${window}, lead(u.day - ${from}) over later) as end28,
             least(u.day - ${from} + ${people}, lead(u.day - ${from}) over later) as end112
        from app.user_day u
       where u.tenant_id = ${tx.tenantId} and u.day > ${from} - ${people} and u.day <= ${to} and ${only("u.account_id")}
      window later as (partition by u.account_id, u.user_key order by u.day - ${from})
    ), change as materialized (
      select account_id, n, sum(user_days) as user_days, sum(fresh) as fresh, sum(users28) as users28, sum(users112) as users112
        from (select account_id, greatest(n, 0) as n, user_days, 0 as fresh, 0 as users28, 0 as users112 from used where n > -${window}
              union all select account_id, n + ${window}, -user_days, 0, 0, 0 from used where n > -${window}
              union all select account_id, greatest(n, 0), 0, user_days, 0, 0 from used where n > -${fresh}
              union all select account_id, n + ${fresh}, 0, -user_days, 0, 0 from used where n > -${fresh}
              union all select account_id, greatest(n, 0), 0, 0, 1, 0 from seen where end28 > 0
              union all select account_id, end28, 0, 0, -1, 0 from seen where end28 > 0
              union all select account_id, greatest(n, 0), 0, 0, 0, 1 from seen where end112 > 0
              union all select account_id, end112, 0, 0, 0, -1 from seen where end112 > 0) moved
       group by account_id, n
    ), summed as (
      select active.account_id, ${from} + t.n as day, a.first_day, ${from} + active.n as last_active,
             coalesce(case when ${from} + t.n < a.first_day + ${complete} then active.base else early.base end, active.base, 0)::int as base,
             active.established_days::int as established_days,
             coalesce(sum(change.user_days) over past, 0)::int as actual,
             coalesce(sum(change.fresh) over past, 0)::int as actual14,
             coalesce(sum(change.users28) over past, 0)::int as users28,
             coalesce(sum(change.users112) over past, 0)::int as users112
        from active
        join a on a.id = active.account_id
       cross join lateral (
          select sum(d.user_days) as base from app.account_day d
           where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day <= a.first_day + ${complete} - ${window}
             and ${from} + active.n < a.first_day + ${complete}) early
       cross join lateral generate_series(greatest(active.n, 0), active.next_n - 1) as t (n)
        left join change on change.account_id = active.account_id and change.n = t.n
      window past as (partition by active.account_id order by t.n)
    )
    select ${finished} from summed a`;
}
