import { type RawBuilder, sql } from "kysely";
import { baseDays, freshDays, historyDays, windowDays } from "../../scoring/constants.ts";
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

/** Rows that are read in one turn of the main loop. */
const rowsPerFetch = 2_000;

interface Row {
  account_id: string;
  day: string;
  age_days: number;
  silent_days: number;
  base_days: number;
  actual: number;
  actual14: number;
  base: number;
  users28: number;
  established_days: number;
  established_users: number;
}

/**
 * The exact sums of every account on each day from `from` to `to`, by day, in one set-based statement over the roll-ups.
 * Accounts without an event up to a day have no row for it. `establishedUsers` is counted only as far as it matters: an
 * account with enough users in 28 days is not counted again over 112.
 *
 * One day is what every pass asks, many are a history to catch up with. The answers are the same; a day by itself adds up
 * its windows, many days slide them, so that a day more costs its own rows and not all its windows once more.
 */
export async function readDaySums(tx: TenantTx, input: DaySumsInput): Promise<AccountDaySums[]> {
  const query = input.from === input.to ? sumsOfDay(tx, input) : sumsOfDays(tx, input);
  // Fetched in parts: a history of thousands of account-days, read in one go, would hold the main loop.
  await sql`set local cursor_tuple_fraction = 1`.execute(tx.db);
  await sql`declare day_sums no scroll cursor for ${query}`.execute(tx.db);
  const found: AccountDaySums[] = [];
  for (let fetched = rowsPerFetch; fetched === rowsPerFetch; ) {
    const { rows } = await sql<Row>`fetch ${sql.lit(rowsPerFetch)} from day_sums`.execute(tx.db);
    for (const row of rows) found.push(daySumsOf(row));
    fetched = rows.length;
  }
  await sql`close day_sums`.execute(tx.db);
  return found;
}

function daySumsOf(row: Row): AccountDaySums {
  return {
    accountId: row.account_id,
    day: row.day,
    ageDays: row.age_days,
    silentDays: row.silent_days,
    actual: row.actual,
    actual14: row.actual14,
    base: row.base,
    baseDays: row.base_days,
    users28: row.users28,
    establishedDays: row.established_days,
    establishedUsers: row.established_users,
  };
}

/** What both statements are made of. Numbers are written into them, so that the planner sees how wide a window is. */
function wordsOf(tx: TenantTx, { accountIds, established: { inDays, users, usersInDays } }: DaySumsInput) {
  const ids = accountIds === null ? null : [...accountIds];
  const only = (column: string): RawBuilder<boolean> =>
    ids === null ? sql`true` : sql`${sql.ref(column)} = any (${ids}::uuid[])`;
  const [window, history, fresh] = [sql.lit(windowDays), sql.lit(historyDays), sql.lit(freshDays)];
  const established = sql.lit(inDays);
  const reach = sql.lit(Math.max(historyDays, inDays));
  return {
    only,
    window,
    fresh,
    history,
    established,
    enoughUsers: sql.lit(users),
    /** Days before a window's first day that a base or a count of active days may reach. */
    reach,
    /** The last active day of `a` up to a day: known without a look unless the account was used since. */
    lastUpTo: (day: RawBuilder<unknown>) => sql`
      case when a.last_day <= ${day} then a.last_day else (
        select max(d.day) from app.account_day d
         where d.tenant_id = ${tx.tenantId} and d.account_id = a.id and d.day <= ${day}) end`,
    /** The use of account `a`, last active on `last`: its base, its active days, and what of it lies in the window of `day`. */
    used: (last: string, day: RawBuilder<unknown>) => sql`
      select sum(d.user_days) filter (where d.day > ${day} - ${window}) as actual,
             sum(d.user_days) filter (where d.day > ${day} - ${fresh}) as actual14,
             sum(d.user_days) filter (where d.day > ${sql.ref(last)} - ${history} and d.day <= ${sql.ref(last)} - ${window}) as base,
             count(*) filter (where d.day > ${sql.ref(last)} - ${established}) as established_days
        from app.account_day d
       where d.tenant_id = ${tx.tenantId} and d.account_id = a.id
         and d.day > ${sql.ref(last)} - ${reach} and d.day <= ${sql.ref(last)}`,
    /** `DaySums` of the days alone: how old, how long silent, how much of the base was lived. */
    spans: (firstDay: string) => sql`
      a.day - ${sql.ref(firstDay)} as age_days, a.day - a.last_active as silent_days,
      least(${sql.lit(baseDays)}, greatest(0, a.last_active - ${sql.ref(firstDay)} - ${window})) as base_days`,
    /** Distinct users before and on the last active day of `a`. */
    establishedUsers: sql`
      (select count(distinct e.user_key)::int from app.user_day e
        where e.tenant_id = ${tx.tenantId} and e.account_id = a.account_id
          and e.day > a.last_active - ${sql.lit(usersInDays)} and e.day <= a.last_active)`,
  };
}

function sumsOfDay(tx: TenantTx, input: DaySumsInput): RawBuilder<Row> {
  const { only, window, enoughUsers, lastUpTo, used, establishedUsers, spans } = wordsOf(tx, input);
  const day = sql`${input.to}::date`;
  return sql<Row>`
    with a as materialized (
      select a.id, a.first_day, ${lastUpTo(day)} as last_active
        from app.account a
       where a.tenant_id = ${tx.tenantId} and a.first_day <= ${day} and ${only("a.id")}
    ), users28 as (
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
       cross join lateral (${used("a.last_active", day)}) used
        left join users28 on users28.account_id = a.id
    )
    select a.*, ${spans("a.first_day")},
           case when a.users28 >= ${enoughUsers} then a.users28 else ${establishedUsers} end as established_users
      from summed a`;
}

/**
 * Windows that slide. Days are numbers from 0, the first day asked for. A user-day counts from its day until its 28 days are
 * over, a user from each day in use until the next one or 28 days: what begins and ends is added up once, day after day.
 * The base belongs to a last active day, so it is summed at each active day and stands until the next.
 */
function sumsOfDays(tx: TenantTx, input: DaySumsInput): RawBuilder<Row> {
  const {
    only,
    window,
    fresh,
    history,
    established,
    enoughUsers,
    reach,
    lastUpTo,
    used,
    establishedUsers,
    spans,
  } = wordsOf(tx, input);
  const from = sql`${input.from}::date`;
  const to = sql`${input.to}::date`;
  return sql<Row>`
    with a as materialized (
      select a.id, a.first_day, ${lastUpTo(sql`${from} - 1`)} as last_before
        from app.account a
       where a.tenant_id = ${tx.tenantId} and a.first_day <= ${to} and ${only("a.id")}
    ), used as materialized (
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
              select a.id, a.last_before - ${from}, ago.base, ago.established_days
                from a cross join lateral (${used("a.last_before", from)}) ago
               where a.last_before <= ${from} - ${window}) last
    ), seen as materialized (
      select u.account_id, u.day - ${from} as n,
             least(u.day - ${from} + ${window},
                   lead(u.day - ${from}) over (partition by u.account_id, u.user_key order by u.day - ${from})) as end_n
        from app.user_day u
       where u.tenant_id = ${tx.tenantId} and u.day > ${from} - ${window} and u.day <= ${to} and ${only("u.account_id")}
    ), change as (
      select account_id, n, sum(user_days) as user_days, sum(fresh) as fresh, sum(users) as users
        from (select account_id, greatest(n, 0) as n, user_days, 0 as fresh, 0 as users from used where n > -${window}
              union all select account_id, n + ${window}, -user_days, 0, 0 from used where n > -${window}
              union all select account_id, greatest(n, 0), 0, user_days, 0 from used where n > -${fresh}
              union all select account_id, n + ${fresh}, 0, -user_days, 0 from used where n > -${fresh}
              union all select account_id, greatest(n, 0), 0, 0, 1 from seen where end_n > 0
              union all select account_id, end_n, 0, 0, -1 from seen where end_n > 0) moved
       group by account_id, n
    ), summed as (
      select active.account_id, ${from} + t.n as day, ${from} + active.n as last_active,
             coalesce(active.base, 0)::int as base, active.established_days::int as established_days,
             coalesce(sum(change.user_days) over past, 0)::int as actual,
             coalesce(sum(change.fresh) over past, 0)::int as actual14,
             coalesce(sum(change.users) over past, 0)::int as users28
        from active
       cross join lateral generate_series(greatest(active.n, 0), active.next_n - 1) as t (n)
        left join change on change.account_id = active.account_id and change.n = t.n
      window past as (partition by active.account_id order by t.n)
    )
    select a.*, ${spans("account.first_day")},
           case when a.users28 >= ${enoughUsers} then a.users28 else ${establishedUsers} end as established_users
      from summed a join a account on account.id = a.account_id
     order by a.day`;
}
