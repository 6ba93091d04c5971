import { type DeliverySubject, insertDelivery } from "../../db/deliveries/deliveries.ts";
import { readConnectedChannels } from "../../db/deliveries/notice-settings.ts";
import { enqueue, urgent } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";

/**
 * Mails something that a member asked for, whatever they chose for messages: a sign-in link, a report. Written in the
 * transaction of its request; rendered when it is sent. @returns false where the tenant has no mail
 */
export async function mailDelivery(
  tx: TenantTx,
  input: {
    readonly memberId: string;
    readonly subjectKind: Extract<DeliverySubject, "sign-in" | "report">;
    readonly facts: unknown;
    readonly now: Date;
  },
): Promise<boolean> {
  if (!(await readConnectedChannels(tx)).includes("email")) return false;
  const { memberId, subjectKind, facts, now } = input;
  const id = newId(now.getTime());
  await insertDelivery(tx, {
    id,
    memberId,
    channel: "email",
    subjectKind,
    subjectId: id,
    facts,
    state: "queued",
    queuedAt: now,
    dueAt: now,
  });
  await enqueue(tx, "deliver", { deliveryId: id }, { priority: urgent });
  return true;
}
