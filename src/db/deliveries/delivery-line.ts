import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliveryRow, DeliverySubject } from "./deliveries.ts";

/*
 * The messages of one member by one channel stand in line: the first one is tried, the others wait. So they arrive in order,
 * and an outage is asked after once a member and not once a message. What somebody asked for and waits for (a sign-in link, a
 * report) stands in no line: behind a message that the mail server puts off it would come too late.
 */
const asked: readonly DeliverySubject[] = ["sign-in", "report"];

/**
 * Whether an earlier message to the same member by the same channel is still on its way. The first one's outcome may be about
 * to be noted: that is waited for, so either it is found to be over, or it will find who stands behind it.
 */
export async function isBehind(tx: TenantTx, delivery: DeliveryRow): Promise<boolean> {
  if (asked.includes(delivery.subjectKind)) return false;
  const ahead = sql`
    from app.delivery d
   where d.tenant_id = ${tx.tenantId} and d.member_id = ${delivery.memberId} and d.channel = ${delivery.channel}
     and d.state in ('queued', 'sending') and d.subject_kind <> all (${[...asked]}::text[])
     and (d.queued_at, d.id) < (select o.queued_at, o.id from app.delivery o where o.tenant_id = ${tx.tenantId} and o.id = ${delivery.id})
   order by d.queued_at, d.id limit 1`;
  const first = await sql`select d.id ${ahead}`.execute(tx.db);
  if (first.rows.length === 0) return false;
  await sql`select d.id ${ahead} for share of d`.execute(tx.db);
  const still = await sql`select d.id ${ahead}`.execute(tx.db);
  return still.rows.length > 0;
}

/** How many of a line are counted. */
const countedLine = 100;

/**
 * Who is first in the line of this delivery's member and channel now, and how long the line is (as far as it is counted);
 * undefined: it is empty.
 */
export async function findNextInLine(
  tx: TenantTx,
  delivery: DeliveryRow,
): Promise<{ readonly id: string; readonly line: number } | undefined> {
  const { rows } = await sql<{ id: string }>`
    select d.id from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${delivery.memberId} and d.channel = ${delivery.channel}
       and d.state in ('queued', 'sending') and d.subject_kind <> all (${[...asked]}::text[]) and d.id <> ${delivery.id}
     order by d.queued_at, d.id limit ${countedLine}`.execute(tx.db);
  return rows[0] && { id: rows[0].id, line: rows.length };
}

/**
 * The first of every line of a channel that waits because the channel was in trouble. Their trouble is taken for over: the
 * next one that succeeds does not find them again.
 */
export async function takeTroubled(
  tx: TenantTx,
  channel: DeliveryRow["channel"],
): Promise<{ readonly id: string; readonly line: number }[]> {
  const { rows } = await sql<{ id: string; line: number }>`
    update app.delivery t set error_code = null
      from (select distinct on (d.member_id) d.id, d.state, d.error_code from app.delivery d
             where d.tenant_id = ${tx.tenantId} and d.channel = ${channel} and d.state in ('queued', 'sending')
             order by d.member_id, d.queued_at, d.id) first
     where t.tenant_id = ${tx.tenantId} and t.id = first.id and t.state = 'queued' and t.error_code is not null
    returning t.id, (
      select count(*)::int from app.delivery d
       where d.tenant_id = ${tx.tenantId} and d.member_id = t.member_id and d.channel = ${channel}
         and d.state in ('queued', 'sending')) as line`.execute(tx.db);
  return rows;
}
