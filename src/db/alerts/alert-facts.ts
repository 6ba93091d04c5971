import { sql } from "kysely";
import type { Feedback } from "../../results/alert-answers.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** An alert with everything that was done with it, and by whom. */
export interface AlertFactsRow {
  readonly id: string;
  readonly accountId: string;
  readonly kind: SignalKind;
  readonly state: "open" | "acknowledged" | "snoozed" | "resolved" | "withdrawn";
  readonly openedAt: Date;
  readonly openedDay: Day;
  readonly figures: unknown;
  readonly acknowledgedById: string | null;
  readonly acknowledgedByName: string | null;
  readonly acknowledgedAt: Date | null;
  readonly snoozedByName: string | null;
  readonly snoozedUntil: Date | null;
  readonly snoozeReason: string | null;
  readonly wakeBelow: number | null;
  readonly closedHow: string | null;
  readonly closedAt: Date | null;
  readonly closedByName: string | null;
  readonly closedNote: string | null;
  readonly closedFigures: {
    readonly actual: number;
    readonly usual: number | null;
    /** Absent in what ended before it was kept. */
    readonly score?: number;
  } | null;
  /** From its opening to its end, in days of the tenant's zone; null while it is open. */
  readonly openDays: number | null;
  readonly feedback: Feedback | null;
  readonly version: number;
  /** The last time that it was told again: a `ToldAgain`. */
  readonly again: unknown;
  /** The alert whose message says this one too. */
  readonly leadId: string | null;
  /** Openings of what else was seen on its day. */
  readonly also: readonly unknown[];
}

/** The alerts of `ids` that the asker may see, in the order of `ids`. */
export function readAlertFacts(tx: TenantTx, ids: readonly string[]): Promise<AlertFactsRow[]> {
  return readFacts(tx, sql`x.id = any (${[...ids]}::uuid[])`, sql`array_position(${[...ids]}::uuid[], x.id)`);
}

/** The alerts that the messages of `ids` say besides, oldest first. */
export function readFollowers(tx: TenantTx, ids: readonly string[]): Promise<AlertFactsRow[]> {
  return readFacts(tx, sql`x.lead_id = any (${[...ids]}::uuid[])`, sql`x.opened_at, x.id`);
}

/** All alerts of an account that the asker may see: open ones first, then past ones, newest first. */
export function readAccountAlertFacts(tx: TenantTx, accountId: string): Promise<AlertFactsRow[]> {
  return readFacts(
    tx,
    sql`x.account_id = ${accountId}::uuid`,
    sql`(x.state in ('resolved', 'withdrawn')), x.opened_at desc, x.id desc`,
  );
}

async function readFacts(
  tx: TenantTx,
  which: ReturnType<typeof sql>,
  order: ReturnType<typeof sql>,
): Promise<AlertFactsRow[]> {
  const result = await sql<AlertFactsRow>`
    select x.id, x.account_id as "accountId", x.kind, x.state, x.opened_at as "openedAt", x.opened_day as "openedDay", x.figures,
           x.acknowledged_by as "acknowledgedById", ack.name as "acknowledgedByName", x.acknowledged_at as "acknowledgedAt",
           snooze.name as "snoozedByName", x.snoozed_until as "snoozedUntil", x.snooze_reason as "snoozeReason",
           x.wake_below as "wakeBelow", x.closed_how as "closedHow", x.closed_at as "closedAt", closer.name as "closedByName",
           x.closed_note as "closedNote", x.closed_figures as "closedFigures",
           (x.closed_at at time zone t.zone)::date - (x.opened_at at time zone t.zone)::date as "openDays",
           x.feedback, x.version, x.lead_id as "leadId", x.also, x.again
      from app.alert x
      join app.tenant t on t.id = x.tenant_id
      left join app.member ack on ack.tenant_id = ${tx.tenantId} and ack.id = x.acknowledged_by
      left join app.member snooze on snooze.tenant_id = ${tx.tenantId} and snooze.id = x.snoozed_by
      left join app.member closer on closer.tenant_id = ${tx.tenantId} and closer.id = x.closed_by
     where x.tenant_id = ${tx.tenantId} and ${which}
     order by ${order}`.execute(tx.db);
  return result.rows;
}
