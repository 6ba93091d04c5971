import type { SendingChannel } from "../../channels.ts";
import { writeAudit } from "../../db/audit.ts";
import { findTenantInstallation } from "../../db/chat/installations.ts";
import { findMemberToTell } from "../../db/chat/slack-members.ts";
import {
  type DeliveryRow,
  findDelivery,
  lockDelivery,
  updateDelivery,
} from "../../db/deliveries/deliveries.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { canSendAgain } from "./list-deliveries.ts";

/** What became of asking for a message once more. */
export type Resent =
  | { readonly kind: "queued" }
  /** It may be there already: asked for once more with `confirmed` it is sent. */
  | { readonly kind: "ask"; readonly message: MessageToResend }
  /** It is on its way, or arrived: somebody was first, or one clicked twice. */
  | { readonly kind: "unchanged" };

/** What a page that asks has to say before a message is sent again. */
export interface MessageToResend {
  readonly channel: SendingChannel;
  readonly state: DeliveryRow["state"];
  /** Where the reader can look whether it is there: their own direct messages with the app in Slack. Null: it can't be said. */
  readonly slackChat: { readonly workspaceId: string; readonly conversation: string } | null;
}

/**
 * A message that may be sent again; null: it is on its way, or arrived. Changes nothing.
 * @throws AppError `not-found` as `resendDelivery`
 */
export async function getResendable(tx: TenantTx, deliveryId: string): Promise<MessageToResend | null> {
  const delivery = requireSendable(tx, await findDelivery(tx, deliveryId));
  return canSendAgain(delivery) ? toResend(tx, delivery) : null;
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
  const delivery = requireSendable(tx, await lockDelivery(tx, deliveryId));
  if (!canSendAgain(delivery)) return { kind: "unchanged" };
  if (delivery.state === "uncertain" && !confirmed)
    return { kind: "ask", message: await toResend(tx, delivery) };
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

type Sendable = DeliveryRow & { readonly channel: SendingChannel };

/** A message that was sent by a channel: one's own, or for admins anybody's. @throws AppError `not-found` */
function requireSendable(tx: TenantTx, delivery: DeliveryRow | undefined): Sendable {
  if (!delivery || !(isOwn(tx, delivery) || tx.role === "admin")) throw notFound("message");
  const { channel } = delivery;
  if (channel === "inbox") throw notFound("message");
  return { ...delivery, channel };
}

function isOwn(tx: TenantTx, { memberId }: DeliveryRow): boolean {
  const { actor } = tx.context;
  return actor.kind === "member" && memberId === actor.memberId && tx.role !== "viewer";
}

async function toResend(tx: TenantTx, delivery: Sendable): Promise<MessageToResend> {
  const { channel, state, memberId } = delivery;
  if (channel !== "slack" || !isOwn(tx, delivery)) return { channel, state, slackChat: null };
  const [workspace, member] = [await findTenantInstallation(tx), await findMemberToTell(tx, memberId)];
  const slackChat =
    workspace && member?.conversation
      ? { workspaceId: workspace.workspaceId, conversation: member.conversation }
      : null;
  return { channel, state, slackChat };
}
