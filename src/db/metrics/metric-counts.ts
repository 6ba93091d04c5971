import { sql } from "kysely";
import { addDays, startOfMonth } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { type DueDay, markRescore, pairsOf, spansOf } from "../usage/roll-up.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * Counts the metrics of these account-days again from the events, as `recountDays` counts use: whatever came late or was
 * imported is in, and no other day is touched. Nothing to do for a tenant without metrics from events.
 */
export async function recountMetricDays(tx: TenantTx, zone: string, due: readonly DueDay[]): Promise<void> {
  const metrics = await tx.db
    .selectFrom("app.metric")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("source", "=", "event")
    .where("archived_at", "is", null)
    .execute();
  if (metrics.length === 0 || due.length === 0) return;
  const ids = metrics.map(({ id }) => id);
  await sql`
    delete from app.metric_day d using ${pairsOf(due)}
     where d.tenant_id = ${tx.tenantId} and d.metric_id = any (${ids}::uuid[])
       and d.account_id = due.account_id and d.day = due.day`.execute(tx.db);
  for (const span of spansOf(due)) {
    const [first, last] = [span[0]?.day, span.at(-1)?.day];
    if (first === undefined || last === undefined) continue;
    const accounts = [...new Set(span.map(({ accountId }) => accountId))];
    await sql`
      insert into app.metric_day (tenant_id, metric_id, day, account_id, value, denominator, buckets)
      select ${tx.tenantId}, c.metric_id, c.day, c.account_id, c.value, c.denominator, c.buckets
        from ${counted(tx, { metrics: ids, accounts, first, last, zone })} c
        join ${pairsOf(span)} on due.account_id = c.account_id and due.day = c.day`.execute(tx.db);
    await noteStart(tx, { metrics: ids, accounts, first, last, zone });
  }
}

/**
 * Counts one month more of the stored history for one metric that was defined lately, the newest month first. The earliest
 * month is that of the first event of any account, be it left out of use or not.
 * @returns whether there was one to count
 */
export async function countHistoryMonth(tx: TenantTx, zone: string): Promise<boolean> {
  const { rows } = await sql<{ id: string; month: Day; scored: boolean }>`
    select m.id, m.count_next as month, m.scored
      from app.metric m
     where m.tenant_id = ${tx.tenantId} and m.count_next is not null and m.archived_at is null
     order by m.count_next desc, m.id limit 1`.execute(tx.db);
  const metric = rows[0];
  if (!metric) return false;
  const { month } = metric;
  const before = startOfMonth(addDays(month, -1));
  const all = { metrics: [metric.id], accounts: null, first: month, last: endOfMonth(month), zone };
  await sql`
    insert into app.metric_day as old (tenant_id, metric_id, day, account_id, value, denominator, buckets)
    select ${tx.tenantId}, c.metric_id, c.day, c.account_id, c.value, c.denominator, c.buckets
      from ${counted(tx, all)} c
    on conflict (tenant_id, metric_id, day, account_id) do update
      set value = excluded.value, denominator = excluded.denominator, buckets = excluded.buckets`.execute(
    tx.db,
  );
  if (metric.scored) await rescoreCounted(tx, metric.id, month);
  const next = (await hasEventBefore(tx, zone, month)) ? before : null;
  await tx.db
    .updateTable("app.metric")
    .set({ count_next: next })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", metric.id)
    .execute();
  await noteStart(tx, all);
  return true;
}

function endOfMonth(month: Day): Day {
  return addDays(startOfMonth(addDays(month, 31)), -1);
}

/** Whether any account has an event of a day before this one: the first that is found says so. */
async function hasEventBefore(tx: TenantTx, zone: string, day: Day): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from app.event e
       where e.tenant_id = ${tx.tenantId} and e.account_id is not null
         and e.at < ${`${addDays(day, 1)}T00:00:00Z`}::timestamptz and app.day_in(e.at, ${zone}) < ${day}::date) as found`.execute(
    tx.db,
  );
  return rows[0]?.found === true;
}

/** A live scoring model uses it already: what was just counted changes its scores. */
async function rescoreCounted(tx: TenantTx, metricId: string, month: Day): Promise<void> {
  const { rows } = await sql<DueDay>`
    select account_id as "accountId", min(day) as day from app.metric_day
     where tenant_id = ${tx.tenantId} and metric_id = ${metricId} and day >= ${month}::date and day < ${month}::date + interval '1 month'
     group by account_id`.execute(tx.db);
  await markRescore(
    tx,
    rows.map(({ accountId, day }) => ({ accountId, fromDay: day })),
  );
}

/** Which metrics are counted over which accounts (null: all) and days of the tenant's zone, both ends included. */
interface Counted {
  readonly metrics: readonly string[];
  readonly accounts: readonly string[] | null;
  readonly first: Day;
  readonly last: Day;
  readonly zone: string;
}

function counted(tx: TenantTx, input: Counted) {
  const { metrics, accounts, first, last, zone } = input;
  // A day of any zone lies within a day of the same date in UTC.
  return sql`app.count_metrics(${tx.tenantId}::uuid, ${[...metrics]}::uuid[], ${accounts === null ? null : [...accounts]}::uuid[],
    ${first}::date, ${last}::date, ${`${addDays(first, -1)}T00:00:00Z`}::timestamptz, ${`${addDays(last, 2)}T00:00:00Z`}::timestamptz, ${zone}::text)`;
}

/**
 * Notes where metrics begin, as far as they were counted: with the first event of their name, of any account and whatever its
 * properties. From then on such events are known to come, so that a day without one that meets the conditions is 0. Where a counter
 * that a live model uses begins earlier than before, all accounts are scored again from there.
 */
async function noteStart(tx: TenantTx, { metrics, accounts, first, last, zone }: Counted): Promise<void> {
  const young = await tx.db
    .selectFrom("app.metric")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "in", [...metrics])
    .where((where) => where.or([where("covered_from", "is", null), where("covered_from", ">", first)]))
    .execute();
  // What began earlier, as most days find it, needs no look at the events.
  if (young.length === 0) return;
  const ids = young.map(({ id }) => id);
  const { rows: begun } = await sql<{ kind: string; scored: boolean; day: Day }>`
    update app.metric m set covered_from = came.day
      from (select w.id, min(app.day_in(e.at, ${zone})) as day
              from app.metric w join app.event e on e.name = w.event_name
             where w.tenant_id = ${tx.tenantId} and w.id = any (${ids}::uuid[])
               and e.tenant_id = ${tx.tenantId} and e.account_id is not null
               and (${accounts === null ? null : [...accounts]}::uuid[] is null or e.account_id = any (${accounts === null ? null : [...accounts]}::uuid[]))
               and e.at >= ${`${addDays(first, -1)}T00:00:00Z`}::timestamptz and e.at < ${`${addDays(last, 2)}T00:00:00Z`}::timestamptz
               and app.day_in(e.at, ${zone}) between ${first}::date and ${last}::date
             group by w.id) came
     where m.tenant_id = ${tx.tenantId} and m.id = came.id and (m.covered_from is null or came.day < m.covered_from)
    returning m.kind, m.scored, came.day`.execute(tx.db);
  const scored = begun.filter((metric) => metric.scored && metric.kind === "counter").map(({ day }) => day);
  const from = scored.reduce<Day | undefined>(
    (least, day) => (least && least < day ? least : day),
    undefined,
  );
  if (from === undefined) return;
  const { rows } = await sql<DueDay>`
    select a.id as "accountId", ${from}::date as day from app.account a
     where a.tenant_id = ${tx.tenantId} and a.first_day is not null`.execute(tx.db);
  await markRescore(
    tx,
    rows.map(({ accountId, day }) => ({ accountId, fromDay: day })),
  );
}

/** How far back a look goes for an event of a metric's name: a year. */
const lookedBackDays = 365;

/**
 * Counts a metric over a range of days, all accounts, for a look before it is kept. It is known from where it would be known when it
 * is: over the whole range where an event of its name came within a year before.
 */
export async function recountMetricWindow(
  tx: TenantTx,
  zone: string,
  metricId: string,
  range: { readonly from: Day; readonly to: Day },
): Promise<void> {
  const all = { metrics: [metricId], accounts: null, first: range.from, last: range.to, zone };
  await sql`
    insert into app.metric_day (tenant_id, metric_id, day, account_id, value, denominator, buckets)
    select ${tx.tenantId}, c.metric_id, c.day, c.account_id, c.value, c.denominator, c.buckets
      from ${counted(tx, all)} c`.execute(tx.db);
  await noteStart(tx, all);
  await sql`
    update app.metric m set covered_from = ${range.from}::date
     where m.tenant_id = ${tx.tenantId} and m.id = ${metricId} and m.source = 'event'
       and exists (select from app.event e
                    where e.tenant_id = ${tx.tenantId} and e.name = m.event_name and e.account_id is not null
                      and e.at >= ${`${addDays(range.from, -lookedBackDays)}T00:00:00Z`}::timestamptz
                      and e.at < ${`${range.from}T00:00:00Z`}::timestamptz)`.execute(tx.db);
}
