import { sql } from "kysely";
import { newId } from "../ids.ts";
import { enqueue } from "./queue.ts";
import type { TenantTx } from "./with-tenant.ts";

/** What a delivery tells. */
export type DeliverySubject = "alert" | "digest" | "feed" | "delivery-failed";

/** One message on its way to one target. */
export interface DeliveryRow {
  readonly id: string;
  readonly memberId: string;
  readonly channel: "slack" | "inbox";
  readonly subjectKind: DeliverySubject;
  readonly subjectId: string;
  readonly facts: unknown;
  readonly state: "queued" | "sending" | "sent" | "failed" | "uncertain";
  readonly attempts: number;
  readonly triedAt: Date | null;
  readonly conversation: string | null;
  readonly messageRef: string | null;
  readonly shownVersion: number | null;
  readonly queuedAt: Date;
  readonly dueAt: Date;
}

/**
 * Makes the deliveries of one subject to each member, in the transaction of its fact: the inbox at once, Slack through the
 * queue if the tenant's workspace is connected. A target that already has one is left alone, so it is safe to repeat.
 * @param channels which channels; default both
 */
export async function addDeliveries(
  tx: TenantTx,
  input: {
    subjectKind: DeliverySubject;
    subjectId: string;
    memberIds: readonly string[];
    facts?: unknown;
    channels?: readonly ("slack" | "inbox")[];
    now: Date;
  },
): Promise<void> {
  const slack = (input.channels ?? ["slack", "inbox"]).includes("slack") && (await hasSlack(tx));
  for (const memberId of new Set(input.memberIds)) {
    for (const channel of input.channels ?? (["inbox", "slack"] as const)) {
      if (channel === "slack" && !slack) continue;
      const id = newId(input.now.getTime());
      const inbox = channel === "inbox";
      const inserted = await sql`
        insert into app.delivery (tenant_id, id, member_id, channel, subject, subject_kind, subject_id, facts, state, queued_at, due_at, sent_at)
        values (${tx.tenantId}, ${id}, ${memberId}, ${channel}, ${`${input.subjectKind}:${input.subjectId}`}, ${input.subjectKind},
                ${input.subjectId}, ${JSON.stringify(input.facts ?? {})}::jsonb, ${inbox ? "sent" : "queued"}, ${input.now}, ${input.now},
                ${inbox ? input.now : null})
        on conflict (tenant_id, subject, member_id, channel) do nothing`.execute(tx.db);
      if (!inbox && inserted.numAffectedRows === 1n) await enqueue(tx, "deliver", { deliveryId: id });
    }
  }
}

/** Whether the tenant's Slack workspace is connected. */
async function hasSlack(tx: TenantTx): Promise<boolean> {
  const result = await sql<{ connected: boolean }>`select app.has_installation('slack') as connected`.execute(
    tx.db,
  );
  return result.rows[0]?.connected ?? false;
}

/** Puts the messages of a subject that are out (or on their way) into the queue again, for an edit. */
export async function enqueueEdits(
  tx: TenantTx,
  subjectKind: DeliverySubject,
  subjectId: string,
): Promise<number> {
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("subject_kind", "=", subjectKind)
    .where("subject_id", "=", subjectId)
    .where("channel", "=", "slack")
    .where("state", "=", "sent")
    .execute();
  for (const row of rows) await enqueue(tx, "deliver", { deliveryId: row.id });
  return rows.length;
}

/**
 * Puts deliveries into the queue again that have been on their way without a try since `before`: their job was given up.
 * Harmless where it was not: who is sent is not sent again.
 */
export async function enqueueStranded(tx: TenantTx, before: Date): Promise<void> {
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("channel", "=", "slack")
    .where("state", "in", ["queued", "sending"])
    .where("queued_at", "<", before)
    .where((where) => where.or([where("tried_at", "is", null), where("tried_at", "<", before)]))
    .execute();
  for (const row of rows) await enqueue(tx, "deliver", { deliveryId: row.id });
}

/** Locks a delivery for a try. */
export async function lockDelivery(tx: TenantTx, deliveryId: string): Promise<DeliveryRow | undefined> {
  const row = await tx.db
    .selectFrom("app.delivery")
    .selectAll()
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", deliveryId)
    .forUpdate()
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      memberId: row.member_id,
      channel: row.channel as DeliveryRow["channel"],
      subjectKind: row.subject_kind as DeliverySubject,
      subjectId: row.subject_id,
      facts: row.facts,
      state: row.state as DeliveryRow["state"],
      attempts: row.attempts,
      triedAt: row.tried_at,
      conversation: row.conversation,
      messageRef: row.message_ref,
      shownVersion: row.shown_version,
      queuedAt: row.queued_at,
      dueAt: row.due_at,
    }
  );
}

/** Changes a delivery. */
export async function updateDelivery(
  tx: TenantTx,
  deliveryId: string,
  change: {
    state?: DeliveryRow["state"];
    attempts?: number;
    tried_at?: Date | null;
    conversation?: string;
    message_ref?: string;
    shown_version?: number | null;
    error_code?: string | null;
    error?: string | null;
    sent_at?: Date;
  },
): Promise<void> {
  await tx.db
    .updateTable("app.delivery")
    .set(change)
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", deliveryId)
    .execute();
}
