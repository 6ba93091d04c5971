import { sql } from "kysely";
import { addDays, daysBetween, startOfMonth } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

// Days further apart than this are read on their own: a late event does not make a month be read again.
const spanGapDays = 3;

/** A day of an account whose roll-up is stale. */
export interface DueDay {
  readonly accountId: string;
  readonly day: Day;
}

/**
 * Takes marks of stale days away, at most `limit`, and answers the distinct days they named, by account and day. Whatever
 * is counted in a later statement includes the events behind these marks: both were committed together.
 */
export async function takeDueDays(tx: TenantTx, limit: number): Promise<{ days: DueDay[]; marks: number }> {
  const { rows } = await sql<{ account_id: string; day: Day; marks: number }>`
    with taken as (
      delete from app.rollup_due
       where tenant_id = ${tx.tenantId}
         and id = any (array(select id from app.rollup_due where tenant_id = ${tx.tenantId} limit ${limit}::int))
      returning account_ids, day)
    select account_id, day, (select count(*)::int from taken) as marks
      from taken cross join unnest(account_ids) account_id group by account_id, day order by account_id, day`.execute(
    tx.db,
  );
  return {
    days: rows.map((row) => ({ accountId: row.account_id, day: row.day })),
    marks: rows[0]?.marks ?? 0,
  };
}

/** What of a tenant decides which use is counted on which day. */
interface UseRules {
  readonly zone: string;
  readonly leftOut: readonly string[];
}

/**
 * Counts the use of these days again from the events: distinct users (joined keys are one user), users by feature, events. A
 * day is the tenant's; events are found by their account and a span of time, then placed by the calendar, so that a midnight
 * which the clock skips or repeats loses none.
 * @param rules.leftOut names of events that are no use
 */
export async function recountDays(tx: TenantTx, rules: UseRules, due: readonly DueDay[]): Promise<void> {
  for (const table of ["user_day", "feature_day", "account_day"]) {
    await sql`delete from ${sql.table(`app.${table}`)} t using ${pairsOf(due)}
      where t.tenant_id = ${tx.tenantId} and t.account_id = due.account_id and t.day = due.day`.execute(
      tx.db,
    );
  }
  for (const span of spansOf(due)) await recountSpan(tx, rules, span);
  await settleLastDays(tx);
}

/** Looks up when those were last active whose last day was taken away and did not come back, as where two keys became one user. */
async function settleLastDays(tx: TenantTx): Promise<void> {
  await sql`
    with settled as (
      select u.account_id, u.user_key, (
               select max(d.day) from app.user_day d
                where d.tenant_id = ${tx.tenantId} and d.account_id = u.account_id and d.user_key = u.user_key) as last_day
        from app.account_user u
       where u.tenant_id = ${tx.tenantId} and u.unsure
    ), gone as (
      delete from app.account_user u using settled s
       where u.tenant_id = ${tx.tenantId} and u.account_id = s.account_id and u.user_key = s.user_key and s.last_day is null
    )
    update app.account_user u set last_day = s.last_day, unsure = false from settled s
     where u.tenant_id = ${tx.tenantId} and u.account_id = s.account_id and u.user_key = s.user_key and s.last_day is not null`.execute(
    tx.db,
  );
}

/** Days close together, in one month: bounds known when the statement is planned open two partitions and not all. */
export function spansOf(due: readonly DueDay[]): DueDay[][] {
  const spans: DueDay[][] = [];
  let last: DueDay | undefined;
  for (const entry of due.toSorted((one, other) =>
    one.day < other.day ? -1 : one.day > other.day ? 1 : 0,
  )) {
    const goesOn =
      last !== undefined &&
      daysBetween(last.day, entry.day) <= spanGapDays &&
      startOfMonth(last.day) === startOfMonth(entry.day);
    if (goesOn) spans.at(-1)?.push(entry);
    else spans.push([entry]);
    last = entry;
  }
  return spans;
}

async function recountSpan(tx: TenantTx, { zone, leftOut }: UseRules, due: readonly DueDay[]): Promise<void> {
  const accounts = [...new Set(due.map((entry) => entry.accountId))];
  const [first, last] = [due[0]?.day, due.at(-1)?.day];
  if (first === undefined || last === undefined) return;
  const isUse = leftOut.length === 0 ? sql`` : sql`and e.name <> all (${[...leftOut]}::text[])`;
  // A day of any zone lies within a day of the same date in UTC.
  await sql`
    with found as materialized (
      select e.account_id, app.day_in(e.at, ${zone}) as day, e.user_key, e.name, count(*) as events
        from app.event e
       where e.tenant_id = ${tx.tenantId} and e.account_id = any (${accounts}::uuid[])
         and e.at >= ${`${addDays(first, -1)}T00:00:00Z`}::timestamptz and e.at < ${`${addDays(last, 2)}T00:00:00Z`}::timestamptz
         ${isUse}
       group by 1, 2, 3, 4
    ), used as materialized (
      select due.account_id, due.day, coalesce(k.joined_to, found.user_key) as user_key, found.name, found.events
        from ${pairsOf(due)}
        join found on found.account_id = due.account_id and found.day = due.day
        left join app.tracked_user k on k.tenant_id = ${tx.tenantId} and k.user_key = found.user_key
    ), users as (
      insert into app.user_day (tenant_id, day, account_id, user_key, events)
      select ${tx.tenantId}, day, account_id, user_key, sum(events) from used group by account_id, day, user_key
    ), features as (
      insert into app.feature_day (tenant_id, day, account_id, feature, user_days)
      select ${tx.tenantId}, day, account_id, name, count(distinct user_key) from used group by account_id, day, name
    )
    insert into app.account_day (tenant_id, day, account_id, user_days, events)
    select ${tx.tenantId}, day, account_id, count(distinct user_key), sum(events) from used group by account_id, day`.execute(
    tx.db,
  );
}

/** The days as a table `due (account_id, day)`. */
export function pairsOf(due: readonly DueDay[]) {
  const accounts = due.map((entry) => entry.accountId);
  const days = due.map((entry) => entry.day);
  return sql`unnest(${accounts}::uuid[], ${days}::date[]) as due (account_id, day)`;
}

/**
 * Sets the first and the last active day of these accounts, from their roll-ups.
 * @returns those whose first day is later than it was, or is none any more
 */
export async function updateActiveSpan(tx: TenantTx, accountIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string; shorter: boolean }>`
    update app.account a set first_day = span.first_day, last_day = span.last_day
      from (select known.id, known.first_day as was,
                   (select min(day) from app.account_day d where d.tenant_id = ${tx.tenantId} and d.account_id = known.id) as first_day,
                   (select max(day) from app.account_day d where d.tenant_id = ${tx.tenantId} and d.account_id = known.id) as last_day
              from app.account known
             where known.tenant_id = ${tx.tenantId} and known.id = any (${[...accountIds]}::uuid[])) span
     where a.tenant_id = ${tx.tenantId} and a.id = span.id
       and (a.first_day, a.last_day) is distinct from (span.first_day, span.last_day)
    returning a.id, coalesce(span.was < coalesce(span.first_day, 'infinity'), false) as shorter`.execute(
    tx.db,
  );
  return rows.filter(({ shorter }) => shorter).map(({ id }) => id);
}

/** Lets the clock say again which days are over, once events come from a live source after a file. */
export async function uncoverLive(tx: TenantTx): Promise<void> {
  await sql`
    update app.tenant_clock set covered_to = null
     where tenant_id = ${tx.tenantId} and covered_to is not null and app.has_live_source(${tx.tenantId})`.execute(
    tx.db,
  );
}

/** Notes that these accounts are to be scored again from a day on; an earlier day that is due already stays. */
export async function markRescore(
  tx: TenantTx,
  accounts: readonly { readonly accountId: string; readonly fromDay: Day }[],
): Promise<void> {
  await sql`
    insert into app.rescore_due as due (tenant_id, account_id, from_day)
    select ${tx.tenantId}, account_id, from_day
      from unnest(${accounts.map((entry) => entry.accountId)}::uuid[], ${accounts.map((entry) => entry.fromDay)}::date[])
        as changed (account_id, from_day)
     order by account_id
    on conflict (tenant_id, account_id) do update set from_day = least(due.from_day, excluded.from_day)`.execute(
    tx.db,
  );
}

/** Tells the planner what a bulk load changed: call it after one, before what reads it. */
export async function analyzeUsage(tx: TenantTx): Promise<void> {
  await sql`select app.analyze_usage()`.execute(tx.db);
}
