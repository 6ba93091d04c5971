import type { DeliveryRow } from "../../db/deliveries/deliveries.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ToldAgain } from "../../results/alerts.ts";
import type { FailedDelivery } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { getAccount } from "../../usecases/accounts/get-account.ts";
import { getAlert, getAlerts } from "../../usecases/alerts/get-alert.ts";
import { getHeldSummary } from "../../usecases/deliveries/get-held-summary.ts";
import type { HeldFacts } from "../../usecases/deliveries/release-held.ts";
import { getDigest } from "../../usecases/digests/send-digest.ts";
import { getReader } from "../../usecases/tenants/get-reader.ts";
import { getFeed } from "../../usecases/usage/get-feed.ts";
import { alertMessage } from "../views/alert.ts";
import { toldAgainMessage } from "../views/alert-again.ts";
import { deliveryFailedMessage } from "../views/delivery-failed.ts";
import { digestMessage } from "../views/digest.ts";
import { feedOutageMessage } from "../views/feed-outage.ts";
import { heldMessage } from "../views/held.ts";
import { saidLate } from "../views/late.ts";
import { tellReport } from "./tell-report.ts";
import type { Told } from "./told.ts";

/**
 * Renders what a delivery tells, in the moment it is sent, under its reader's own rights.
 * @param publicUrl links in attached files lead there; without it they are left out
 * @throws AppError `not-found` when the reader may not see it (any more)
 */
export async function tell(
  tx: TenantTx,
  delivery: Pick<DeliveryRow, "id" | "subjectKind" | "subjectId" | "facts" | "queuedAt" | "dueAt" | "sentAt">,
  now: Date,
  publicUrl?: string,
): Promise<Told> {
  const reader = await getReader(tx);
  const told = await tellSubject(tx, delivery, reader, { now, publicUrl });
  const dueAt = new Date(Math.max(delivery.queuedAt.getTime(), delivery.dueAt.getTime()));
  return { ...told, message: saidLate(told.message, reader, { dueAt, sentAt: delivery.sentAt ?? now }) };
}

async function tellSubject(
  tx: TenantTx,
  delivery: Pick<DeliveryRow, "id" | "subjectKind" | "subjectId" | "facts">,
  reader: Reader,
  { now, publicUrl }: { readonly now: Date; readonly publicUrl: string | undefined },
): Promise<Told> {
  switch (delivery.subjectKind) {
    case "alert":
    case "alert-closed": {
      const alert = await getAlert(tx, delivery.subjectId);
      const again = againOf(delivery.facts);
      if (again && alert.closed === null)
        return { message: toldAgainMessage(alert, again, reader, { now }), version: alert.version };
      const account = await getAccount(tx, alert.account.id, { now });
      return { message: alertMessage(alert, reader, { now, account }), version: alert.version };
    }
    case "digest":
      return {
        message: digestMessage(await getDigest(tx, delivery.subjectId), reader, { now }),
        version: undefined,
      };
    case "feed": {
      const feed = await getFeed(tx, delivery.subjectId);
      return { message: feedOutageMessage(feed, reader, { now }), version: feed.version };
    }
    case "held": {
      const held = await getHeldSummary(tx, delivery.facts as HeldFacts);
      return { message: heldMessage(held, reader, { now }), version: undefined };
    }
    case "delivery-failed": {
      const failed = delivery.facts as FailedDelivery;
      const [alert] = failed.alertId === undefined ? [] : await getAlerts(tx, [failed.alertId]);
      return {
        message: deliveryFailedMessage(alert ? { ...failed, alert } : failed, reader, { now }),
        version: undefined,
      };
    }
    case "report":
      return tellReport(tx, delivery, reader, { now, publicUrl });
    case "sign-in":
      throw new AppError("internal", "A sign-in link is made under the system's rights, by tellSignIn.");
    default:
      return delivery.subjectKind satisfies never;
  }
}

/** What a delivery tells of an alert that was told before. Those of earlier versions said only that it is still so. */
function againOf(facts: unknown): ToldAgain | undefined {
  const { again, still } = facts as { readonly again?: ToldAgain; readonly still?: Omit<ToldAgain, "how"> };
  return again ?? (still && { how: "still", ...still });
}
