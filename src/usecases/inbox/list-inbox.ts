import type { Channel } from "../../channels.ts";
import { awakeStates } from "../../db/alerts/alert-states.ts";
import type { DeliveryState } from "../../db/deliveries/deliveries.ts";
import { readDigests } from "../../db/deliveries/digests.ts";
import {
  findInboxRow,
  type InboxRow,
  noteRead,
  readDeliveryHistory,
  readInbox,
  readUnread,
} from "../../db/deliveries/inbox.ts";
import { readOutages } from "../../db/usage/outages.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { AlertFacts, AlertState } from "../../results/alerts.ts";
import type { DigestFacts } from "../../results/digests.ts";
import type { FailedDelivery, FeedFacts } from "../../results/notices.ts";
import type { Instant } from "../../results/reader.ts";
import { getAlerts } from "../alerts/get-alert.ts";
import { canSendAgain } from "../deliveries/list-deliveries.ts";
import { requireStaffMember } from "../require-role.ts";

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

const statesOf: Record<InboxFilter, readonly AlertState[] | null> = {
  open: awakeStates,
  snoozed: ["snoozed"],
  resolved: ["resolved", "withdrawn"],
  all: null,
};

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
  const { rows, matching } = await readInbox(
    tx,
    { memberId, states: statesOf[input.filter], withOthers: input.filter === "open" },
    { limit: inboxPageSize, offset: (page - 1) * inboxPageSize },
  );
  return {
    items: await toItems(tx, memberId, rows),
    matching,
    unread: await countUnread(tx, memberId),
    page,
  };
}

/** One message of the acting member's inbox. @throws AppError `not-found` */
export async function getInboxItem(tx: TenantTx, deliveryId: string): Promise<InboxItem> {
  const memberId = requireStaffMember(tx, "inbox");
  const row = await findInboxRow(tx, memberId, deliveryId);
  const [item] = row ? await toItems(tx, memberId, [row]) : [];
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
  await noteRead(tx, requireStaffMember(tx, "inbox"), deliveryIds, input.now);
}

/** How many messages the acting member has not read. */
export async function countUnread(
  tx: TenantTx,
  memberId: string = requireStaffMember(tx, "inbox"),
): Promise<number> {
  return readUnread(tx, memberId);
}

/** Reads the subjects of a page, one statement a kind. */
async function toItems(tx: TenantTx, memberId: string, rows: readonly InboxRow[]): Promise<InboxItem[]> {
  const idsOf = (kind: InboxRow["subjectKind"]) =>
    rows.filter((row) => row.subjectKind === kind).map((row) => row.subjectId);
  const failed = rows.flatMap(({ subjectKind, facts }) =>
    subjectKind === "delivery-failed" ? ((facts as FailedDelivery).alertId ?? []) : [],
  );
  const alerts = new Map(
    (await getAlerts(tx, [...new Set([...idsOf("alert"), ...failed])])).map((alert) => [alert.id, alert]),
  );
  const digests = await readDigests(tx, idsOf("digest"));
  const feeds = await readOutages(tx, idsOf("feed"));
  const history = await readHistory(tx, memberId, rows);
  return rows.flatMap((row) => {
    const subject = subjectOf(row, alerts, digests, feeds);
    if (!subject) return [];
    return [
      {
        deliveryId: row.id,
        subject,
        at: row.queuedAt.toISOString(),
        read: row.readAt !== null,
        history: history.get(`${row.subjectKind}:${row.subjectId}`) ?? [],
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
  switch (row.subjectKind) {
    case "alert": {
      const alert = alerts.get(row.subjectId);
      return alert && { kind: "alert", alert };
    }
    case "digest": {
      const digest = digests.get(row.subjectId);
      return digest && { kind: "digest", digestId: row.subjectId, digest };
    }
    case "feed": {
      const feed = feeds.get(row.subjectId);
      return feed && { kind: "feed", feed };
    }
    case "delivery-failed": {
      const failed = row.facts as FailedDelivery;
      const alert = alerts.get(failed.alertId ?? "");
      return { kind: "delivery-failed", failed: alert ? { ...failed, alert } : failed };
    }
  }
}

/** How each subject of a page was told, by kind and id. */
async function readHistory(
  tx: TenantTx,
  memberId: string,
  rows: readonly InboxRow[],
): Promise<Map<string, DeliveryLine[]>> {
  if (rows.length === 0) return new Map();
  const subjects = rows.map(({ subjectKind: kind, subjectId: id }) => ({ kind, id }));
  const found = await readDeliveryHistory(tx, memberId, subjects);
  const lines = Map.groupBy(found, (row) => `${row.subjectKind}:${row.subjectId}`);
  return new Map(
    [...lines].map(([subject, group]) => [
      subject,
      group.map((row) => ({
        deliveryId: row.id,
        channel: row.channel,
        state: row.state,
        at: row.at.toISOString(),
        error: row.error,
        again: canSendAgain(row),
      })),
    ]),
  );
}
