import type { AlertFacts, ToldAgain } from "../../results/alerts.ts";
import type { Message } from "../message.ts";
import { alertMessage } from "../views/alert.ts";
import { toldAgainMessage } from "../views/alert-again.ts";
import { deliveryFailedMessage } from "../views/delivery-failed.ts";
import { feedOutageMessage } from "../views/feed-outage.ts";
import { heldMessage } from "../views/held.ts";
import { saidLate } from "../views/late.ts";
import { whyAlertMessage } from "../views/why-alert.ts";
import { acmeAtRiskCard, acmeCard, borealisCard, tallgrassCard } from "./accounts.ts";
import {
  acknowledged,
  acmeAlert,
  bandAlert,
  manyAlerts,
  mergedAlert,
  overnight,
  recovered,
  resolvedByHand,
  settled,
  silenceAlert,
  snoozed,
  stillDown,
  stoppedFeed,
  withdrawn,
  worse,
} from "./alerts.ts";
import { id, now, priya, tomas } from "./people.ts";

const later = new Date("2026-12-10T08:00:00Z");
const account = { now, account: acmeCard };
const toldAgain = (alert: AlertFacts, at: string) =>
  toldAgainMessage(alert, alert.again as ToldAgain, priya, { now: new Date(at) });

/** Every message that is sent unasked, but digests. */
export const sampleAlerts: Readonly<Record<string, Message>> = {
  "A1 drop opened": alertMessage(acmeAlert, priya, account),
  "A1 drop opened, late": saidLate(alertMessage(acmeAlert, priya, account), priya, {
    dueAt: now,
    sentAt: new Date("2026-11-20T08:25:00Z"),
  }),
  "A2 acknowledged": alertMessage(acknowledged, priya, account),
  "A3 snoozed": alertMessage(snoozed, priya, account),
  "A4 resolved by itself": alertMessage(recovered, priya, { now: later, account: acmeCard }),
  "A4 settled": alertMessage(settled, priya, { now: new Date("2027-03-11T08:00:00Z"), account: null }),
  "A5 resolved by hand": alertMessage(resolvedByHand, priya, { now: later, account: acmeCard }),
  "A5 resolved by hand, of who left since": alertMessage(
    { ...resolvedByHand, signal: { kind: "left", on: "2026-12-01" } },
    priya,
    { now: later, account: null },
  ),
  withdrawn: alertMessage(withdrawn, priya, { now: later, account: null }),
  "A7 got worse": toldAgain(worse, "2026-12-23T07:12:00Z"),
  "A7 got worse, the alert itself": alertMessage(worse, priya, {
    now: new Date("2026-12-23T07:12:00Z"),
    account: null,
  }),
  "A7 still down": toldAgain(stillDown, "2027-01-15T07:12:00Z"),
  "A10 band change": alertMessage(bandAlert, priya, { now, account: borealisCard }),
  "A11 silence": alertMessage(silenceAlert, priya, { now, account: tallgrassCard }),
  "A14 feed outage": feedOutageMessage(stoppedFeed, tomas, { now }),
  "A14 all fell together": feedOutageMessage({ ...stoppedFeed, source: null, fallPercent: 58 }, tomas, {
    now,
  }),
  "A14 far below usual": feedOutageMessage({ ...stoppedFeed, fallPercent: 84 }, tomas, { now }),
  "A14 ended": feedOutageMessage(
    { ...stoppedFeed, endedAt: "2026-11-20T08:22:00Z", filledEvents: 37_412 },
    tomas,
    {
      now: later,
    },
  ),
  "D7 after quiet hours": heldMessage(
    {
      alerts: overnight,
      heldFrom: "2026-11-20T17:04:00Z",
      heldTo: "2026-11-23T07:00:00Z",
    },
    priya,
    { now: new Date("2026-11-23T07:00:00Z") },
  ),
  "D7 with what was told before": heldMessage(
    {
      alerts: [silenceAlert, worse, { ...stillDown, account: { id: id(921), name: "Meridian Foods" } }],
      heldFrom: "2026-12-22T17:04:00Z",
      heldTo: "2026-12-23T07:00:00Z",
    },
    priya,
    { now: new Date("2026-12-23T07:00:00Z") },
  ),
  "A1 two reasons": alertMessage(mergedAlert, priya, { now, account: acmeAtRiskCard }),
  "A1 many at once": heldMessage(
    { alerts: manyAlerts, heldFrom: "2026-11-20T07:12:00Z", heldTo: "2026-11-20T07:12:00Z", atOnce: true },
    priya,
    { now },
  ),
  "A15 delivery failed, gone by mail": deliveryFailedMessage(
    {
      deliveryId: id(960),
      channel: "teams",
      state: "failed",
      what: "an alert",
      reasonCode: "bot-removed",
      sentence: "The bot was removed from your chats.",
      instead: "email",
      alertId: acmeAlert.id,
      alert: acmeAlert,
      again: true,
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
  "A15 delivery failed": deliveryFailedMessage(
    {
      deliveryId: id(960),
      channel: "slack",
      state: "failed",
      what: "an alert",
      reasonCode: "is_archived",
      sentence: "Slack says the channel is archived.",
      again: true,
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
  "E10 uncertain": deliveryFailedMessage(
    {
      deliveryId: id(960),
      channel: "slack",
      state: "uncertain",
      what: "a digest",
      reasonCode: "timeout",
      sentence: null,
      again: true,
      at: "2026-11-20T07:13:00Z",
    },
    priya,
    { now },
  ),
  "why this alert: drop": whyAlertMessage(acmeAlert, priya),
  "why this alert: band": whyAlertMessage(bandAlert, priya),
  "why this alert: silence": whyAlertMessage(silenceAlert, priya),
};
