import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import type { HeldSummary } from "../../results/notices.ts";
import { getAlerts } from "../alerts/get-alert.ts";
import type { HeldFacts } from "./release-held.ts";

/** What waited for the end of quiet hours, or came at once, as it stands now; of what came at once, the lowest health first. @throws AppError `not-found` when the reader may see none of it */
export async function getHeldSummary(tx: TenantTx, facts: HeldFacts): Promise<HeldSummary> {
  const alerts = await getAlerts(tx, facts.alertIds);
  if (alerts.length === 0) throw notFound("alert");
  const { heldFrom, heldTo, atOnce } = facts;
  if (!atOnce) return { alerts, heldFrom, heldTo };
  const worstFirst = alerts.toSorted((one, other) => (one.score ?? 0) - (other.score ?? 0));
  return { alerts: worstFirst, heldFrom, heldTo, atOnce };
}
