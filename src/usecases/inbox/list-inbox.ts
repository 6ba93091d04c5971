import { sql } from "kysely";
import type { Channel } from "../../channels.ts";
import type { DeliveryState, DeliverySubject } from "../../db/deliveries/deliveries.ts";
import { unreadOf } from "../../db/deliveries/unread.ts";
import { prepared } from "../../db/prepared.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { FailedDelivery, FeedFacts } from "../../results/notices.ts";
import type { Instant } from "../../results/reader.ts";
import { getAlerts } from "../alerts/get-alert.ts";
import { canSendAgain } from "../deliveries/list-deliveries.ts";
import { requireStaffMember } from "../require-role.ts";
import { readFeedFacts } from "../usage/get-feed.ts";

/** How many messages a page of the inbox shows. */
export const inboxPageSize = 25;

/** What an inbox message tells. */
export type InboxSubject =
  | { readonly kind: "alert"; readonly alert: AlertFacts }
  | { readonly kind: "digest"; readonly digestId: string; readonly digest: DigestFacts }
  | { readonly kind: "feed"; readonly feed: FeedFacts }
  | { readonly kind: "delivery-failed"; readonly failed: FailedDelivery };

/** One way that the same message went, for its history. */
export interface DeliveryLine {
  readonly deliveryId: string;
  readonly channel: Channel;
  readonly state: DeliveryState;
  readonly at: Instant;
  readonly error: string | null;
  /** Whether the reader may have it sent again. */
  readonly again: boolean;
}

/** A message in the acting member's inbox. */
export interface InboxItem {
  readonly deliveryId: string;
  readonly subject: InboxSubject;
  readonly at: Instant;
  readonly read: boolean;
  readonly history: readonly DeliveryLine[];
}

/** A page of the inbox, newest first. */
export interface Inbox {
  readonly items: readonly InboxItem[];
  readonly matching: number;
  readonly unread: number;
  readonly page: number;
}

/** Which alerts an inbox shows. */
export type InboxFilter = "open" | "snoozed" | "resolved" | "all";

/**
 * The acting member's inbox. "open": open alerts and what is not about an alert; snoozed and resolved: alerts so.
 * Alerts of accounts that the member may no longer see are left out.
 */
export async function listInbox(
  tx: TenantTx,
  input: { filter: InboxFilter; page?: number; now: Date },
): Promise<Inbox> {
  const memberId = requireStaffMember(tx, "inbox");
  const page = Math.max(1, Math.trunc(input.page ?? 1));
  const states = {
    open: ["open", "acknowledged"],
    snoozed: ["snoozed"],
    resolved: ["resolved", "withdrawn"],
    all: null,
  }[input.filter];
  const matches = sql`
    from app.delivery d
    left join app.alert a on a.tenant_id = d.tenant_id and d.subject_kind = 'alert' and a.id = d.subject_id
   where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox'
     and (d.subject_kind <> 'alert' or a.id is not null)
     and (${states}::text[] is null or a.state = any (${states}::text[]) or (${input.filter} = 'open' and d.subject_kind <> 'alert'))`;
  const rows = await sql<InboxRow>`
    select d.id, d.subject_kind, d.subject_id, d.facts, d.queued_at, d.read_at, count(*) over () as matching ${matches}
     order by d.queued_at desc, d.id desc limit ${inboxPageSize} offset ${(page - 1) * inboxPageSize}`.execute(
    tx.db,
  );
  return {
    items: await toItems(tx, memberId, rows.rows),
    matching: rows.rows[0]?.matching ?? 0,
    unread: await countUnread(tx, memberId),
    page,
  };
}

/** One message of the acting member's inbox. @throws AppError `not-found` */
export async function getInboxItem(tx: TenantTx, deliveryId: string): Promise<InboxItem> {
  const memberId = requireStaffMember(tx, "inbox");
  const rows = await sql<InboxRow>`
    select d.id, d.subject_kind, d.subject_id, d.facts, d.queued_at, d.read_at, 1 as matching
      from app.delivery d
     where d.tenant_id = ${tx.tenantId} and d.member_id = ${memberId} and d.channel = 'inbox' and d.id::text = ${deliveryId}`.execute(
    tx.db,
  );
  const [item] = await toItems(tx, memberId, rows.rows);
  if (!item) throw notFound("message");
  return item;
}

/** Marks messages of the acting member as read. */
export async function markRead(
  tx: TenantTx,
  deliveryIds: readonly string[],
  input: { now: Date },
): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tx.db
    .updateTable("app.delivery")
    .set({ read_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", requireStaffMember(tx, "inbox"))
    .where("id", "in", [...deliveryIds])
    .where("read_at", "is", null)
    .execute();
}

/** How many messages the acting member has not read. */
export async function countUnread(
  tx: TenantTx,
  memberId: string = requireStaffMember(tx, "inbox"),
): Promise<number> {
  const { rows } = await prepared(sql<{ count: number }>`select ${unreadOf(tx, memberId)} as count`).execute(
    tx.db,
  );
  return rows[0]?.count ?? 0;
}

interface InboxRow {
  id: string;
  subject_kind: "alert" | "digest" | "feed" | "delivery-failed";
  subject_id: string;
  facts: unknown;
  queued_at: Date;
  read_at: Date | null;
  matching: number;
}

/** Reads the subjects of a page, one statement a kind. */
async function toItems(tx: TenantTx, memberId: string, rows: readonly InboxRow[]): Promise<InboxItem[]> {
  const idsOf = (kind: InboxRow["subject_kind"]) =>
    rows.filter((row) => row.subject_kind === kind).map((row) => row.subject_id);
  const alerts = new Map((await getAlerts(tx, idsOf("alert"))).map((alert) => [alert.id, alert]));
  const digests = await readDigestFacts(tx, idsOf("digest"));
  const feeds = await readFeedFacts(tx, idsOf("feed"));
  const history = await readHistory(tx, memberId, rows);
  return rows.flatMap((row) => {
    const subject = subjectOf(row, alerts, digests, feeds);
    if (!subject) return [];
    return [
      {
        deliveryId: row.id,
        subject,
        at: row.queued_at.toISOString(),
        read: row.read_at !== null,
        history: history.get(`${row.subject_kind}:${row.subject_id}`) ?? [],
      },
    ];
  });
}

function subjectOf(
  row: InboxRow,
  alerts: ReadonlyMap<string, AlertFacts>,
  digests: ReadonlyMap<string, DigestFacts>,
  feeds: ReadonlyMap<string, FeedFacts>,
): InboxSubject | undefined {
  switch (row.subject_kind) {
    case "alert": {
      const alert = alerts.get(row.subject_id);
      return alert && { kind: "alert", alert };
    }
    case "digest": {
      const digest = digests.get(row.subject_id);
      return digest && { kind: "digest", digestId: row.subject_id, digest };
    }
    case "feed": {
      const feed = feeds.get(row.subject_id);
      return feed && { kind: "feed", feed };
    }
    case "delivery-failed":
      return { kind: "delivery-failed", failed: row.facts as FailedDelivery };
  }
}

async function readDigestFacts(tx: TenantTx, ids: readonly string[]): Promise<Map<string, DigestFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("app.digest_sent")
    .select(["id", "facts"])
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.facts as DigestFacts]));
}

async function readHistory(
  tx: TenantTx,
  memberId: string,
  rows: readonly InboxRow[],
): Promise<Map<string, DeliveryLine[]>> {
  if (rows.length === 0) return new Map();
  const found = await tx.db
    .selectFrom("app.delivery")
    .select(["id", "subject_id", "channel", "state", "queued_at", "sent_at", "error", "error_code"])
    .select("subject_kind")
    .where("tenant_id", "=", tx.tenantId)
    .where("member_id", "=", memberId)
    // What was told of it again is part of its history.
    .where("subject_kind", "in", [...new Set(rows.map((row) => row.subject_kind))])
    .where("subject_id", "in", [...new Set(rows.map((row) => row.subject_id))])
    .orderBy("queued_at")
    .execute();
  const lines = Map.groupBy(found, (row) => `${row.subject_kind}:${row.subject_id}`);
  return new Map(
    [...lines].map(([subject, group]) => [
      subject,
      group.map((row) => ({
        deliveryId: row.id,
        channel: row.channel as DeliveryLine["channel"],
        state: row.state as DeliveryLine["state"],
        at: (row.sent_at ?? row.queued_at).toISOString(),
        error: row.error,
        again: canSendAgain({
          state: row.state as DeliveryState,
          subjectKind: row.subject_kind as DeliverySubject,
          errorCode: row.error_code,
        }),
      })),
    ]),
  );
}
