import type { SendingChannel } from "../../channels.ts";
import { type DeliveryRow, insertDelivery, listTried } from "../../db/deliveries/deliveries.ts";
import { readConnectedChannels, readNoticeTargets } from "../../db/deliveries/notice-settings.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { isAnnounced, noticeKindOf } from "./announce.ts";
import { nextChannel } from "./choose-channels.ts";

/**
 * Sends what one channel could not take by the next one that its reader's order of fallback names and that has not been
 * tried: whatever is told unasked, the first time and once more. @returns that channel; null: none is left
 */
export async function passOn(tx: TenantTx, delivery: DeliveryRow, now: Date): Promise<SendingChannel | null> {
  if (!isAnnounced(delivery.subjectKind)) return null;
  const [target] = await readNoticeTargets(tx, [delivery.memberId]);
  if (!target) return null;
  const tried = await listTried(tx, delivery);
  const kind = noticeKindOf[delivery.subjectKind];
  const channel = nextChannel(target.setting, kind, await readConnectedChannels(tx), tried);
  if (channel === undefined) return null;
  const id = newId(now.getTime());
  const { memberId, subjectKind, subjectId, occasion, facts } = delivery;
  const told = { subjectKind, subjectId, occasion, facts } as const;
  const fresh = { ...told, id, memberId, channel, state: "queued", queuedAt: now, dueAt: now } as const;
  if (!(await insertDelivery(tx, fresh))) return null;
  await enqueue(tx, "deliver", { deliveryId: id });
  return channel;
}
