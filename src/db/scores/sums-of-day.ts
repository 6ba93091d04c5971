import { type RawBuilder, sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import { type AccountDaySums, type DaySumsInput, sumPhrases } from "./sum-phrases.ts";

/**
 * The sums of one day, `input.to`: each window is added up from its rows. People are counted by their last day; of those who came
 * again after the day, and those whose last day is being settled, the days themselves tell.
 */
export function sumsOfDay(tx: TenantTx, input: DaySumsInput): RawBuilder<AccountDaySums> {
  const { only, window, people, accountsUsed, used, finished } = sumPhrases(tx, input);
  const day = sql`${input.to}::date`;
  return sql<AccountDaySums>`
    with ${accountsUsed(day, day)}, people as materialized (
      select seen.account_id, count(*) filter (where seen.last_day > ${day} - ${window})::int as users28, count(*)::int as users112
        from (select u.account_id, u.last_day from app.account_user u
               where u.tenant_id = ${tx.tenantId} and u.last_day > ${day} - ${people} and u.last_day <= ${day} and not u.unsure
                 and ${only("u.account_id")}
              union all
              select d.account_id, max(d.day)
                from app.account_user u
                join app.user_day d on d.tenant_id = ${tx.tenantId} and d.account_id = u.account_id and d.user_key = u.user_key
                 and d.day > ${day} - ${people} and d.day <= ${day}
               where u.tenant_id = ${tx.tenantId} and u.last_day > ${day} - ${people} and (u.last_day > ${day} or u.unsure)
                 and ${only("u.account_id")}
               group by d.account_id, d.user_key) seen
       group by seen.account_id
    ), summed as (
      select a.id as account_id, ${day} as day, a.first_day, a.last_active,
             coalesce(used.actual, 0)::int as actual, coalesce(used.actual14, 0)::int as actual14,
             coalesce(used.base, 0)::int as base,
             used.established_days::int as established_days, coalesce(people.users28, 0) as users28, coalesce(people.users112, 0) as users112
        from a
       cross join lateral (${used(day)}) used
        left join people on people.account_id = a.id
    )
    select ${finished} from summed a`;
}
