import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { DaySums, DecaySums } from "../../scoring/score/sums.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf, type StoredParts } from "./stored-parts.ts";

/** A scored day of an account with the figures that made it. Unrounded. */
export interface StoredDay extends MadeBy {
  readonly day: Day;
  readonly score: number;
  readonly parts: Parts;
  /** What is not kept is 0: the use of 14 days in old rows, and what makes an account established; the people of sixteen weeks are those of 28 days in old rows. */
  readonly sums: DaySums;
  /** Users of sixteen weeks. Null: an older formula, which counted 28 days, scored it. */
  readonly users112: number | null;
  readonly decay: DecaySums;
  readonly expected: number | null;
  readonly market: number;
  /** Version of the formula. */
  readonly version: number;
}

interface Row extends StoredParts {
  day: Day;
  score: number;
  recent_sum: number;
  habit_sum: number;
  actual: number;
  actual14: number | null;
  base: number;
  base_days: number;
  expected: number | null;
  users28: number;
  users112: number | null;
  silent_days: number;
  age_days: number;
  market: number;
  version: number;
  model: number;
  segment: string | null;
}

/**
 * The first and the last scored day of an account between two days, both included: one and the same where there is but one,
 * none without a score.
 */
export async function readDayPair(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<{ readonly from: StoredDay; readonly to: StoredDay } | null> {
  const { rows } = await sql<Row>`
    select s.day, s.score, s.recent, s.habit, s.trend, s.people, s.metric_parts, s.recent_sum, s.habit_sum, s.actual, s.actual14,
           s.base, s.base_days, s.expected, s.users28, s.users112, s.silent_days, s.day - a.first_day as age_days, s.version, s.model, s.segment,
           coalesce(m.factor, 1) as market
      from app.account a
     cross join lateral (
        select min(x.day) as first, max(x.day) as last from app.score x
         where x.tenant_id = ${tx.tenantId} and x.account_id = a.id and x.day between ${from}::date and ${to}::date) ends
      join app.score s on s.tenant_id = ${tx.tenantId} and s.account_id = a.id and s.day in (ends.first, ends.last)
      left join app.market_day m on m.tenant_id = ${tx.tenantId} and m.day = s.day
     where a.tenant_id = ${tx.tenantId} and a.id = ${accountId}::uuid
     order by s.day`.execute(tx.db);
  const [first, last = first] = rows.map(storedDay);
  return first === undefined || last === undefined ? null : { from: first, to: last };
}

function storedDay(row: Row): StoredDay {
  return {
    day: row.day,
    score: row.score,
    parts: partsOf(row),
    sums: {
      ageDays: row.age_days,
      silentDays: row.silent_days,
      actual: row.actual,
      actual14: row.actual14 ?? 0,
      base: row.base,
      baseDays: row.base_days,
      users28: row.users28,
      users112: row.users112 ?? row.users28,
      establishedDays: 0,
      establishedUsers: 0,
    },
    users112: row.users112,
    decay: { recent: row.recent_sum, habit: row.habit_sum },
    expected: row.expected,
    market: row.market,
    version: row.version,
    model: row.model,
    segment: row.segment,
  };
}

/**
 * The most distinct users in sixteen weeks that an account had on a scored day between two days; 0 without one. Days that an older
 * formula scored say those of 28 days.
 */
export async function readMostUsers(tx: TenantTx, accountId: string, from: Day, to: Day): Promise<number> {
  const { most } = await tx.db
    .selectFrom("app.score")
    .select((select) => select.fn.max(select.fn.coalesce("users112", "users28")).as("most"))
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("day", ">=", from)
    .where("day", "<=", to)
    .executeTakeFirstOrThrow();
  return most ?? 0;
}

/** Somebody who used it in one of two windows and not in the other. */
export interface ChangedUserRow {
  readonly userKey: string;
  readonly name: string | null;
  readonly how: "came" | "went";
  /** Days in use in the window in which they were there. */
  readonly days: number;
}

/** Who came and who went between the 28 days to `from` and the 28 days to `to`: how many, and the most active by name. */
export interface ChangedUsers {
  readonly came: number;
  readonly went: number;
  readonly users: readonly ChangedUserRow[];
}

/**
 * Users of an account in the 28 days to one day and not in the 28 days to the other.
 * @param named how many of each are read with their names, the most active first; 0: nobody is named
 */
export async function readChangedUsers(
  tx: TenantTx,
  accountId: string,
  { from, to, named }: { readonly from: Day; readonly to: Day; readonly named: number },
): Promise<ChangedUsers> {
  const { rows } = await sql<ChangedUserRow & { of: number; place: number }>`
    with seen as (
      select d.user_key,
             count(*) filter (where d.day > ${from}::date - 28 and d.day <= ${from}::date)::int as before,
             count(*) filter (where d.day > ${to}::date - 28 and d.day <= ${to}::date)::int as after
        from app.user_day d
       where d.tenant_id = ${tx.tenantId} and d.account_id = ${accountId}::uuid
         and ((d.day > ${from}::date - 28 and d.day <= ${from}::date) or (d.day > ${to}::date - 28 and d.day <= ${to}::date))
       group by d.user_key
    ), changed as (
      select user_key, case when after = 0 then 'went' else 'came' end as how, before + after as days,
             count(*) over (partition by after = 0)::int as of,
             row_number() over (partition by after = 0 order by before + after desc, user_key)::int as place
        from seen where before = 0 or after = 0
    )
    select c.user_key as "userKey", t.name, c.how, c.days, c.of, c.place
      from changed c
      left join app.tracked_user t on t.tenant_id = ${tx.tenantId} and t.user_key = c.user_key
     where c.place <= ${Math.max(1, named)}
     order by c.how, c.place`.execute(tx.db);
  const total = (how: ChangedUserRow["how"]) => rows.find((row) => row.how === how)?.of ?? 0;
  return {
    came: total("came"),
    went: total("went"),
    users: named === 0 ? [] : rows.map(({ userKey, name, how, days }) => ({ userKey, name, how, days })),
  };
}
