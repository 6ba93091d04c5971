import { lockUntoldMessages, markUnread, readAlertTargets } from "../../../db/alerts/alert-targets.ts";
import type { AlertRow } from "../../../db/alerts/alerts.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";

/** The alert whose message says this one: itself, or the one that it was merged into. */
export function messageOf(alert: Pick<AlertRow, "id" | "leadId">): string {
  return alert.leadId ?? alert.id;
}

/**
 * The message that a new alert of an account joins: one of an alert that is open and that nobody was told of yet, be it because
 * it was opened in the same pass, or because it waits for the end of quiet hours or in the queue.
 * @param open the account's open alerts
 * @param openedHere alerts that this pass opened and has not told
 * @returns undefined: it gets a message of its own
 */
export async function findLead(
  tx: TenantTx,
  accountId: string,
  open: readonly AlertRow[],
  openedHere: ReadonlySet<string>,
): Promise<string | undefined> {
  const candidates = open.filter((alert) => alert.state === "open");
  const here = candidates.find((alert) => openedHere.has(messageOf(alert)));
  if (here) return messageOf(here);
  if (candidates.length === 0) return undefined;
  const memberIds = await readAlertTargets(tx, accountId);
  for (const alertId of new Set(candidates.map(messageOf))) {
    if (!(await lockUntoldMessages(tx, { alertId, memberIds }))) continue;
    await markUnread(tx, alertId);
    return alertId;
  }
  return undefined;
}
