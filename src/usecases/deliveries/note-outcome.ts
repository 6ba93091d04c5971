import type { SendOutcome } from "../../bot/sender.ts";
import { type DeliveryRow, lockDelivery, updateDelivery } from "../../db/deliveries.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { passOn } from "./pass-on.ts";
import { tellFailedDelivery } from "./tell-failed-delivery.ts";

/** After that many tries a message is given up: about a day. */
const mostAttempts = 200;
/** A picture that was late is added by an edit after that. */
const pictureDelayMs = 10_000;

/** Its reader may not see what it tells any more: nobody needs to hear of that. */
export const notVisible = {
  ok: false,
  kind: "failed",
  code: "not-visible",
  sentence: "They no longer look after this account.",
} as const;

/**
 * Notes what became of a post, and which version of its subject it showed: sent, tried again later, or given up. What was given up goes by the reader's next channel,
 * and they are told in the inbox; what is uncertain is told, and never sent again by itself.
 */
export async function notePost(
  tx: TenantTx,
  deliveryId: string,
  tried: SendOutcome,
  input: { version: number | undefined; now: Date },
): Promise<void> {
  const { version, now } = input;
  const delivery = await lockDelivery(tx, deliveryId);
  if (delivery?.state !== "sending") return;
  if (tried.ok) {
    await updateDelivery(tx, deliveryId, {
      state: "sent",
      conversation: tried.conversation,
      message_ref: tried.messageRef,
      shown_version: tried.imageMissing ? null : (version ?? null),
      error_code: null,
      error: null,
      sent_at: now,
    });
    // The alert may have changed while this was on its way; and a picture that was late is added by an edit.
    if (version !== undefined || tried.imageMissing)
      await enqueueAfter(tx, deliveryId, now, tried.imageMissing ? pictureDelayMs : 0);
    return;
  }
  if (tried.kind === "retry" && delivery.attempts < mostAttempts) {
    await updateDelivery(tx, deliveryId, { state: "queued", error_code: tried.code });
    await enqueueAfter(tx, deliveryId, now, backoffMs(tried.afterMs, delivery.attempts));
    return;
  }
  await giveUp(tx, delivery, tried, now);
}

async function giveUp(
  tx: TenantTx,
  delivery: DeliveryRow,
  tried: SendOutcome & { ok: false },
  now: Date,
): Promise<void> {
  const state = tried.kind === "uncertain" ? "uncertain" : "failed";
  const sentence = tried.kind === "failed" ? tried.sentence : null;
  await updateDelivery(tx, delivery.id, { state, error_code: tried.code, error: sentence });
  // A notice that something failed lies in the inbox already: one that fails itself would only call the next.
  if (tried.code === notVisible.code || delivery.subjectKind === "delivery-failed") return;
  // What is uncertain may have arrived: by another channel it could come twice.
  const instead = state === "failed" ? await passOn(tx, delivery, now) : null;
  await tellFailedDelivery(tx, { delivery, state, code: tried.code, sentence, instead, now });
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
    await updateDelivery(tx, delivery.id, {
      shown_version: version ?? null,
      error_code: null,
      error: null,
    });
    return;
  }
  const final = tried.kind === "failed" || delivery.attempts >= mostAttempts;
  await updateDelivery(tx, delivery.id, {
    error_code: tried.code,
    ...(final
      ? { error: tried.kind === "failed" ? tried.sentence : null }
      : { attempts: delivery.attempts + 1 }),
  });
  if (final) return;
  const askedMs = tried.kind === "retry" ? tried.afterMs : 0;
  await enqueueAfter(tx, delivery.id, now, backoffMs(askedMs, delivery.attempts + 1));
}

async function enqueueAfter(tx: TenantTx, deliveryId: string, now: Date, afterMs: number): Promise<void> {
  await enqueue(tx, "deliver", { deliveryId }, new Date(now.getTime() + afterMs));
}

/** What the platform asks for, or exponentially more up to ten minutes. */
function backoffMs(askedMs: number, attempts: number): number {
  return Math.max(askedMs, Math.min(600_000, 1_000 * 2 ** Math.min(attempts, 10)));
}
