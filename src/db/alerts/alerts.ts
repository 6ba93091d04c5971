import { sql } from "kysely";
import type { AlertOpening, AlertState, ClosedHow, ToldAgain } from "../../results/alerts.ts";
import { dropRules } from "../../scoring/detect/alert-rules.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { openStates } from "./alert-states.ts";

/** An alert as its state machine sees it. */
export interface AlertRow {
  readonly id: string;
  readonly accountId: string;
  readonly kind: SignalKind;
  readonly cause: string;
  readonly state: AlertState;
  readonly openedDay: Day;
  readonly openedAt: Date;
  readonly frozenExpected: number | null;
  readonly closedDay: Day | null;
  readonly closedHow: ClosedHow | null;
  /** The day it was last told again. */
  readonly renewedDay: Day | null;
  /** Of a drop: the fewest user-days in 28 days that were told of it. Else null. */
  readonly leastTold: number | null;
  readonly snoozedUntil: Date | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Date | null;
  readonly wakeBelow: number | null;
  readonly version: number;
  /** The alert whose message says this one too; null: it has its own. */
  readonly leadId: string | null;
  /** By which threshold a drop was told. */
  readonly openedBy: { readonly share: number; readonly evidence: number } | null;
}

/** What is kept of the last time that an alert was told again. */
export type KeptAgain = ToldAgain & { readonly leastTold: number };

const columns = [
  "id",
  "account_id",
  "kind",
  "cause",
  "state",
  "opened_day",
  "opened_at",
  "frozen_expected",
  "closed_day",
  "closed_how",
  "renewed_day",
  "again",
  "snoozed_until",
  "acknowledged_by",
  "acknowledged_at",
  "wake_below",
  "version",
  "lead_id",
  "figures",
] as const;

/** Open alerts, and those closed on or after `closedSince` (for cool-downs), of all accounts or the given ones. */
export async function readAlerts(
  tx: TenantTx,
  input: { accountIds: readonly string[] | null; closedSince: Day },
): Promise<AlertRow[]> {
  const rows = await tx.db
    .selectFrom("app.alert")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .$if(input.accountIds !== null, (query) => query.where("account_id", "in", [...(input.accountIds ?? [])]))
    .where((where) =>
      where.or([where("state", "in", [...openStates]), where("closed_day", ">=", input.closedSince)]),
    )
    .orderBy("opened_day")
    .execute();
  return rows.map(toAlertRow);
}

/** Locks the alerts that one message says, for a change: the one that has it first. None: none that the actor may see. */
export async function lockMessageAlerts(tx: TenantTx, alertId: string): Promise<AlertRow[]> {
  const rows = await tx.db
    .selectFrom("app.alert")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where(
      sql<boolean>`coalesce(lead_id, id) = (select coalesce(l.lead_id, l.id) from app.alert l where l.tenant_id = ${tx.tenantId} and l.id = ${alertId})`,
    )
    .orderBy(sql`lead_id is not null`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toAlertRow);
}

/** Locks the alerts that a member has, snoozed ones among them, for a change. */
export async function lockAlertsOf(tx: TenantTx, memberId: string): Promise<AlertRow[]> {
  const rows = await tx.db
    .selectFrom("app.alert")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where("acknowledged_by", "=", memberId)
    .where("state", "in", ["acknowledged", "snoozed"])
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(toAlertRow);
}

/** Whether an account has an alert of a kind that is open. */
export async function hasOpen(
  tx: TenantTx,
  { accountId, kind }: Pick<AlertRow, "accountId" | "kind">,
): Promise<boolean> {
  const open = await tx.db
    .selectFrom("app.alert")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("kind", "=", kind)
    .where("state", "in", [...openStates])
    .executeTakeFirst();
  return open !== undefined;
}

/** The alert whose message says this one: itself, or the one that it was merged into. */
export async function findMessage(tx: TenantTx, alertId: string): Promise<string> {
  const row = await tx.db
    .selectFrom("app.alert")
    .select("lead_id")
    .where("tenant_id", "=", tx.tenantId)
    .where("id", "=", alertId)
    .executeTakeFirst();
  return row?.lead_id ?? alertId;
}

/** Snoozed alerts whose time has come. */
export async function lockEndedSnoozes(tx: TenantTx, now: Date): Promise<AlertRow[]> {
  const rows = await tx.db
    .selectFrom("app.alert")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where("state", "=", "snoozed")
    .where("snoozed_until", "<=", now)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(toAlertRow);
}

function toAlertRow(row: {
  id: string;
  account_id: string;
  kind: string;
  cause: string;
  state: string;
  opened_day: string;
  opened_at: Date;
  frozen_expected: number | null;
  closed_day: string | null;
  closed_how: string | null;
  renewed_day: string | null;
  again: unknown;
  snoozed_until: Date | null;
  acknowledged_by: string | null;
  acknowledged_at: Date | null;
  wake_below: number | null;
  version: number;
  lead_id: string | null;
  figures: unknown;
}): AlertRow {
  const opening = row.figures as AlertOpening;
  const again = row.again as KeptAgain | null;
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind as SignalKind,
    cause: row.cause,
    state: row.state as AlertState,
    openedDay: row.opened_day,
    openedAt: row.opened_at,
    frozenExpected: row.frozen_expected,
    closedDay: row.closed_day,
    closedHow: row.closed_how as ClosedHow | null,
    renewedDay: row.renewed_day,
    leastTold: opening.kind === "drop" ? (again?.leastTold ?? opening.actual) : null,
    snoozedUntil: row.snoozed_until,
    acknowledgedBy: row.acknowledged_by,
    acknowledgedAt: row.acknowledged_at,
    wakeBelow: row.wake_below,
    version: row.version,
    leadId: row.lead_id,
    openedBy: thresholdOf(opening),
  };
}

/** An alert that was opened before evidence was kept had that of who has set nothing. */
function thresholdOf(opening: AlertOpening): AlertRow["openedBy"] {
  if (opening.kind !== "drop") return null;
  return { share: opening.thresholdPercent / 100, evidence: opening.evidence ?? dropRules.standard.evidence };
}
