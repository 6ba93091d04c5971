import type { SendingChannel } from "../../channels.ts";
import { type DeliveryRow, listAdminsToTell } from "../../db/deliveries/deliveries.ts";
import { readConnectedChannels, readNoticeTargets } from "../../db/deliveries/notice-settings.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { FailedDelivery } from "../../results/notices.ts";
import type { ReportFacts } from "../mail/mail-report.ts";
import { announce } from "./announce.ts";
import { nextChannel } from "./choose-channels.ts";
import { canSendAgain } from "./list-deliveries.ts";

const nameOf = {
  alert: "an alert",
  "alert-closed": "the end of an alert",
  digest: "your digest",
  feed: "a notice about usage data",
  "delivery-failed": "a notice",
  held: "what came in your quiet hours",
  "sign-in": "a sign-in link",
  report: "a report",
} as const satisfies Record<DeliveryRow["subjectKind"], string>;

/** An admin is told of a fault of a whole channel once in this time, however many messages meet it. */
const adminAgainMs = 24 * 3_600_000;

/**
 * Tells that a message did not get through or was not confirmed: its owner always, the admins when the channel
 * fails for everybody. In the inbox, and by another channel too, unless the message itself went there.
 */
export async function tellFailedDelivery(
  tx: TenantTx,
  input: {
    delivery: DeliveryRow;
    state: "failed" | "uncertain";
    code: string;
    sentence: string | null;
    wholeChannel: boolean;
    /** The channel that it goes by instead; null: none is left. */
    instead: SendingChannel | null;
    now: Date;
  },
): Promise<void> {
  const { delivery, now } = input;
  const facts: FailedDelivery = {
    deliveryId: delivery.id,
    channel: delivery.channel,
    state: input.state,
    what: nameOf[delivery.subjectKind],
    reasonCode: input.code,
    sentence: input.sentence,
    instead: input.instead,
    ...(delivery.subjectKind === "alert" || delivery.subjectKind === "alert-closed"
      ? { alertId: delivery.subjectId }
      : {}),
    ...(delivery.subjectKind === "report" ? { report: delivery.facts as ReportFacts } : {}),
    ...(canSendAgain({ ...delivery, state: input.state, errorCode: input.code }) ? { again: true } : {}),
    at: now.toISOString(),
  };
  const since = new Date(now.getTime() - adminAgainMs);
  const admins = input.wholeChannel
    ? (await listAdminsToTell(tx, { code: input.code, since })).filter((id) => id !== delivery.memberId)
    : [];
  const connected = await readConnectedChannels(tx);
  for (const target of await readNoticeTargets(tx, [delivery.memberId, ...admins])) {
    const hasTheMessage = target.memberId === delivery.memberId && input.instead !== null;
    const other = nextChannel(target.setting, "notices", connected, [delivery.channel]);
    await announce(tx, {
      subjectKind: "delivery-failed",
      subjectId: delivery.id,
      memberIds: [target.memberId],
      channels: other && !hasTheMessage ? ["inbox", other] : ["inbox"],
      facts,
      now,
    });
  }
}
