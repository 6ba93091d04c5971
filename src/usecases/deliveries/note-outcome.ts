import type { Channel } from "../../channels.ts";
import { type DeliveryRow, lockDelivery, updateDelivery } from "../../db/deliveries/deliveries.ts";
import { callFirst, findPlace, type LineHead, takeTroubled } from "../../db/deliveries/delivery-line.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { SendOutcome } from "../../results/send-outcome.ts";
import { channelName } from "../../words/channels.ts";
import { passOn } from "./pass-on.ts";
import { tellFailedDelivery } from "./tell-failed-delivery.ts";

/** A message that cannot be sent for so long is given up. */
const patienceMs = 24 * 60 * 60_000;
/** An edit is given up after that many tries. */
const mostEdits = 200;
/** A picture that could not be made or shown is tried again after that. */
const pictureDelayMs = 10_000;

/** Its reader may not see what it tells any more: nobody needs to hear of that. */
export const notVisible = {
  ok: false,
  kind: "failed",
  code: "not-visible",
  sentence: "They no longer look after this account.",
} as const;

/** Its channel's settings were taken away since it was queued: it is not waited for, the reader's next channel is there. */
export function notServed(channel: Channel) {
  const sentence = `This service is no longer set up for ${channelName(channel)}.`;
  return { ok: false, kind: "failed", code: "not-served", sentence, wholeChannel: true } as const;
}

/** It was tried for a day and never got as far as being sent: a fault of ours that did not pass. */
export const neverReady = {
  ok: false,
  kind: "failed",
  code: "never-ready",
  sentence: "I could not make it ready to be sent.",
} as const;

/** Whether a message has been due for so long that it is given up. */
export function isOverdue({ dueAt }: Pick<DeliveryRow, "dueAt">, now: Date): boolean {
  return now.getTime() - dueAt.getTime() >= patienceMs;
}

/**
 * Notes what became of a post, and which version of its subject it showed: sent, tried again later, or given up. What was given up goes by the reader's next channel,
 * and they are told in the inbox; what is uncertain is told, and never sent again by itself.
 * @returns whom it called: the next one of its line, and whoever waited because the channel was in trouble
 */
export async function notePost(
  tx: TenantTx,
  deliveryId: string,
  tried: SendOutcome,
  input: { version: number | undefined; now: Date },
): Promise<LineHead[]> {
  const { version, now } = input;
  const delivery = await lockDelivery(tx, deliveryId);
  if (delivery?.state !== "sending") return [];
  if (tried.ok) {
    // It had been in trouble and now it is not: so is everybody else.
    const others = delivery.errorCode === null ? [] : await callTroubled(tx, delivery, now);
    const pictureDue = tried.imageMissing
      ? after(now, Math.max(pictureDelayMs, tried.imageAfterMs ?? 0))
      : null;
    await updateDelivery(tx, deliveryId, {
      state: "sent",
      conversation: tried.conversation,
      message_ref: tried.messageRef,
      shown_version: version ?? 0,
      picture_due: pictureDue,
      error_code: null,
      error: null,
      sent_at: now,
    });
    if (pictureDue) await enqueueAt(tx, deliveryId, pictureDue);
    // The alert may have changed while this was on its way.
    if (version !== undefined) await enqueueAt(tx, deliveryId, now);
    return [...(await callNext(tx, delivery, { sentAt: now, now })), ...others];
  }
  const isPaced = tried.kind === "paced";
  if ((isPaced || tried.kind === "retry") && !isOverdue(delivery, now)) {
    // Whose turn it was not was not tried, and is in no more trouble than before.
    const noted = isPaced ? { attempts: delivery.attempts - 1 } : { error_code: tried.code };
    await updateDelivery(tx, deliveryId, { state: "queued", ...noted });
    // As urgent as when its line called it: what is behind waits with it.
    const { behind } = await findPlace(tx, delivery);
    const afterMs = isPaced ? tried.afterMs : backoffMs(tried.afterMs, delivery);
    await enqueue(tx, "deliver", { deliveryId }, { startAfter: after(now, afterMs), priority: behind });
    return [];
  }
  await giveUp(tx, delivery, tried, now);
  return callNext(tx, delivery, { sentAt: null, now });
}

/**
 * Whoever stands behind in the line of this member and channel is tried next, at once: it is found in the queue, told and
 * painted while the sender, who keeps a conversation's pace, waits for its second.
 */
async function callNext(
  tx: TenantTx,
  delivery: DeliveryRow,
  { sentAt, now }: { sentAt: Date | null; now: Date },
): Promise<LineHead[]> {
  const next = await callFirst(tx, delivery, sentAt);
  // The longest line first: it takes a second for each, and so is the last to end.
  if (next) await enqueue(tx, "deliver", { deliveryId: next.id }, { startAfter: now, priority: next.line });
  return next ? [next] : [];
}

/** The channel works again: whoever is first in a line is tried at once, not when their patience with it is over. */
async function callTroubled(tx: TenantTx, delivery: DeliveryRow, now: Date): Promise<LineHead[]> {
  const heads = (await takeTroubled(tx, delivery.channel)).filter(({ id }) => id !== delivery.id);
  for (const { id, line } of heads)
    await enqueue(tx, "deliver", { deliveryId: id }, { startAfter: now, priority: line });
  return heads;
}

async function giveUp(
  tx: TenantTx,
  delivery: DeliveryRow,
  tried: SendOutcome & { ok: false },
  now: Date,
): Promise<void> {
  const state = tried.kind === "uncertain" ? "uncertain" : "failed";
  const sentence = tried.kind === "failed" ? tried.sentence : null;
  const wholeChannel = tried.kind === "failed" && tried.wholeChannel === true;
  await updateDelivery(tx, delivery.id, { state, error_code: tried.code, error: sentence });
  // A notice that something failed lies in the inbox already: one that fails itself would only call the next.
  if (tried.code === notVisible.code || delivery.subjectKind === "delivery-failed") return;
  // What is uncertain may have arrived: by another channel it could come twice.
  const instead = state === "failed" ? await passOn(tx, delivery, now) : null;
  await tellFailedDelivery(tx, {
    delivery,
    state,
    code: tried.code,
    sentence,
    wholeChannel,
    instead,
    now,
  });
}

/** Notes what became of an edit. Edits are harmless to repeat: whatever is not clearly final is tried again. */
export async function noteEdit(
  tx: TenantTx,
  delivery: DeliveryRow,
  tried: SendOutcome,
  input: { version: number | undefined; now: Date },
): Promise<void> {
  const { version, now } = input;
  if (tried.ok) {
    const pictureDue = tried.imageAfterMs === undefined ? null : after(now, tried.imageAfterMs);
    await updateDelivery(tx, delivery.id, {
      shown_version: version ?? 0,
      picture_due: pictureDue,
      error_code: null,
      error: null,
    });
    if (pictureDue) await enqueueAt(tx, delivery.id, pictureDue);
    return;
  }
  if (tried.kind === "paced") {
    const again = after(now, tried.afterMs);
    if (delivery.pictureDue) await updateDelivery(tx, delivery.id, { picture_due: again });
    await enqueueAt(tx, delivery.id, again);
    return;
  }
  const final = tried.kind === "failed" || delivery.attempts >= mostEdits;
  await updateDelivery(tx, delivery.id, {
    error_code: tried.code,
    ...(final
      ? { error: tried.kind === "failed" ? tried.sentence : null, picture_due: null }
      : { attempts: delivery.attempts + 1 }),
  });
  if (final) return;
  const askedMs = tried.kind === "retry" ? tried.afterMs : 0;
  const againMs = backoffMs(askedMs, { ...delivery, attempts: delivery.attempts + 1 });
  await enqueueAt(tx, delivery.id, after(now, againMs));
}

async function enqueueAt(tx: TenantTx, deliveryId: string, startAfter: Date): Promise<void> {
  await enqueue(tx, "deliver", { deliveryId }, { startAfter });
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

/**
 * What the platform asks for, or exponentially more up to a minute; a little apart for each message, so that the first who
 * finds the platform back is early.
 */
function backoffMs(askedMs: number, { id, attempts }: Pick<DeliveryRow, "id" | "attempts">): number {
  const apart = 0.5 + Number.parseInt(id.slice(-4), 16) / 0xffff;
  return Math.max(askedMs, Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 6)) * apart);
}
