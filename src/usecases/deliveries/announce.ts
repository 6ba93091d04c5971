import type { Channel } from "../../channels.ts";
import { type DeliverySubject, insertDelivery } from "../../db/deliveries/deliveries.ts";
import {
  type NoticeTarget,
  readConnectedChannels,
  readNoticeTargets,
} from "../../db/deliveries/notice-settings.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { quietUntil } from "../../quiet-hours.ts";
import type { NoticeKind } from "../../results/notice-settings.ts";
import { chooseChannels, mayUse } from "./choose-channels.ts";

/** What is told, and to whom. */
export interface Announcement {
  readonly subjectKind: AnnouncedSubject;
  readonly subjectId: string;
  /** Tells the same subject once more, as another fact of it: its second end, say. */
  readonly occasion?: string;
  readonly memberIds: readonly string[];
  readonly facts?: unknown;
  /** By which channels; default: the inbox, and what each member chose. */
  readonly channels?: readonly Channel[];
  /** It lies in the inbox already. */
  readonly notInInbox?: boolean;
  /** Not worth a mail: an unread line there is more than it says. */
  readonly notByMail?: boolean;
  /** One of several that are to come as one message: held until `releaseAtOnce` makes that, in the same transaction. */
  readonly together?: boolean;
  readonly now: Date;
}

/** Under which of a member's choices a subject falls. */
export const noticeKindOf = {
  alert: "alerts",
  "alert-closed": "alerts",
  held: "alerts",
  digest: "digests",
  feed: "notices",
  "delivery-failed": "notices",
} as const satisfies Record<AnnouncedSubject, NoticeKind>;

/** What is told unasked. A sign-in link and a report go where they were asked for, and nowhere else. */
export type AnnouncedSubject = Exclude<DeliverySubject, "sign-in" | "report">;

/** Whether a subject is told unasked. */
export function isAnnounced(subject: DeliverySubject): subject is AnnouncedSubject {
  return subject in noticeKindOf;
}

/** What waits for the end of quiet hours. A digest comes when its reader asked for it, an outage at once. */
const waitsForMorning: ReadonlySet<DeliverySubject> = new Set(["alert", "alert-closed"]);

/**
 * Makes the deliveries of one subject to each member, in the transaction of its fact: the inbox at once, the rest through
 * the queue, or held while the member wants quiet. A target that already has one is left alone, so it is safe to repeat.
 */
export async function announce(tx: TenantTx, what: Announcement): Promise<void> {
  const memberIds = [...new Set(what.memberIds)];
  if (memberIds.length === 0) return;
  const connected = await readConnectedChannels(tx);
  for (const target of await readNoticeTargets(tx, memberIds)) {
    const kind = noticeKindOf[what.subjectKind];
    const may = mayUse(target.setting, kind, connected);
    const channels = what.channels ?? [
      ...(what.notInInbox ? [] : ["inbox" as const]),
      ...chooseChannels(target.setting, kind, connected),
    ];
    for (const channel of channels) {
      if (channel !== "inbox" && !may(channel)) continue;
      if (channel === "email" && what.notByMail) continue;
      await addDelivery(tx, what, target, channel);
    }
  }
}

async function addDelivery(
  tx: TenantTx,
  what: Announcement,
  target: NoticeTarget,
  channel: Channel,
): Promise<void> {
  const { now } = what;
  const inbox = channel === "inbox";
  const heldUntil =
    !inbox && waitsForMorning.has(what.subjectKind)
      ? quietUntil(target.setting.quiet, target.zone, now)
      : null;
  const id = newId(now.getTime());
  const isNew = await insertDelivery(tx, {
    id,
    memberId: target.memberId,
    channel,
    subjectKind: what.subjectKind,
    subjectId: what.subjectId,
    occasion: what.occasion,
    facts: what.facts ?? {},
    state: inbox ? "sent" : heldUntil || what.together ? "held" : "queued",
    queuedAt: now,
    dueAt: heldUntil ?? now,
  });
  if (isNew && !inbox && !heldUntil && !what.together) await enqueue(tx, "deliver", { deliveryId: id });
}
