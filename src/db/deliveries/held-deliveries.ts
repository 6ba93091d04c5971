import { sql } from "kysely";
import type { SendingChannel } from "../../channels.ts";
import { openStatesList } from "../alerts/alert-states.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Makes what a member is held from due at another time. @returns how many messages wait */
export async function moveHeld(tx: TenantTx, memberId: string, dueAt: Date): Promise<number> {
  const moved = await tx.db
    .updateTable("app.delivery")
    .set({ due_at: dueAt })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("state", "=", "held")
    .executeTakeFirst();
  return Number(moved.numUpdatedRows);
}

/** How many of a member's alerts wait for the end of quiet hours. */
export async function countHeld(tx: TenantTx, memberId: string): Promise<number> {
  const row = await tx.db
    .selectFrom("app.delivery")
    .select((select) => select.fn.count<number>("subject_id").distinct().as("count"))
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("state", "=", "held")
    .executeTakeFirstOrThrow();
  return row.count;
}

/** A held delivery whose time has come. */
export interface HeldDelivery {
  readonly id: string;
  readonly memberId: string;
  readonly channel: SendingChannel;
  readonly alertId: string;
  readonly queuedAt: Date;
  /** Whether its alert is still open. */
  readonly isOpen: boolean;
}

/** Locks the held deliveries that are due, oldest first; what another replica has at hand is left to it. */
export async function lockHeldDue(tx: TenantTx, now: Date): Promise<HeldDelivery[]> {
  const { rows } = await sql<HeldDelivery>`
    select d.id, d.member_id as "memberId", d.channel, d.subject_id as "alertId", d.queued_at as "queuedAt",
           d.subject_kind = 'alert' and exists (
             select from app.alert a where a.tenant_id = d.tenant_id and a.id = d.subject_id
                and a.state in (${openStatesList})) as "isOpen"
      from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.state = 'held' and d.due_at <= ${now}
     order by d.queued_at, d.id
       for update of d skip locked`.execute(tx.db);
  return rows;
}
