import { sql } from "kysely";
import { newId } from "../../ids.ts";
import type { AlertAccount, AlertSettings } from "../../scoring/detect/alert-settings.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Whose alerts a rule is about: both null, the tenant's; else one member's portfolio, or one account's. */
export interface AlertRuleOf {
  readonly memberId: string | null;
  readonly accountId: string | null;
}

/** A rule as it is kept. */
export interface AlertRuleRow extends AlertRuleOf {
  readonly settings: AlertSettings;
  readonly updatedAt: Date;
  readonly updatedByName: string | null;
}

/** Every rule that the actor may read. */
export async function readAlertRules(tx: TenantTx): Promise<AlertRuleRow[]> {
  const { rows } = await sql<AlertRuleRow>`
    select r.member_id as "memberId", r.account_id as "accountId", r.settings, r.updated_at as "updatedAt", m.name as "updatedByName"
      from app.alert_rule r
      left join app.member m on m.tenant_id = ${tx.tenantId} and m.id = r.updated_by
     where r.tenant_id = ${tx.tenantId}`.execute(tx.db);
  return rows;
}

/** Makes or replaces a rule. */
export async function writeAlertRule(
  tx: TenantTx,
  rule: AlertRuleOf & { readonly settings: AlertSettings },
  by: { readonly memberId: string | null; readonly now: Date },
): Promise<void> {
  await sql`
    insert into app.alert_rule (tenant_id, id, member_id, account_id, settings, updated_by, updated_at)
    values (${tx.tenantId}, ${newId(by.now.getTime())}, ${rule.memberId}, ${rule.accountId},
            ${JSON.stringify(rule.settings)}::jsonb, ${by.memberId}, ${by.now})
    on conflict (tenant_id, (coalesce(account_id, member_id, '00000000-0000-0000-0000-000000000000'::uuid))) do update
       set settings = excluded.settings, updated_by = excluded.updated_by, updated_at = excluded.updated_at`.execute(
    tx.db,
  );
}

/** What rules can ask of an account, and whose portfolio it is in. */
export interface AlertAccountRow extends AlertAccount {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string | null;
}

/** The accounts of `ids`, or all, that the actor may see. */
export async function readAlertAccounts(
  tx: TenantTx,
  ids: readonly string[] | null,
): Promise<AlertAccountRow[]> {
  const { rows } = await sql<AlertAccountRow>`
    select a.id, a.name, a.owner_id as "ownerId", a.plan, a.stage, a.seats,
           a.contract_value::double precision as "contractValue"
      from app.account a
     where a.tenant_id = ${tx.tenantId} and (${ids}::uuid[] is null or a.id = any (${ids}::uuid[]))`.execute(
    tx.db,
  );
  return rows;
}
