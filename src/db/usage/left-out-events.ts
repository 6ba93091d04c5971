import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** The names of the events that are no use of the product, in order. */
export async function readLeftOut(tx: TenantTx): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.event_left_out")
    .select("name")
    .where("tenant_id", "=", tx.tenantId)
    .orderBy("name")
    .execute();
  return rows.map((row) => row.name);
}

/** Leaves events of a name out of use. @returns whether they counted until now */
export async function insertLeftOut(tx: TenantTx, name: string, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto("app.event_left_out")
    .values({ tenant_id: tx.tenantId, name, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Lets events of a name count as use again. @returns whether they were left out until now */
export async function deleteLeftOut(tx: TenantTx, name: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom("app.event_left_out")
    .where("tenant_id", "=", tx.tenantId)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}

/** How much was marked for the roll-up. */
export interface MarkedDays {
  readonly accounts: number;
  /** Account-days. */
  readonly days: number;
}

/**
 * Marks every account-day that holds an event of this name, and no other, for the roll-up. A mark each: a step of the roll-up
 * takes a bounded number of them. Reads all events of the tenant.
 */
export async function markDaysWith(
  tx: TenantTx,
  name: string,
  { zone, now }: { readonly zone: string; readonly now: Date },
): Promise<MarkedDays> {
  const { rows } = await sql<MarkedDays>`
    with held as materialized (
      select distinct e.account_id, app.day_in(e.at, ${zone}) as day from app.event e
       where e.tenant_id = ${tx.tenantId} and e.name = ${name} and e.account_id is not null
    ), marked as (
      insert into app.rollup_due (tenant_id, day, account_ids, marked_at)
      select ${tx.tenantId}::uuid, day, array[account_id], ${now}::timestamptz from held
    )
    select count(distinct account_id)::int as accounts, count(*)::int as days from held`.execute(tx.db);
  return rows[0] ?? { accounts: 0, days: 0 };
}

/** A name that events of the tenant have. */
export interface NamedEvent {
  readonly name: string;
  /** How many came in the days that were asked for, and of how many accounts. */
  readonly events: number;
  readonly accounts: number;
  /** Whether events of this name count as use of the product. */
  readonly isUse: boolean;
}

/**
 * Every name that events of the tenant have, the most frequent first: those that came in these days, that were rolled up
 * at any time, or that are left out of use.
 */
export async function readNamedEvents(
  tx: TenantTx,
  { zone, from, to }: { readonly zone: string; readonly from: Day; readonly to: Day },
): Promise<NamedEvent[]> {
  // A day of any zone lies within a day of the same date in UTC.
  const { rows } = await sql<NamedEvent>`
    with lately as (
      select e.name, count(*)::int as events, count(distinct e.account_id)::int as accounts from app.event e
       where e.tenant_id = ${tx.tenantId} and e.at >= ${from}::timestamptz - interval '1 day' and e.at < ${to}::timestamptz + interval '2 days'
         and app.day_in(e.at, ${zone}) between ${from}::date and ${to}::date
       group by e.name
    ), out as (
      select name from app.event_left_out where tenant_id = ${tx.tenantId}
    ), known as (
      select name from lately
      union select name from out
      union select feature from app.feature_day where tenant_id = ${tx.tenantId}
    )
    select known.name, coalesce(lately.events, 0) as events, coalesce(lately.accounts, 0) as accounts, out.name is null as "isUse"
      from known left join lately on lately.name = known.name left join out on out.name = known.name
     order by events desc, known.name`.execute(tx.db);
  return rows;
}
