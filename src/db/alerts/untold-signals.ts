import { sql } from "kysely";
import type { AlertOpening } from "../../results/alerts.ts";
import type { AlertScope } from "../../scoring/detect/alert-settings.ts";
import type { UntoldWhy } from "../../scoring/detect/untold.ts";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A signal that was not told and is not over. */
export interface OpenUntold {
  readonly id: string;
  readonly accountId: string;
  readonly kind: SignalKind;
  readonly cause: string;
  readonly day: Day;
  readonly why: UntoldWhy;
  readonly frozenExpected: number | null;
  /** Of a fall into at risk: the band before. */
  readonly previousBand: string | null;
}

/** What was not told and is not over, of all accounts. What another message said is not among it. */
export async function readOpenUntold(tx: TenantTx): Promise<OpenUntold[]> {
  const { rows } = await sql<OpenUntold>`
    select id, account_id as "accountId", kind, cause, day, why, frozen_expected as "frozenExpected",
           opening ->> 'previousBand' as "previousBand"
      from app.untold_signal
     where tenant_id = ${tx.tenantId} and ended_day is null and why <> 'merged'`.execute(tx.db);
  return rows;
}

/** A signal that is kept because nobody was told of it by itself. */
export interface NewUntold {
  readonly id: string;
  readonly accountId: string;
  readonly kind: SignalKind;
  readonly cause: string;
  readonly day: Day;
  readonly seenAt: Date;
  readonly why: UntoldWhy | "merged";
  readonly scope: AlertScope | null;
  readonly opening: AlertOpening & { readonly previousBand?: string };
  readonly frozenExpected: number | null;
  readonly memberIds: readonly string[];
  readonly alertId: string | null;
}

/** Keeps a signal; one of the same cause stays as it is. @returns whether it was new */
export async function insertUntold(tx: TenantTx, signal: NewUntold): Promise<boolean> {
  const ended = signal.why === "merged";
  const { numAffectedRows } = await sql`
    insert into app.untold_signal (tenant_id, id, account_id, kind, cause, day, seen_at, why, scope, opening, frozen_expected,
                                   member_ids, alert_id, ended_day, ended_how)
    values (${tx.tenantId}, ${signal.id}, ${signal.accountId}, ${signal.kind}, ${signal.cause}, ${signal.day}::date, ${signal.seenAt},
            ${signal.why}, ${signal.scope}, ${JSON.stringify(signal.opening)}::jsonb, ${signal.frozenExpected},
            ${[...signal.memberIds]}::uuid[], ${signal.alertId}, ${ended ? signal.day : null}::date, ${ended ? "told" : null})
    on conflict (tenant_id, account_id, cause) do nothing`.execute(tx.db);
  return numAffectedRows === 1n;
}

/** Notes that a signal which was not told is over, or is told by an alert now. */
export async function endUntold(
  tx: TenantTx,
  id: string,
  end: { readonly day: Day; readonly how: "told" | "over" | "undone" | "left" },
): Promise<void> {
  await sql`
    update app.untold_signal
       set ended_day = ${end.day}::date, ended_how = ${end.how}
     where tenant_id = ${tx.tenantId} and id = ${id}`.execute(tx.db);
}

/** Forgets what was not told and is over since before a time. */
export async function forgetUntold(tx: TenantTx, before: Date): Promise<void> {
  await sql`
    delete from app.untold_signal
     where tenant_id = ${tx.tenantId} and seen_at < ${before} and ended_day is not null`.execute(tx.db);
}
