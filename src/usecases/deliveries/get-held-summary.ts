import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { getAlerts } from "../alerts/get-alert.ts";
import type { HeldSummary } from "../results/notices.ts";
import type { HeldFacts } from "./release-held.ts";

/** What waited for the end of quiet hours, as it stands now. @throws AppError `not-found` when the reader may see none of it */
export async function getHeldSummary(tx: TenantTx, facts: HeldFacts): Promise<HeldSummary> {
  const alerts = await getAlerts(tx, facts.alertIds);
  if (alerts.length === 0) throw notFound("alert");
  return { alerts, heldFrom: facts.heldFrom, heldTo: facts.heldTo };
}
