import type { Sender } from "../bot/sender.ts";
import type { SendingChannel } from "../channels.ts";
import type { TenantContext } from "../context.ts";
import type { Db } from "../db/connection.ts";
import { findAnswered, type MessagePlace } from "../db/deliveries/answered-message.ts";
import { type DeliveryRow, lockDelivery, updateDelivery } from "../db/deliveries/deliveries.ts";
import { findPlace } from "../db/deliveries/delivery-line.ts";
import { enqueue } from "../db/queue.ts";
import { withTenant } from "../db/with-tenant.ts";
import { isOverdue } from "../usecases/deliveries/note-outcome.ts";

/** By which channels this service can send. */
export type Senders = Partial<Record<SendingChannel, Sender>>;

/** What is to be done with a delivery. */
export type Plan =
  | { readonly do: "nothing" }
  | { readonly do: "later"; readonly afterMs: number }
  | {
      readonly do: "post";
      readonly delivery: DeliveryRow;
      /** It was tried often and for long, and never got as far as an outcome: it is given up. */
      readonly isSpent: boolean;
      readonly sender: Sender | undefined;
      /** How many wait behind it in its line. */
      readonly behind: number;
      /** What it is a reply to; undefined: a message of its own. */
      readonly answers: MessagePlace | undefined;
    }
  | {
      readonly do: "edit";
      readonly delivery: DeliveryRow;
      readonly update: NonNullable<Sender["update"]>;
      readonly conversation: string;
      readonly messageRef: string;
    };

/** A message that never got as far as an outcome is given up after that many tries, once it has been due for as long as any. */
const mostTries = 10;
/** A try that takes longer is taken for dead: its process was killed. Longer than any call to a platform. */
const tryLastsMs = 45_000;
/** Waiting for another try of the same message. */
const busyDelayMs = 3_000;
/** Whoever is ahead in line calls the next; this is for the case that nobody is left to call. */
const behindDelayMs = 30 * 60_000;
/** An edit waits for the settings of its channel to come back. */
const noSenderDelayMs = 5 * 60_000;

/** Decides what is to be done with a delivery, and notes it: what is tried from here on is known to have been tried. */
export async function noteTry(
  deps: {
    readonly db: Db;
    readonly senders: Senders;
    /** When the try of this delivery began that this process knows to have ended before the platform was called. */
    readonly unposted: ReadonlyMap<string, number>;
  },
  system: TenantContext,
  deliveryId: string,
  now: Date,
): Promise<Plan> {
  return withTenant(deps.db, system, async (tx) => {
    let plan = planFor(await lockDelivery(tx, deliveryId), deps, now);
    if (plan.do === "post") {
      const { isBehind, behind } = await findPlace(tx, plan.delivery);
      plan = isBehind
        ? { do: "later", afterMs: behindDelayMs }
        : { ...plan, behind, answers: await findAnswered(tx, plan.delivery) };
    }
    if (plan.do === "later")
      await enqueue(tx, "deliver", { deliveryId }, { startAfter: new Date(now.getTime() + plan.afterMs) });
    if (plan.do === "post") {
      const attempts = plan.delivery.attempts + 1;
      await updateDelivery(tx, deliveryId, { state: "sending", attempts, tried_at: now });
    }
    return plan;
  });
}

function planFor(
  delivery: DeliveryRow | undefined,
  { senders, unposted }: Pick<Parameters<typeof noteTry>[0], "senders" | "unposted">,
  now: Date,
): Plan {
  if (!delivery || delivery.channel === "inbox") return { do: "nothing" };
  const sender = senders[delivery.channel];
  const { state, triedAt, conversation, messageRef } = delivery;
  switch (state) {
    case "held":
    case "merged":
    case "failed":
    case "uncertain":
      return { do: "nothing" };
    case "sent":
      if (!sender) return { do: "later", afterMs: noSenderDelayMs };
      return sender.update && conversation !== null && messageRef !== null
        ? { do: "edit", delivery, update: sender.update, conversation, messageRef }
        : { do: "nothing" };
    case "sending":
      if (unposted.get(delivery.id) === triedAt?.getTime()) break;
      if (triedAt !== null && now.getTime() - triedAt.getTime() < tryLastsMs)
        return { do: "later", afterMs: busyDelayMs };
      break;
    case "queued":
      break;
    default:
      return state satisfies never;
  }
  const isSpent = delivery.attempts >= mostTries && isOverdue(delivery, now);
  return { do: "post", delivery, isSpent, sender, behind: 0, answers: undefined };
}
