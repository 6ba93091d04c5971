import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliveryRow, DeliverySubject } from "./deliveries.ts";

/*
 * The messages of one member by one channel stand in line: the first one is tried, the others wait. So they arrive in order,
 * and an outage is asked after once a member and not once a message. What somebody asked for and waits for (a sign-in link, a
 * report) stands in no line: behind a message that the mail server puts off it would come too late.
 */
const asked: readonly DeliverySubject[] = ["sign-in", "report"];

/** How many of a line are counted. */
const countedLine = 100;

/** Where a delivery stands in the line of its member and channel. */
export interface LinePlace {
  /** An earlier message is still on its way. */
  readonly isBehind: boolean;
  /** How many stand behind it, as far as they are counted. */
  readonly behind: number;
}

/**
 * Where a delivery stands. The outcome of one before it may be about to be noted: that is waited for, so either it is found
 * to be over, or it will find who stands behind it.
 */
export async function findPlace(tx: TenantTx, delivery: DeliveryRow): Promise<LinePlace> {
  if (asked.includes(delivery.subjectKind)) return { isBehind: false, behind: 0 };
  const line = sql`
    from app.delivery d
   where d.tenant_id = ${tx.tenantId} and d.member_id = ${delivery.memberId} and d.channel = ${delivery.channel}
     and d.state in ('queued', 'sending') and d.subject_kind <> all (${[...asked]}::text[])`;
  const own = sql`(select o.queued_at, o.id from app.delivery o where o.tenant_id = ${tx.tenantId} and o.id = ${delivery.id})`;
  const ahead = sql`${line} and (d.queued_at, d.id) < ${own} order by d.queued_at, d.id limit 1`;
  const { rows } = await sql<LinePlace>`
    select exists (select ${ahead}) as "isBehind",
           (select count(*)::int from (select ${line} and (d.queued_at, d.id) > ${own} limit ${countedLine}) b) as behind`.execute(
    tx.db,
  );
  const place = rows[0] ?? { isBehind: false, behind: 0 };
  if (!place.isBehind) return place;
  await sql`select d.id ${ahead} for share of d`.execute(tx.db);
  const still = await sql`select d.id ${ahead}`.execute(tx.db);
  return { ...place, isBehind: still.rows.length > 0 };
}

/** The first of a line, and how long that is, as far as it is counted. */
export interface LineHead {
  readonly id: string;
  readonly line: number;
}

/**
 * Who is first in the line of this delivery's member and channel now, apart from itself; undefined: nobody. It is noted as
 * called by this one.
 * @param sentAt when this one went; null: it did not
 */
export async function callFirst(
  tx: TenantTx,
  delivery: DeliveryRow,
  sentAt: Date | null,
): Promise<LineHead | undefined> {
  const { rows } = await sql<LineHead>`
    with line as (
      select d.id, d.queued_at from app.delivery d
       where d.tenant_id = ${tx.tenantId} and d.member_id = ${delivery.memberId} and d.channel = ${delivery.channel}
         and d.state in ('queued', 'sending') and d.subject_kind <> all (${[...asked]}::text[]) and d.id <> ${delivery.id}
       order by d.queued_at, d.id limit ${countedLine})
    update app.delivery t set called_at = coalesce(${sentAt}::timestamptz, t.called_at)
     where t.tenant_id = ${tx.tenantId} and t.id = (select id from line order by queued_at, id limit 1)
    returning t.id, (select count(*)::int from line) as line`.execute(tx.db);
  return rows[0];
}

/**
 * The first of every line of a channel that waits because the channel was in trouble. Their trouble is taken for over: the
 * next one that succeeds does not find them again.
 */
export async function takeTroubled(tx: TenantTx, channel: DeliveryRow["channel"]): Promise<LineHead[]> {
  const { rows } = await sql<LineHead>`
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
