import { systemContext } from "../../context.ts";
import { lockEndedSnoozes } from "../../db/alerts/alerts.ts";
import { updateAlert } from "../../db/alerts/write-alerts.ts";
import { writeAudit } from "../../db/audit.ts";
import type { Db } from "../../db/connection.ts";
import { enqueue } from "../../db/queue.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { wakeChange } from "./change-alert.ts";

/** Ends the snoozes of a tenant whose time has come; their messages show it by an edit, and the next digest says so. */
export async function wakeSnoozed(
  db: Db,
  tenantId: string,
  input: { now: Date; requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, input.requestId), async (tx) => {
    for (const alert of await lockEndedSnoozes(tx, input.now)) {
      // The date stays: the digest of that day says "You snoozed it until today."
      await updateAlert(tx, alert.id, { ...wakeChange(alert), snoozed_until: alert.snoozedUntil });
      await enqueue(tx, "refresh-alert", { alertId: alert.id });
      await writeAudit(tx, {
        verb: "woke alert",
        accountId: alert.accountId,
        detail: { alertId: alert.id },
        now: input.now,
      });
    }
  });
}
