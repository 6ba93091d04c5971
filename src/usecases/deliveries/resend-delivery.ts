import type { SendingChannel } from "../../channels.ts";
import { writeAudit } from "../../db/audit.ts";
import { type DeliveryRow, lockDelivery, updateDelivery } from "../../db/deliveries/deliveries.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { canSendAgain } from "./list-deliveries.ts";

/** What became of asking for a message once more. */
export type Resent =
  | { readonly kind: "queued" }
  /** It may be there already: asked for once more with `confirmed` it is sent. */
  | { readonly kind: "ask"; readonly channel: SendingChannel }
  /** It is on its way, or arrived: somebody was first, or one clicked twice. */
  | { readonly kind: "unchanged" };

/** What a page that asks has to say before a message is sent again; null: it is on its way, or arrived. */
export type ToResend = { readonly channel: SendingChannel; readonly state: DeliveryRow["state"] } | null;

/**
 * What became of a message that may be sent again. Changes nothing.
 * @throws AppError `not-found` as `resendDelivery`
 */
export async function getResendable(tx: TenantTx, deliveryId: string): Promise<ToResend> {
  const delivery = await lockSendable(tx, deliveryId);
  return canSendAgain(delivery) ? { channel: delivery.channel, state: delivery.state } : null;
}

/**
 * Sends again what failed or was not confirmed: the same delivery, rendered anew. Twice is once.
 * @throws AppError `not-found` for what does not exist and, but for admins, for what is another member's
 */
export async function resendDelivery(
  tx: TenantTx,
  input: { deliveryId: string; confirmed: boolean; now: Date },
): Promise<Resent> {
  const { deliveryId, confirmed, now } = input;
  const delivery = await lockSendable(tx, deliveryId);
  if (!canSendAgain(delivery)) return { kind: "unchanged" };
  if (delivery.state === "uncertain" && !confirmed) return { kind: "ask", channel: delivery.channel };
  await updateDelivery(tx, deliveryId, {
    state: "queued",
    attempts: 0,
    tried_at: null,
    error_code: null,
    error: null,
    due_at: now,
  });
  await enqueue(tx, "deliver", { deliveryId });
  const { memberId, channel, subjectKind, subjectId, state } = delivery;
  await writeAudit(tx, {
    verb: "sent again",
    detail: { deliveryId, memberId, channel, subjectKind, subjectId, was: state },
    now,
  });
  return { kind: "queued" };
}

/** A message that was sent by a channel: one's own, or for admins anybody's. @throws AppError `not-found` */
async function lockSendable(
  tx: TenantTx,
  deliveryId: string,
): Promise<DeliveryRow & { readonly channel: SendingChannel }> {
  const { actor } = tx.context;
  const delivery = await lockDelivery(tx, deliveryId);
  const own = actor.kind === "member" && delivery?.memberId === actor.memberId && tx.role !== "viewer";
  if (!delivery || !(own || tx.role === "admin")) throw notFound("message");
  const { channel } = delivery;
  if (channel === "inbox") throw notFound("message");
  return { ...delivery, channel };
}
