import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * Takes the accounts whose past changed, with the earliest day to score again. Days after `lastFinalDay` need no second
 * look: they are yet to be scored.
 */
export async function takeRescoreDue(
  tx: TenantTx,
  lastFinalDay: Day | null,
): Promise<{ accountId: string; fromDay: Day }[]> {
  const result = await sql<{ account_id: string; from_day: Day }>`
    delete from app.rescore_due where tenant_id = ${tx.tenantId} returning account_id, from_day`.execute(
    tx.db,
  );
  return result.rows
    .filter((row) => lastFinalDay !== null && row.from_day <= lastFinalDay)
    .map((row) => ({ accountId: row.account_id, fromDay: row.from_day }));
}

/**
 * Scores every account again from the day on which an outage began, where a live model uses what is counted from events: the outage
 * makes it late, as soon as it is found and until it is over.
 */
export async function rescoreLateMetrics(tx: TenantTx, outageId: string): Promise<void> {
  await sql`
    insert into app.rescore_due as due (tenant_id, account_id, from_day)
    select a.tenant_id, a.id, app.day_in(o.started_at, t.zone)
      from app.feed_outage o
      join app.tenant t on t.id = o.tenant_id
      join app.account a on a.tenant_id = o.tenant_id and a.first_day is not null
     where o.tenant_id = ${tx.tenantId} and o.id = ${outageId}::uuid
       and exists (select from app.metric m
                    where m.tenant_id = o.tenant_id and m.source = 'event' and m.scored and m.archived_at is null)
     order by a.id
    on conflict (tenant_id, account_id) do update set from_day = least(due.from_day, excluded.from_day)`.execute(
    tx.db,
  );
}

/** Accounts that were used on a day. */
export async function readActiveOn(tx: TenantTx, day: Day): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.account_day")
    .select("account_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("day", "=", day)
    .execute();
  return rows.map((row) => row.account_id);
}

/** The first day on which any account was used; undefined before any event. */
export async function readFirstDay(tx: TenantTx): Promise<Day | undefined> {
  const row = await tx.db
    .selectFrom("app.account")
    .select((select) => select.fn.min("first_day").as("day"))
    .where("tenant_id", "=", tx.tenantId)
    .executeTakeFirst();
  return row?.day ?? undefined;
}
