import { sql } from "kysely";
import type { NothingCounted } from "../../results/metrics.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Events that are looked into: enough to see what a property holds, however many there are. */
const sampledEvents = 5_000;
const listedNames = 6;
const listedValues = 5;
/** Names and values are cut to so many characters. */
const listedLength = 60;

/**
 * Why nothing was counted for a metric from an event: no such event came in the days that are looked at, or one of its conditions or
 * properties is met by none of those that came. Null where neither is so, and for a supplied metric.
 */
export async function readNothingCounted(
  tx: TenantTx,
  metricId: string,
  range: { readonly from: Day; readonly to: Day },
): Promise<NothingCounted | null> {
  const { rows } = await sql<SampleRow>`
    with m as materialized (
      select * from app.metric m where m.tenant_id = ${tx.tenantId} and m.id = ${metricId} and m.source = 'event'
    ), sample as materialized (
      select case when jsonb_typeof(e.properties) = 'object' then e.properties else '{}' end as properties
        from app.event e join m on m.event_name = e.name
       where e.tenant_id = ${tx.tenantId} and e.account_id is not null
         and e.at >= ${`${range.from}T00:00:00Z`}::timestamptz and e.at < ${`${addDays(range.to, 2)}T00:00:00Z`}::timestamptz
       limit ${sampledEvents}
    ), asked as (
      select c.n, c.condition ->> 'property' as property, jsonb_build_array(c.condition) as condition
        from m cross join lateral jsonb_array_elements(m.filter || coalesce(m.share_filter, '[]')) with ordinality c (condition, n)
      union all
      select 100 + v.n, v.property, null
        from m cross join lateral unnest(array[m.value_property, m.numerator_property, m.denominator_property])
          with ordinality v (property, n)
       where v.property is not null
    )
    select m.event_name as event, (select count(*)::integer from sample) as events, a.property, a.condition is null as "isNumber",
           array(select left(s.properties ->> a.property, ${listedLength}) from sample s where s.properties ? a.property
                  group by 1 order by count(*) desc, 1 limit ${listedValues}) as values,
           array(select left(k, ${listedLength}) from sample s cross join lateral jsonb_object_keys(s.properties) k
                  group by 1 order by count(*) desc, 1 limit ${listedNames}) as properties
      from m left join asked a on not exists (
        select from sample s
         where case when a.condition is null then app.number_in(s.properties, a.property) is not null
                    else app.meets(s.properties, a.condition) end)
     order by a.n limit 1`.execute(tx.db);
  const [row] = rows;
  if (!row) return null;
  const { event, events, property, isNumber, values, properties } = row;
  if (events > 0)
    return property === null ? null : { kind: "unmet", event, property, isNumber, values, properties };
  const known = await readEventNames(tx, { event, metricId }, range);
  return known.includes(event) ? null : { kind: "no-event", event, known };
}

interface SampleRow {
  readonly event: string;
  readonly events: number;
  readonly property: string | null;
  readonly isNumber: boolean;
  readonly values: readonly string[];
  readonly properties: readonly string[];
}

/** Whether a value of a metric was counted, of any account on any day. */
export async function hasCounted(tx: TenantTx, metricId: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.metric_day")
    .select("day")
    .where("tenant_id", "=", tx.tenantId)
    .where("metric_id", "=", metricId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The events that came in these days, those that are left out of use, and those that other metrics were counted from; those that are most like a name first. */
async function readEventNames(
  tx: TenantTx,
  asked: { readonly event: string; readonly metricId: string },
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select left(known.name, ${listedLength}) as name from (
      select feature as name from app.feature_day
       where tenant_id = ${tx.tenantId} and day between ${from}::date and ${to}::date
      union
      select name from app.event_left_out where tenant_id = ${tx.tenantId}
      union
      select event_name from app.metric
       where tenant_id = ${tx.tenantId} and source = 'event' and archived_at is null and covered_from is not null
         and id <> ${asked.metricId}) known
     order by similarity(known.name, ${asked.event}) desc, known.name limit ${listedNames}`.execute(tx.db);
  return rows.map((row) => row.name);
}
