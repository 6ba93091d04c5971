import { type Selectable, sql } from "kysely";
import type { Channel } from "../../channels.ts";
import { enqueue } from "../queue.ts";
import type { TellingTables } from "../tables/telling.ts";
import type { TenantTx } from "../with-tenant.ts";

/** What a delivery tells. */
export type DeliverySubject =
  | "alert"
  | "alert-closed"
  | "digest"
  | "feed"
  | "delivery-failed"
  | "held"
  | "sign-in"
  | "report";

/** Where a delivery stands. Held: waits for the end of quiet hours. Merged: told in the summary that followed. */
export type DeliveryState = "held" | "queued" | "sending" | "sent" | "failed" | "uncertain" | "merged";

/** One message on its way to one target. */
export interface DeliveryRow {
  readonly id: string;
  readonly memberId: string;
  readonly channel: Channel;
  readonly subjectKind: DeliverySubject;
  readonly subjectId: string;
  /** Tells one subject more than once: its second end, say, or that it is still so; undefined: for the first time. */
  readonly occasion: string | undefined;
  readonly facts: unknown;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly triedAt: Date | null;
  /** When the message before it in its line went; null: it stood first. */
  readonly calledAt: Date | null;
  readonly conversation: string | null;
  readonly messageRef: string | null;
  readonly shownVersion: number | null;
  /** When a picture is to be added that the message went without; null: it lacks none. */
  readonly pictureDue: Date | null;
  readonly errorCode: string | null;
  readonly queuedAt: Date;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
}

/** A delivery to be made. */
export interface NewDelivery
  extends Pick<
    DeliveryRow,
    "id" | "memberId" | "channel" | "subjectKind" | "subjectId" | "facts" | "queuedAt" | "dueAt"
  > {
  readonly state: "held" | "queued" | "sent";
  readonly occasion?: string | undefined;
}

/** What a delivery tells, as one text: of one there is one for each target. */
function subjectOf(
  told: Pick<DeliveryRow, "subjectKind" | "subjectId"> & { readonly occasion?: string | undefined },
): string {
  const { subjectKind, subjectId, occasion } = told;
  return [subjectKind, subjectId, ...(occasion === undefined ? [] : [occasion])].join(":");
}

/** Makes a delivery. @returns false: this target has one of this subject already */
export async function insertDelivery(tx: TenantTx, delivery: NewDelivery): Promise<boolean> {
  const { id, memberId, channel, subjectKind, subjectId, state, queuedAt, dueAt } = delivery;
  const inserted = await sql`
    insert into app.delivery (tenant_id, id, member_id, channel, subject, subject_kind, subject_id, facts, state, queued_at, due_at, sent_at)
    values (${tx.tenantId}, ${id}, ${memberId}, ${channel}, ${subjectOf(delivery)}, ${subjectKind}, ${subjectId},
            ${JSON.stringify(delivery.facts)}::jsonb, ${state}, ${queuedAt}, ${dueAt}, ${state === "sent" ? queuedAt : null})
    on conflict (tenant_id, subject, member_id, channel) do nothing`.execute(tx.db);
  return inserted.numAffectedRows === 1n;
}

/** Channels whose messages are edited in place. */
const editable = ["slack", "teams"] as const;

/** Puts the messages of a subject that are out into the queue again, for an edit. */
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
    .where("channel", "in", [...editable])
    .where("state", "=", "sent")
    .execute();
  for (const row of rows) await enqueue(tx, "deliver", { deliveryId: row.id });
  return rows.length;
}

/**
 * Puts deliveries into the queue again that have been on their way without a try since `before`, or without their picture:
 * their job was given up. Harmless where it was not: who is sent is not sent again.
 */
export async function enqueueStranded(tx: TenantTx, before: Date): Promise<void> {
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("channel", "<>", "inbox")
    .where("state", "in", ["queued", "sending"])
    .where("queued_at", "<", before)
    .where((where) => where.or([where("tried_at", "is", null), where("tried_at", "<", before)]))
    .unionAll(
      tx.db
        .selectFrom("app.delivery")
        .select("id")
        .where("tenant_id", "=", tx.tenantId)
        .where("state", "=", "sent")
        .where("picture_due", "<", before),
    )
    .execute();
  for (const row of rows) await enqueue(tx, "deliver", { deliveryId: row.id });
}

/** A delivery as it stands. */
export async function findDelivery(tx: TenantTx, deliveryId: string): Promise<DeliveryRow | undefined> {
  return asDelivery(await selectDelivery(tx, deliveryId).executeTakeFirst());
}

/** Locks a delivery for a try. */
export async function lockDelivery(tx: TenantTx, deliveryId: string): Promise<DeliveryRow | undefined> {
  return asDelivery(await selectDelivery(tx, deliveryId).forUpdate().executeTakeFirst());
}

function selectDelivery(tx: TenantTx, deliveryId: string) {
  return tx.db
    .selectFrom("app.delivery")
    .selectAll()
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", deliveryId);
}

function asDelivery(row: Selectable<TellingTables["app.delivery"]> | undefined): DeliveryRow | undefined {
  return (
    row && {
      id: row.id,
      memberId: row.member_id,
      channel: row.channel as DeliveryRow["channel"],
      subjectKind: row.subject_kind as DeliverySubject,
      subjectId: row.subject_id,
      occasion: row.subject.split(`:${row.subject_id}:`)[1],
      facts: row.facts,
      state: row.state as DeliveryRow["state"],
      attempts: row.attempts,
      triedAt: row.tried_at,
      calledAt: row.called_at,
      conversation: row.conversation,
      messageRef: row.message_ref,
      shownVersion: row.shown_version,
      pictureDue: row.picture_due,
      errorCode: row.error_code,
      queuedAt: row.queued_at,
      dueAt: row.due_at,
      sentAt: row.sent_at,
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
    picture_due?: Date | null;
    error_code?: string | null;
    error?: string | null;
    sent_at?: Date;
    due_at?: Date;
    merged_into?: string;
  },
): Promise<void> {
  await tx.db
    .updateTable("app.delivery")
    .set(change)
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", deliveryId)
    .execute();
}

/** Members who were told of a subject by a channel, or may have been. */
export async function listTold(
  tx: TenantTx,
  input: { subjectKind: DeliverySubject; subjectId: string; channel: Channel },
): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("member_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("subject_kind", "=", input.subjectKind)
    .where("subject_id", "=", input.subjectId)
    .where("channel", "=", input.channel)
    .where("state", "in", ["sent", "uncertain"])
    .execute();
  return rows.map((row) => row.member_id);
}

/** The channels by which a member is or was told what a delivery tells, of the same occasion, whatever became of it. */
export async function listTried(tx: TenantTx, delivery: DeliveryRow): Promise<Channel[]> {
  const rows = await tx.db
    .selectFrom("app.delivery")
    .select("channel")
    .where("tenant_id", "=", tx.tenantId)
    .where("subject", "=", subjectOf(delivery))
    .where("member_id", "=", delivery.memberId)
    .execute();
  return rows.map((row) => row.channel as Channel);
}

/** Admins who were not told of a fault of this code since a time. */
export async function listAdminsToTell(
  tx: TenantTx,
  input: { code: string; since: Date },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from app.member m
     where m.tenant_id = ${tx.tenantId} and m.role = 'admin' and m.removed_at is null
       and not exists (
         select from app.delivery d
          where d.tenant_id = m.tenant_id and d.member_id = m.id and d.channel = 'inbox' and d.queued_at > ${input.since}
            and d.subject_kind = 'delivery-failed' and d.facts ->> 'reasonCode' = ${input.code})`.execute(
    tx.db,
  );
  return rows.map((row) => row.id);
}
