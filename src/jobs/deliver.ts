import type { ChatSender, SendOutcome } from "../bot/chat-sender.ts";
import { tell } from "../bot/tell.ts";
import { systemContext, type TenantContext } from "../context.ts";
import type { Db } from "../db/connection.ts";
import { type DeliveryRow, enqueueEdits, lockDelivery, updateDelivery } from "../db/deliveries.ts";
import { enqueue } from "../db/queue.ts";
import { withTenant } from "../db/with-tenant.ts";
import { AppError } from "../errors.ts";
import { tellFailedDelivery } from "../usecases/inbox/tell-failed-delivery.ts";

/** What the delivery jobs are made of. main wires them. */
export interface DeliverDeps {
  readonly db: Db;
  /** Undefined: no chat platform is configured; deliveries wait. */
  readonly slack: ChatSender | undefined;
  readonly now: () => Date;
  readonly onOutcome?: (
    channel: string,
    outcome: "sent" | "edited" | "retry" | "failed" | "uncertain",
  ) => void;
}

/** A try that takes longer is taken for dead: its process was killed. Longer than any call to a platform. */
const tryLastsMs = 45_000;
/** Waiting for another try of the same message. */
const busyDelayMs = 3_000;
/** After that many tries a message is given up: about a day. */
const mostAttempts = 200;
/** When nothing is configured to send with. */
const noSenderDelayMs = 5 * 60_000;

type Plan =
  | { readonly do: "nothing" }
  | { readonly do: "later"; readonly afterMs: number }
  | { readonly do: "post" | "edit"; readonly delivery: DeliveryRow };

/**
 * Sends or edits the message of one delivery. Three steps, so that a crash at any point loses nothing: note the try
 * (commit), call the platform, note the outcome (commit). A restart between the second and the third may post once more;
 * a call that timed out is never repeated by itself.
 */
export async function deliver(
  deps: DeliverDeps,
  payload: { tenantId: string; deliveryId: string },
  requestId: string,
): Promise<void> {
  const system = systemContext(payload.tenantId, requestId);
  const plan = await withTenant(deps.db, system, async (tx) => {
    const found = await lockDelivery(tx, payload.deliveryId);
    const plan = planFor(found, deps.now(), deps.slack !== undefined);
    if (plan.do === "later")
      await enqueue(
        tx,
        "deliver",
        { deliveryId: payload.deliveryId },
        new Date(deps.now().getTime() + plan.afterMs),
      );
    if (plan.do === "post") {
      await updateDelivery(tx, payload.deliveryId, {
        state: "sending",
        attempts: plan.delivery.attempts + 1,
        tried_at: deps.now(),
      });
    }
    return plan;
  });
  if (plan.do === "nothing" || plan.do === "later" || !deps.slack) return;

  const { delivery } = plan;
  const reader: TenantContext = { ...system, actor: { kind: "member", memberId: delivery.memberId } };
  const told = await withTenant(deps.db, reader, (tx) => tell(tx, delivery, deps.now())).catch(
    (error: unknown) => {
      if (error instanceof AppError && (error.code === "not-found" || error.code === "not-signed-in"))
        return undefined;
      throw error;
    },
  );
  if (plan.do === "edit") {
    if (
      told?.version !== undefined &&
      delivery.shownVersion !== null &&
      told.version <= delivery.shownVersion
    )
      return;
    await edit(deps, system, delivery, told);
  } else {
    await post(deps, system, delivery, told);
  }
}

/** Brings every message of an alert to its present state: one job for each that is out. */
export async function refreshAlert(
  deps: DeliverDeps,
  payload: { tenantId: string; alertId: string },
  requestId: string,
): Promise<void> {
  await withTenant(deps.db, systemContext(payload.tenantId, requestId), (tx) =>
    enqueueEdits(tx, "alert", payload.alertId),
  );
}

function planFor(delivery: DeliveryRow | undefined, now: Date, canSend: boolean): Plan {
  if (delivery?.channel !== "slack") return { do: "nothing" };
  if (delivery.state === "failed" || delivery.state === "uncertain") return { do: "nothing" };
  if (!canSend) return { do: "later", afterMs: noSenderDelayMs };
  if (delivery.state === "sent") return { do: "edit", delivery };
  const busy =
    delivery.state === "sending" &&
    delivery.triedAt !== null &&
    now.getTime() - delivery.triedAt.getTime() < tryLastsMs;
  return busy ? { do: "later", afterMs: busyDelayMs } : { do: "post", delivery };
}

type Told = Awaited<ReturnType<typeof tell>> | undefined;

async function post(
  deps: DeliverDeps,
  system: TenantContext,
  delivery: DeliveryRow,
  told: Told,
): Promise<void> {
  const outcome: SendOutcome =
    told === undefined
      ? {
          ok: false,
          kind: "failed",
          code: "not-visible",
          sentence: "They no longer look after this account.",
        }
      : await sendOrRetry(() =>
          deps.slack?.post({ tenantId: system.tenantId, memberId: delivery.memberId, message: told.message }),
        );
  const now = deps.now();
  await withTenant(deps.db, system, async (tx) => {
    const current = await lockDelivery(tx, delivery.id);
    if (current?.state !== "sending") return;
    if (outcome.ok) {
      const shown = outcome.imageMissing ? null : (told?.version ?? null);
      await updateDelivery(tx, delivery.id, {
        state: "sent",
        conversation: outcome.conversation,
        message_ref: outcome.messageRef,
        shown_version: shown,
        error_code: null,
        error: null,
        sent_at: now,
      });
      // The alert may have changed while this was on its way; and a picture that was late is added by an edit.
      if (told?.version !== undefined || outcome.imageMissing) {
        await enqueue(
          tx,
          "deliver",
          { deliveryId: delivery.id },
          new Date(now.getTime() + (outcome.imageMissing ? 10_000 : 0)),
        );
      }
    } else if (outcome.kind === "retry" && current.attempts < mostAttempts) {
      await updateDelivery(tx, delivery.id, { state: "queued", error_code: outcome.code });
      await enqueue(
        tx,
        "deliver",
        { deliveryId: delivery.id },
        new Date(now.getTime() + backoffMs(outcome.afterMs, current.attempts)),
      );
    } else {
      const state = outcome.kind === "uncertain" ? "uncertain" : "failed";
      const error = outcome.kind === "failed" ? outcome.sentence : null;
      await updateDelivery(tx, delivery.id, { state, error_code: outcome.code, error });
      if (outcome.code !== "not-visible")
        await tellFailedDelivery(tx, { delivery, state, code: outcome.code, sentence: error, now });
    }
  });
  deps.onOutcome?.("slack", outcome.ok ? "sent" : outcome.kind);
}

/** Edits are harmless to repeat: whatever is not clearly final is tried again. */
async function edit(
  deps: DeliverDeps,
  system: TenantContext,
  delivery: DeliveryRow,
  told: Told,
): Promise<void> {
  const { conversation, messageRef } = delivery;
  if (conversation === null || messageRef === null) return;
  const message = told?.message ?? noLongerYours;
  const outcome = await sendOrRetry(() =>
    deps.slack?.update({ tenantId: system.tenantId, conversation, messageRef, message }),
  );
  const now = deps.now();
  await withTenant(deps.db, system, async (tx) => {
    if (outcome.ok) {
      await updateDelivery(tx, delivery.id, {
        shown_version: told?.version ?? null,
        error_code: null,
        error: null,
      });
    } else if (outcome.kind !== "failed" && delivery.attempts < mostAttempts) {
      const afterMs = outcome.kind === "retry" ? outcome.afterMs : busyDelayMs;
      await updateDelivery(tx, delivery.id, { attempts: delivery.attempts + 1, error_code: outcome.code });
      await enqueue(
        tx,
        "deliver",
        { deliveryId: delivery.id },
        new Date(now.getTime() + backoffMs(afterMs, delivery.attempts + 1)),
      );
    } else {
      await updateDelivery(tx, delivery.id, {
        error_code: outcome.code,
        error: outcome.kind === "failed" ? outcome.sentence : null,
      });
    }
  });
  deps.onOutcome?.("slack", outcome.ok ? "edited" : outcome.kind);
}

const noLongerYours = {
  summary: "You no longer look after this account.",
  parts: [{ part: "text", text: [{ kind: "text", text: "You no longer look after this account." }] }],
} as const;

async function sendOrRetry(send: () => Promise<SendOutcome> | undefined): Promise<SendOutcome> {
  return (await send()) ?? { ok: false, kind: "retry", afterMs: noSenderDelayMs, code: "no-sender" };
}

/** What the platform asks for, or exponentially more up to ten minutes. */
function backoffMs(askedMs: number, attempts: number): number {
  return Math.max(askedMs, Math.min(600_000, 1_000 * 2 ** Math.min(attempts, 10)));
}
