import { type RawBuilder, sql } from "kysely";
import {
  baseDays,
  freshDays,
  historyDays,
  newAccountDays,
  peopleDays,
  windowDays,
} from "../../scoring/constants.ts";
import type { Established } from "../../scoring/models/score-rules.ts";
import type { DaySums } from "../../scoring/score/sums.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** The sums of one account on one day. */
export interface AccountDaySums extends DaySums {
  readonly accountId: string;
  readonly day: Day;
}

/** Whose sums, of which days; both ends included. `accountIds` null: all accounts. */
export interface DaySumsInput {
  readonly from: Day;
  readonly to: Day;
  readonly accountIds: readonly string[] | null;
  /** In which days active days and users are counted, and how many users are enough. */
  readonly established: Pick<Established, "inDays" | "users" | "usersInDays">;
}

/** Days that are looked through at once for when accounts were last used: nearly all of them were within a week. */
const latelyDays = 7;

/**
 * What the two statements of sums are made of. Lengths of windows are written into them, so that the planner sees how wide
 * a window is.
 */
export function sumPhrases(
  tx: TenantTx,
  { accountIds, established: { inDays, users, usersInDays } }: DaySumsInput,
) {
  const ids = accountIds === null ? null : [...accountIds];
  const only = (column: string): RawBuilder<boolean> =>
    ids === null ? sql`true` : sql`${sql.ref(column)} = any (${ids}::uuid[])`;
  const [window, history, fresh] = [sql.lit(windowDays), sql.lit(historyDays), sql.lit(freshDays)];
  const [complete, people] = [sql.lit(newAccountDays), sql.lit(peopleDays)];
  const established = sql.lit(inDays);
  const reach = sql.lit(Math.max(historyDays, inDays));
  /** `baseAnchor` of `a` on a day. */
  const anchor = (day: RawBuilder<unknown>) => sql`
      (case when ${day} < a.first_day + ${complete} then a.last_active else greatest(a.last_active, a.first_day + ${complete}) end)`;
  /** Distinct users before and on the last active day of `a`. */
  const establishedUsers = sql`
      (select count(distinct e.user_key)::int from app.user_day e
        where e.tenant_id = ${tx.tenantId} and e.account_id = a.account_id
          and e.day > a.last_active - ${sql.lit(usersInDays)} and e.day <= a.last_active)`;
  return {
    only,
    window,
    fresh,
    history,
    people,
    /** Days after the first by which there is a baseline. */
    complete,
    established,
    /** Days before a window's first day that a base or a count of active days may reach. */
    reach,
    /**
     * `a`: accounts that were used by `until`, with the last day up to `day` on which each was, null where it was only later, and
     * the anchor of its base on that `day`. To be kept, as all that is added up before it is joined: a plan that knows little of a tenant could add it up for each.
     */
    accountsUsed: (day: RawBuilder<unknown>, until: RawBuilder<unknown>) => sql`
      lately as materialized (
        select d.account_id, max(d.day) as day from app.account_day d
         where d.tenant_id = ${tx.tenantId} and d.day > ${day} - ${sql.lit(latelyDays)} and d.day <= ${day} and ${only("d.account_id")}
         group by d.account_id
    ), a as materialized (
      select a.*, ${anchor(day)} as anchor
        from (select a.id, a.first_day, case when a.last_day <= ${day} then a.last_day else coalesce(lately.day, (
                       select max(d.day) from app.account_day d
                        where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day <= ${day})) end as last_active
                from app.account a
                left join lately on lately.account_id = a.id
               where a.tenant_id = ${tx.tenantId} and a.first_day <= ${until} and ${only("a.id")}
               order by a.id) a
    )`,
    /** The use of account `a` up to its last active day: its base, its active days, and what of it lies in the window of `day`. */
    used: (day: RawBuilder<unknown>) => sql`
      select sum(d.user_days) filter (where d.day > ${day} - ${window}) as actual,
             sum(d.user_days) filter (where d.day > ${day} - ${fresh}) as actual14,
             sum(d.user_days) filter (where d.day > a.anchor - ${history} and d.day <= a.anchor - ${window}) as base,
             count(*) filter (where d.day > a.last_active - ${established}) as established_days
        from app.account_day d
       where d.tenant_id = ${tx.tenantId} and d.account_id = a.id
         and d.day > a.last_active - ${reach} and d.day <= a.last_active`,
    /** `AccountDaySums` from what was summed of `a`: what is left is how old, how long silent, how much of the base was lived. */
    finished: sql`
      a.account_id as "accountId", a.day, a.actual, a.actual14, a.base, a.users28, a.users112, a.established_days as "establishedDays",
      a.day - a.first_day as "ageDays", a.day - a.last_active as "silentDays",
      least(${sql.lit(baseDays)}, greatest(0, ${anchor(sql`a.day`)} - a.first_day - ${window})) as "baseDays",
      case when a.users28 >= ${sql.lit(users)} then a.users28 else ${establishedUsers} end as "establishedUsers"`,
  };
}
