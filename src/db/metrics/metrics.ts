import { sql } from "kysely";
import { lateFeedDays } from "../../scoring/constants.ts";
import { addDays, daysBetween } from "../../scoring/days.ts";
import type { Buckets } from "../../scoring/metrics/metric-buckets.ts";
import {
  type GoodDirection,
  type MetricCoverage,
  type MetricDay,
  type MetricKind,
  type MetricRule,
  slideWindows,
} from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A metric of a tenant: what it is, and which days of it are known. */
export interface Metric extends MetricRule {
  readonly id: string;
  /** What models, files and feeds call it: unique among those that are not archived. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly good: GoodDirection;
  readonly source: "event" | "supplied";
  /** The name of the events that it is counted from; null: it is supplied. */
  readonly event: string | null;
  readonly coverage: MetricCoverage;
  /** The month that is counted next of the stored history; null: all is counted. */
  readonly countNext: Day | null;
}

/**
 * The metrics that are not archived, by label, with the days that are known: of a supplied metric those that its feed
 * covers; of one that is counted from events those that the tenant's sources cover, up to the start of an outage.
 */
export async function readMetrics(tx: TenantTx): Promise<Metric[]> {
  const { rows } = await sql<MetricRow>`${metricColumns(tx)} order by lower(m.label), m.name`.execute(tx.db);
  return rows.map(metricOf);
}

interface MetricRow {
  id: string;
  name: string;
  label: string;
  unit: string;
  kind: MetricKind;
  percentile: number;
  good: GoodDirection;
  source: "event" | "supplied";
  event: string | null;
  from_day: Day | null;
  to_day: Day | null;
  count_next: Day | null;
}

function metricColumns(tx: TenantTx) {
  return sql`
    select m.id, m.name, m.label, m.unit, m.kind, m.percentile, m.good, m.source, m.event_name as event, m.count_next, m.covered_from as from_day,
           case m.source when 'supplied' then m.covered_to else least(
             (select c.covered_to from app.tenant_clock c where c.tenant_id = ${tx.tenantId}),
             (select min(app.day_in(o.started_at, t.zone)) - 1 from app.feed_outage o join app.tenant t on t.id = o.tenant_id
               where o.tenant_id = ${tx.tenantId} and o.ended_at is null)) end as to_day
      from app.metric m
     where m.tenant_id = ${tx.tenantId} and m.archived_at is null`;
}

function metricOf({ from_day, to_day, count_next, ...row }: MetricRow): Metric {
  return { ...row, coverage: { from: from_day, to: to_day }, countNext: count_next };
}

/** A window of a metric: so many days that end on the day that is asked about. */
export interface MetricWindow {
  /** The metric's name. */
  readonly metric: string;
  readonly windowDays: number;
}

/** Whose windows, that end on which days; both ends included. `accountIds` null: all accounts. */
export interface MetricWindowsInput {
  readonly parts: readonly MetricWindow[];
  readonly from: Day;
  readonly to: Day;
  readonly accountIds: readonly string[] | null;
}

/** Accounts whose days are read in one turn of the main loop. */
const accountsPerFetch = 50;

/** The values of windows, by account and day. */
export interface MetricWindows {
  /**
   * The value that a day is scored with, of a window that was asked for: while the feed is late, the last one known
   * (`windowEnd`). Null where there is no data, and for a metric that does not exist (any more).
   */
  at(part: MetricWindow, accountId: string, day: Day): number | null;
}

/**
 * The values of windows of metrics for every account and each day of a range, in one statement over the daily values; the
 * rules are those of `slideWindows`.
 */
export async function readMetricWindows(tx: TenantTx, input: MetricWindowsInput): Promise<MetricWindows> {
  const { parts, from, to, accountIds } = input;
  const names = [...new Set(parts.map(({ metric }) => metric))];
  if (names.length === 0) return { at: () => null };
  const longest = Math.max(...parts.map(({ windowDays }) => windowDays));
  const query = sql`
    with m as materialized (${metricColumns(tx)} and m.name = any (${names}::text[]))
    select m.*, of_account.account_id, of_account.days
      from m left join lateral (
        select d.account_id, jsonb_agg(jsonb_build_array(d.day - ${from}::date, d.value, d.denominator, d.buckets)) as days
          from app.metric_day d
         where d.tenant_id = ${tx.tenantId} and d.metric_id = m.id
           and d.day > ${addDays(from, -longest - lateFeedDays)}::date and d.day <= ${to}::date
           and (${accountIds === null ? null : [...accountIds]}::uuid[] is null or d.account_id = any (${accountIds === null ? null : [...accountIds]}::uuid[]))
         group by d.account_id) of_account on true`;
  const metrics = new Map<string, Metric>();
  const days = new Map<string, DayRow[]>();
  // Fetched in parts: a year of a thousand accounts, read in one go, would hold the main loop.
  await sql`declare metric_windows no scroll cursor for ${query}`.execute(tx.db);
  for (let fetched = accountsPerFetch; fetched === accountsPerFetch; ) {
    const { rows } = await sql<MetricRow & { account_id: string | null; days: DayRow[] | null }>`
      fetch ${sql.lit(accountsPerFetch)} from metric_windows`.execute(tx.db);
    for (const { account_id, days: found, ...row } of rows) {
      metrics.set(row.name, metricOf(row));
      if (account_id !== null && found !== null) days.set(`${row.name} ${account_id}`, found);
    }
    fetched = rows.length;
  }
  await sql`close metric_windows`.execute(tx.db);
  const slid = new Map<string, readonly (number | null)[]>();
  const valuesOf = ({ metric: name, windowDays }: MetricWindow, accountId: string) => {
    const metric = metrics.get(name);
    if (!metric) return [];
    // Whoever has no day at all has the same windows as everybody else without one.
    const key = `${name} ${windowDays} ${days.has(`${name} ${accountId}`) ? accountId : ""}`;
    const known = slid.get(key);
    if (known) return known;
    const own = (days.get(`${name} ${accountId}`) ?? []).map((day) => metricDayOf(day, from));
    const values = slideWindows(metric, metric.coverage, own, { from, to, windowDays });
    slid.set(key, values);
    return values;
  };
  return {
    at: (part, accountId, day) =>
      day < from ? null : (valuesOf(part, accountId)[daysBetween(from, day)] ?? null),
  };
}

/** Days after the range's first, value, denominator, buckets. */
type DayRow = [number, number | null, number | null, Buckets | null];

function metricDayOf([offset, value, denominator, buckets]: DayRow, from: Day): MetricDay {
  return { day: addDays(from, offset), value, denominator, buckets };
}

/** An account's daily values from `from` to `to`, both included, oldest first, by the id of their metric. */
export async function readMetricDays(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<Map<string, MetricDay[]>> {
  const { rows } = await sql<MetricDay & { metric_id: string }>`
    select metric_id, day, value, denominator, buckets from app.metric_day
     where tenant_id = ${tx.tenantId} and account_id = ${accountId} and day between ${from}::date and ${to}::date
     order by day`.execute(tx.db);
  const found = new Map<string, MetricDay[]>();
  for (const { metric_id, ...day } of rows) {
    const list = found.get(metric_id);
    if (list) list.push(day);
    else found.set(metric_id, [day]);
  }
  return found;
}

/**
 * Notes which metrics the live scoring models use: from then on, what changes a value of theirs scores its account again.
 * @param names all of them; others are no longer
 */
export async function setScoredMetrics(tx: TenantTx, names: readonly string[]): Promise<void> {
  await sql`
    update app.metric set scored = not scored
     where tenant_id = ${tx.tenantId} and archived_at is null and scored <> (name = any (${[...names]}::text[]))`.execute(
    tx.db,
  );
}
