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
  }
  await noteStart(tx, ids);
}

/**
 * Counts one month more of the stored history for one metric that was defined lately, the newest month first. The earliest
 * month is that of the first active day of any account.
 * @returns whether there was one to count
 */
export async function countHistoryMonth(tx: TenantTx, zone: string): Promise<boolean> {
  const { rows } = await sql<{ id: string; month: Day; first: Day | null; scored: boolean }>`
    select m.id, m.count_next as month, m.scored,
           (select min(a.first_day) from app.account a where a.tenant_id = ${tx.tenantId}) as first
      from app.metric m
     where m.tenant_id = ${tx.tenantId} and m.count_next is not null and m.archived_at is null
     order by m.count_next desc, m.id limit 1`.execute(tx.db);
  const metric = rows[0];
  if (!metric) return false;
  const { month } = metric;
  const before = startOfMonth(addDays(month, -1));
  await sql`
    insert into app.metric_day as old (tenant_id, metric_id, day, account_id, value, denominator, buckets)
    select ${tx.tenantId}, c.metric_id, c.day, c.account_id, c.value, c.denominator, c.buckets
      from ${counted(tx, { metrics: [metric.id], accounts: null, first: month, last: addDays(startOfMonth(addDays(month, 31)), -1), zone })} c
    on conflict (tenant_id, metric_id, day, account_id) do update
      set value = excluded.value, denominator = excluded.denominator, buckets = excluded.buckets`.execute(
    tx.db,
  );
  if (metric.scored) await rescoreCounted(tx, metric.id, month);
  const next = metric.first !== null && before >= startOfMonth(metric.first) ? before : null;
  await tx.db
    .updateTable("app.metric")
    .set({ count_next: next })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", metric.id)
    .execute();
  await noteStart(tx, [metric.id]);
  return true;
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

function counted(
  tx: TenantTx,
  input: {
    metrics: readonly string[];
    accounts: readonly string[] | null;
    first: Day;
    last: Day;
    zone: string;
  },
) {
  const { metrics, accounts, first, last, zone } = input;
  // A day of any zone lies within a day of the same date in UTC.
  return sql`app.count_metrics(${tx.tenantId}::uuid, ${[...metrics]}::uuid[], ${accounts === null ? null : [...accounts]}::uuid[],
    ${first}::date, ${last}::date, ${`${addDays(first, -1)}T00:00:00Z`}::timestamptz, ${`${addDays(last, 2)}T00:00:00Z`}::timestamptz, ${zone}::text)`;
}

async function noteStart(tx: TenantTx, metricIds: readonly string[]): Promise<void> {
  await sql`select app.note_metric_start(${tx.tenantId}::uuid, ${[...metricIds]}::uuid[])`.execute(tx.db);
}

/** Counts a metric over a range of days, all accounts, and takes the whole range for known: for a look before it is kept. */
export async function recountMetricWindow(
  tx: TenantTx,
  zone: string,
  metricId: string,
  range: { readonly from: Day; readonly to: Day },
): Promise<void> {
  await sql`
    insert into app.metric_day (tenant_id, metric_id, day, account_id, value, denominator, buckets)
    select ${tx.tenantId}, c.metric_id, c.day, c.account_id, c.value, c.denominator, c.buckets
      from ${counted(tx, { metrics: [metricId], accounts: null, first: range.from, last: range.to, zone })} c`.execute(
    tx.db,
  );
  await tx.db
    .updateTable("app.metric")
    .set({ covered_from: range.from })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", metricId)
    .where("source", "=", "event")
    .execute();
}
