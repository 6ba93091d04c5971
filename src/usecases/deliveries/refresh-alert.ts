import { systemContext } from "../../context.ts";
import { findMessage } from "../../db/alerts/alerts.ts";
import type { Db } from "../../db/connection.ts";
import { enqueueEdits, listTold } from "../../db/deliveries/deliveries.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { getAlert } from "../alerts/get-alert.ts";
import { announce } from "./announce.ts";

/**
 * Brings what people were told of an alert to its present state: chat messages are edited in place; who had it by mail gets
 * its end by mail, once for each end. Acknowledging and snoozing mail nobody.
 */
export async function refreshAlert(
  db: Db,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
  { now, requestId }: { readonly now: Date; readonly requestId: string },
): Promise<void> {
  await withTenant(db, systemContext(tenantId, requestId), (tx) => refresh(tx, alertId, now));
}

async function refresh(tx: TenantTx, changedId: string, now: Date): Promise<void> {
  // What another alert's message says is brought up to date there.
  const alertId = await findMessage(tx, changedId);
  await enqueueEdits(tx, "alert", alertId);
  const alert = await getAlert(tx, alertId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return undefined;
    throw error;
  });
  if (!alert?.closed) return;
  await announce(tx, {
    subjectKind: "alert-closed",
    subjectId: alertId,
    occasion: alert.closed.at,
    memberIds: await listTold(tx, { subjectKind: "alert", subjectId: alertId, channel: "email" }),
    channels: ["email"],
    now,
  });
}
