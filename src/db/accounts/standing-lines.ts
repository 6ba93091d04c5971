import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import { isWaitingX, openStatesList } from "../alerts/alert-states.ts";
import type { DataState } from "../scores/data-state.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Days ahead in which a renewal is near. */
export const renewalDays = 90;

/** The tenant's day that standings are worked out for, in SQL: values, or what the same statement reads. */
export interface StandingDay {
  readonly today: RawBuilder<Day>;
  readonly endOfToday: RawBuilder<Date>;
}

/** The day of a state that was read before. */
export function onDayOf({ today, endOfToday }: DataState): StandingDay {
  return { today: sql`${today}::date`, endOfToday: sql`${endOfToday}::timestamptz` };
}

/** Which accounts, as a condition on the column that holds their ids. */
export type WhichAccounts = (column: string) => RawBuilder<boolean>;

/** What a column of a standing is called, of `app.account_standing` and of `standingLines` alike. */
export const standingColumns = [
  ...["account_id", "band", "need", "waiting", "waiting_since", "change"],
  ...["search_name", "name", "alerted", "renews", "stake", "currency"],
] as const;

/** Scores are rounded as they are shown (half up) before they are compared. */
export function changeIn(before: "score_7d" | "score_28d"): RawBuilder<number> {
  return sql`(floor(l.score + 0.5) - floor(${sql.ref(`l.${before}`)} + 0.5))`;
}

/** Who needs somebody first: alerts that nobody has, at risk, watch, picked up, those that fell, the rest. */
const need = sql`case when g.band = 'left' then 7 when x.waiting_since is not null then 1 when g.band = 'at-risk' then 2 when g.band = 'watch' then 3
  when x.picked_up then 4 when ${changeIn("score_28d")} < 0 then 5 else 6 end`;

/**
 * How accounts stand, worked out from where it comes from: `standingColumns`, one row an account. `app.account_standing`
 * keeps such rows. Who left stands nowhere, and needs nobody.
 * @param beside further columns, of `a` (the account), `l` (its latest score), `g` (its band) and `x` (its open alerts)
 * @param joins further tables for them
 */
export function standingLines(
  tx: TenantTx,
  { today, endOfToday }: StandingDay,
  which: WhichAccounts,
  { beside = sql``, joins = sql`` }: { beside?: RawBuilder<unknown>; joins?: RawBuilder<unknown> } = {},
): RawBuilder<unknown> {
  return sql`
    select r.*,
           -- Where an alert waits, and among the rest, a change says nothing: alerts go by their time, the rest by name.
           case when r.need in (1, 6) then 0 else r.points end::smallint as change
      from (
        select a.id as account_id, coalesce(g.band, 'no-data') as band, x.waiting_since is not null as waiting, x.waiting_since, a.search_name, a.name,
               x.account_id is not null as alerted,
               coalesce(a.renewal_on between ${today} and ${today} + ${sql.lit(renewalDays)}, false) and g.band is distinct from 'left' as renews,
               case when g.band = 'at-risk' then a.contract_value end as stake, coalesce(a.currency, '') as currency,
               ${need} as need, ${changeIn("score_28d")} as points ${beside}
          from app.account a
          left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = a.id and ${which("l.account_id")}
         cross join lateral (select case when a.churned_on <= ${today} then 'left' else l.band end) g (band)
          left join (
            select x.account_id,
                   max(x.opened_at) filter (where ${isWaitingX(endOfToday)}) as waiting_since,
                   bool_or(x.state in ('acknowledged', 'snoozed')) as picked_up
              from app.alert x
             where x.tenant_id = ${tx.tenantId} and x.state in (${openStatesList}) and ${which("x.account_id")}
             group by x.account_id) x on x.account_id = a.id and g.band is distinct from 'left'
          ${joins}
         where a.tenant_id = ${tx.tenantId} and ${which("a.id")}) r`;
}

/** Who needs somebody first, in the order of its columns, which an index keeps. */
export function needOrder(descending: boolean): RawBuilder<unknown> {
  return descending
    ? sql`need desc, waiting_since nulls first, change desc nulls first, search_name desc, name desc, account_id desc`
    : sql`need, waiting_since desc nulls last, change nulls last, search_name, name, account_id`;
}
