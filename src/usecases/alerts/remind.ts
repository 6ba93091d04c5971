import { markUnread, readAlertTargets } from "../../db/alerts/alert-targets.ts";
import type { AlertRow } from "../../db/alerts/alerts.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { announce } from "../deliveries/announce.ts";
import type { ToldAgain } from "../results/alerts.ts";
import { messageOf } from "./lead-alert.ts";

/**
 * Tells an alert once more, because it is still so or got worse: as a message of its own by chat and mail; in the inbox it lies
 * already, and is unread again. Of one day there is one.
 */
export async function remind(
  tx: TenantTx,
  alert: Pick<AlertRow, "id" | "leadId" | "accountId">,
  again: ToldAgain,
  now: Date,
): Promise<void> {
  const alertId = messageOf(alert);
  await announce(tx, {
    subjectKind: "alert",
    subjectId: alertId,
    occasion: `${again.how}:${again.day}`,
    memberIds: await readAlertTargets(tx, alert.accountId),
    facts: { again },
    notInInbox: true,
    now,
  });
  await markUnread(tx, alertId);
}
