import { sql } from "kysely";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliveryRow } from "./deliveries.ts";

/** Where a message stands. */
export interface MessagePlace {
  readonly conversation: string;
  /** The platform's name of it there. */
  readonly messageRef: string;
}

/**
 * The message that a delivery which tells of its subject once more answers: the one by which this member was told of it first
 * through this channel. Undefined: they were not, or it is not known where that stands.
 */
export async function findAnswered(
  tx: TenantTx,
  delivery: Pick<DeliveryRow, "id" | "memberId" | "channel" | "subjectKind" | "subjectId" | "occasion">,
): Promise<MessagePlace | undefined> {
  if (delivery.occasion === undefined) return undefined;
  const { id, memberId, channel, subjectKind, subjectId } = delivery;
  // Answers stand under the first message, not under one another: only where there is no first one they begin a line of their own.
  const { rows } = await sql<MessagePlace>`
    select d.conversation, d.message_ref as "messageRef"
      from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = ${channel}
       and d.subject_kind = ${subjectKind} and d.subject_id = ${subjectId} and d.id <> ${id}
       and d.state = 'sent' and d.conversation is not null and d.message_ref is not null
     order by d.subject <> d.subject_kind || ':' || d.subject_id, d.queued_at, d.id
     limit 1`.execute(tx.db);
  return rows[0];
}
