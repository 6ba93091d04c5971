import type { SendingChannel } from "../../channels.ts";
import type { DeliveryRow } from "../../db/deliveries.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { FailedDelivery } from "../results.ts";
import { announce } from "./announce.ts";

/** Faults of the whole workspace: the admins must know, not only the one whose message it was. */
const workspaceFaults = new Set([
  "account_inactive",
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "missing_scope",
  "not-connected",
]);

const nameOf = {
  alert: "an alert",
  "alert-closed": "the end of an alert",
  digest: "your digest",
  feed: "a notice about usage data",
  "delivery-failed": "a notice",
  held: "what came in your quiet hours",
} as const satisfies Record<DeliveryRow["subjectKind"], string>;

/**
 * Tells, in the inbox, that a message did not get through or was not confirmed: its owner always, the admins when the
 * workspace is at fault.
 */
export async function tellFailedDelivery(
  tx: TenantTx,
  input: {
    delivery: DeliveryRow;
    state: "failed" | "uncertain";
    code: string;
    sentence: string | null;
    /** The channel that it goes by instead; null: none is left. */
    instead: SendingChannel | null;
    now: Date;
  },
): Promise<void> {
  const facts: FailedDelivery = {
    deliveryId: input.delivery.id,
    channel: input.delivery.channel,
    state: input.state,
    what: nameOf[input.delivery.subjectKind],
    reasonCode: input.code,
    sentence: input.sentence,
    instead: input.instead,
    at: input.now.toISOString(),
  };
  const admins = workspaceFaults.has(input.code)
    ? await tx.db
        .selectFrom("app.member")
        .select("id")
        .where("tenant_id", "=", tx.tenantId)
        .where("role", "=", "admin")
        .where("removed_at", "is", null)
        .execute()
    : [];
  await announce(tx, {
    subjectKind: "delivery-failed",
    subjectId: input.delivery.id,
    memberIds: [input.delivery.memberId, ...admins.map((admin) => admin.id)],
    channels: ["inbox"],
    facts,
    now: input.now,
  });
}
