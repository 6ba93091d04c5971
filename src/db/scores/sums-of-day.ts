import { type RawBuilder, sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { AccountDaySums, DaySumsInput } from "./day-sums.ts";
import { sumPhrases } from "./sum-phrases.ts";

/** The sums of one day, `input.to`: each window is added up from its rows. */
export function sumsOfDay(tx: TenantTx, input: DaySumsInput): RawBuilder<AccountDaySums> {
  const { only, window, accountsUsed, used, finished } = sumPhrases(tx, input);
  const day = sql`${input.to}::date`;
  return sql<AccountDaySums>`
    with ${accountsUsed(day, day)}, users28 as materialized (
      select seen.account_id, count(*)::int as users
        from (select distinct u.account_id, u.user_key from app.user_day u
               where u.tenant_id = ${tx.tenantId} and u.day > ${day} - ${window} and u.day <= ${day} and ${only("u.account_id")}) seen
       group by seen.account_id
    ), summed as (
      select a.id as account_id, ${day} as day, a.first_day, a.last_active,
             coalesce(used.actual, 0)::int as actual, coalesce(used.actual14, 0)::int as actual14,
             coalesce(used.base, 0)::int as base,
             used.established_days::int as established_days, coalesce(users28.users, 0) as users28
        from a
       cross join lateral (${used(day)}) used
        left join users28 on users28.account_id = a.id
    )
    select ${finished} from summed a`;
}
