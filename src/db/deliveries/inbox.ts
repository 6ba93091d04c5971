import { sql } from "kysely";
import type { AlertState } from "../../results/alerts.ts";
import { prepared } from "../prepared.ts";
import type { TenantTx } from "../with-tenant.ts";
import type { DeliveryRow, DeliverySubject } from "./deliveries.ts";
import { unreadOf } from "./unread.ts";

/** A message in a member's inbox. */
export interface InboxRow {
  readonly id: string;
  readonly subjectKind: "alert" | "digest" | "feed" | "delivery-failed";
  readonly subjectId: string;
  readonly facts: unknown;
  readonly queuedAt: Date;
  readonly readAt: Date | null;
}

/** Which messages of an inbox are asked for. */
export interface InboxQuery {
  readonly memberId: string;
  /** Of alerts those in one of these states; null: in any, and of what is not about an alert all. */
  readonly states: readonly AlertState[] | null;
  /** With `states`: what is not about an alert as well. */
  readonly withOthers: boolean;
}

const columns = sql`d.id, d.subject_kind as "subjectKind", d.subject_id as "subjectId", d.facts, d.queued_at as "queuedAt", d.read_at as "readAt"`;

/**
 * Messages of an inbox, newest first, alerts of one moment by the health of their accounts, the lowest first; and how many match on all pages. Alerts of accounts that the actor may not see (any more) are
 * left out.
 */
export async function readInbox(
  tx: TenantTx,
  { memberId, states, withOthers }: InboxQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: InboxRow[]; matching: number }> {
  const asked = states && [...states];
  const { rows } = await sql<InboxRow & { matching: number }>`
    select ${columns}, count(*) over () as matching
      from app.delivery d
      left join app.alert a on a.tenant_id = d.tenant_id and d.subject_kind = 'alert' and a.id = d.subject_id
      left join app.score_latest s on s.tenant_id = a.tenant_id and s.account_id = a.account_id
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox'
       and (d.subject_kind <> 'alert' or a.id is not null)
       and (${asked}::text[] is null or a.state = any (${asked}::text[]) or (${withOthers} and d.subject_kind <> 'alert'))
     order by d.queued_at desc, s.score, d.id desc limit ${page.limit} offset ${page.offset}`.execute(tx.db);
  return { rows, matching: rows[0]?.matching ?? 0 };
}

/** One message of an inbox. */
export async function findInboxRow(
  tx: TenantTx,
  memberId: string,
  deliveryId: string,
): Promise<InboxRow | undefined> {
  const { rows } = await sql<InboxRow>`
    select ${columns} from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox' and d.id::text = ${deliveryId}`.execute(
    tx.db,
  );
  return rows[0];
}

/** Notes that messages of a member were read, of those that were not yet. */
export async function noteRead(
  tx: TenantTx,
  memberId: string,
  deliveryIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.db
    .updateTable("app.delivery")
    .set({ read_at: now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    .where("id", "in", [...deliveryIds])
    .where("read_at", "is", null)
    .execute();
}

/** How many messages in their inbox a member has not read. */
export async function readUnread(tx: TenantTx, memberId: string): Promise<number> {
  const { rows } = await prepared(sql<{ count: number }>`select ${unreadOf(tx, memberId)} as count`).execute(
    tx.db,
  );
  return rows[0]?.count ?? 0;
}

/** One way that a message went. */
export interface DeliveryHistoryRow
  extends Pick<DeliveryRow, "id" | "subjectKind" | "subjectId" | "channel" | "state" | "errorCode"> {
  readonly error: string | null;
  /** When it went, or was to go. */
  readonly at: Date;
}

/** All ways that a member was told these subjects, oldest first: also what was told of one again. */
export async function readDeliveryHistory(
  tx: TenantTx,
  memberId: string,
  subjects: readonly { readonly kind: DeliverySubject; readonly id: string }[],
): Promise<DeliveryHistoryRow[]> {
  const { rows } = await sql<DeliveryHistoryRow>`
    select d.id, d.subject_kind as "subjectKind", d.subject_id as "subjectId", d.channel, d.state, d.error_code as "errorCode", d.error,
           coalesce(d.sent_at, d.queued_at) as at
      from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId}
       and (d.subject_kind, d.subject_id) in (
         select kind, id from unnest(${subjects.map(({ kind }) => kind)}::text[], ${subjects.map(({ id }) => id)}::uuid[]) as asked (kind, id))
     order by d.queued_at`.execute(tx.db);
  return rows;
}
