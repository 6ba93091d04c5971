import { sql } from "kysely";
import type { Feedback } from "../../results/alert-answers.ts";
import type { AlertOpening, AlertState, ClosedHow } from "../../results/alerts.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import type { KeptAgain } from "./alerts.ts";

/**
 * Opens an alert. A cause opens once: a second opening of the same cause, or of a kind that is open already, does nothing.
 * @returns whether it was opened
 */
export async function insertAlert(
  tx: TenantTx,
  alert: {
    id: string;
    accountId: string;
    kind: SignalKind;
    cause: string;
    openedDay: Day;
    openedAt: Date;
    opening: AlertOpening;
    frozenExpected: number | null;
    /** The alert whose message says it; left out: it has its own. */
    leadId?: string | null;
    /** What else was seen on that day. */
    also?: readonly AlertOpening[];
  },
): Promise<boolean> {
  const result = await sql`
    insert into app.alert (tenant_id, id, account_id, kind, cause, state, opened_day, opened_at, figures, frozen_expected, lead_id, also)
    values (${tx.tenantId}, ${alert.id}, ${alert.accountId}, ${alert.kind}, ${alert.cause}, 'open', ${alert.openedDay}::date,
            ${alert.openedAt}, ${JSON.stringify(alert.opening)}::jsonb, ${alert.frozenExpected},
            ${alert.leadId ?? null}, ${JSON.stringify(alert.also ?? [])}::jsonb)
    on conflict do nothing`.execute(tx.db);
  return result.numAffectedRows === 1n;
}

/** What may change on an alert. Every change raises its version. */
export interface AlertChange {
  readonly state?: AlertState;
  readonly acknowledged_by?: string | null;
  readonly acknowledged_at?: Date | null;
  readonly snoozed_by?: string | null;
  readonly snoozed_at?: Date | null;
  readonly snoozed_until?: Date | null;
  readonly snooze_reason?: string | null;
  readonly wake_below?: number | null;
  readonly closed_at?: Date | null;
  readonly closed_day?: Day | null;
  readonly closed_how?: ClosedHow | null;
  readonly closed_by?: string | null;
  readonly closed_note?: string | null;
  readonly closed_figures?: {
    readonly actual: number;
    readonly usual: number | null;
    readonly score: number;
  } | null;
  readonly renewed_day?: Day;
  readonly again?: KeptAgain;
  readonly feedback?: Feedback;
  readonly feedback_by?: string;
  readonly feedback_at?: Date;
}

/** Changes an alert and raises its version, so that its messages are due for an edit. */
export async function updateAlert(tx: TenantTx, alertId: string, change: AlertChange): Promise<void> {
  const { closed_figures, again, ...plain } = change;
  await tx.db
    .updateTable("app.alert")
    .set({
      ...plain,
      ...(closed_figures === undefined
        ? {}
        : { closed_figures: closed_figures === null ? null : JSON.stringify(closed_figures) }),
      ...(again === undefined ? {} : { again: JSON.stringify(again) }),
      version: sql<number>`version + 1`,
    })
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", alertId)
    .execute();
}
