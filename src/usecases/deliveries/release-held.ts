import { systemContext } from "../../context.ts";
import type { Db } from "../../db/connection.ts";
import { insertDelivery, updateDelivery } from "../../db/deliveries/deliveries.ts";
import { type HeldDelivery, lockHeldDue } from "../../db/deliveries/held-deliveries.ts";
import { enqueue } from "../../db/queue.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";

/** What a summary after quiet hours tells; kept with its delivery, its alerts read when it is sent. */
export interface HeldFacts {
  readonly alertIds: readonly string[];
  readonly heldFrom: string;
  readonly heldTo: string;
  /** They were too many to come one by one; absent: they waited for the end of quiet hours. */
  readonly atOnce?: boolean;
}

/**
 * Sends what waited for the end of its reader's quiet hours: one message a channel. A single alert that is still open comes
 * as itself; anything else as one summary.
 */
export async function releaseHeld(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) =>
    releaseAll(tx, await lockHeldDue(tx, input.now), input.now, {}),
  );
}

/** Sends what a pass had to tell these members, and what is due for them besides, as one message a channel. Who wants quiet waits. */
export async function releaseAtOnce(
  tx: TenantTx,
  { memberIds, now }: { readonly memberIds: readonly string[]; readonly now: Date },
): Promise<void> {
  const due = await lockHeldDue(tx, now);
  const theirs = due.filter(({ memberId }) => memberIds.includes(memberId));
  await releaseAll(tx, theirs, now, { atOnce: true });
}

async function releaseAll(
  tx: TenantTx,
  due: readonly HeldDelivery[],
  now: Date,
  why: Pick<HeldFacts, "atOnce">,
): Promise<void> {
  const groups = Map.groupBy(due, ({ memberId, channel }) => `${memberId} ${channel}`);
  for (const group of groups.values()) await release(tx, group, now, why);
}

async function release(
  tx: TenantTx,
  group: readonly HeldDelivery[],
  now: Date,
  why: Pick<HeldFacts, "atOnce">,
): Promise<void> {
  const [first] = group;
  if (!first) return;
  if (group.length === 1 && first.isOpen) {
    await updateDelivery(tx, first.id, { state: "queued", due_at: now });
    await enqueue(tx, "deliver", { deliveryId: first.id });
    return;
  }
  const id = newId(now.getTime());
  const facts: HeldFacts = {
    alertIds: [...new Set(group.map((held) => held.alertId))],
    heldFrom: first.queuedAt.toISOString(),
    heldTo: now.toISOString(),
    ...why,
  };
  const { memberId, channel } = first;
  await insertDelivery(tx, {
    id,
    memberId,
    channel,
    subjectKind: "held",
    subjectId: id,
    facts,
    state: "queued",
    queuedAt: now,
    dueAt: now,
  });
  await enqueue(tx, "deliver", { deliveryId: id });
  for (const held of group) await updateDelivery(tx, held.id, { state: "merged", merged_into: id });
}
