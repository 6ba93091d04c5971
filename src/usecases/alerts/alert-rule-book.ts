import {
  type AlertAccountRow,
  type AlertRuleRow,
  readAlertAccounts,
  readAlertRules,
} from "../../db/alerts/alert-rules.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AlertRules } from "../../scoring/detect/alert-rules.ts";
import {
  type AlertLayer,
  type AlertScope,
  type AlertSettings,
  alertRulesOf,
  alertSettings,
  type ResolvedAlerts,
  resolveAlerts,
} from "../../scoring/detect/alert-settings.ts";
import type { UntoldWhy } from "../../scoring/detect/untold.ts";

/** The rules of a tenant's alerts, by account. */
export interface AlertRuleBook {
  /** What one account is told by. An account that is not known has the tenant's. */
  rulesOf(accountId: string): AlertRules;
  /** The same with whose word each field is. */
  resolvedOf(accountId: string): ResolvedAlerts;
}

/** Reads the rules of every account that the actor may see. */
export async function readAlertRuleBook(
  tx: TenantTx,
  accountIds: readonly string[] | null = null,
): Promise<AlertRuleBook> {
  return alertRuleBook(await readAlertRules(tx), await readAlertAccounts(tx, accountIds));
}

/** A rule book of what was read. */
export function alertRuleBook(
  rows: readonly AlertRuleRow[],
  accounts: readonly AlertAccountRow[],
): AlertRuleBook {
  const layers = layersOf(rows);
  const known = new Map(accounts.map((account) => [account.id, account]));
  // Most accounts share one of few combinations of layers.
  const resolved = new Map<string, ResolvedAlerts>();
  const resolvedOf = (accountId: string): ResolvedAlerts => {
    const ownerId = known.get(accountId)?.ownerId ?? "";
    const portfolio = layers.portfolios.get(ownerId);
    const account = layers.accounts.get(accountId);
    const key = `${portfolio ? ownerId : ""} ${account ? accountId : ""}`;
    const found = resolved.get(key);
    if (found) return found;
    const made = resolveAlerts([layers.tenant, portfolio, account].filter((layer) => layer !== undefined));
    resolved.set(key, made);
    return made;
  };
  const rules = new Map<string, AlertRules>();
  const rulesOf = (accountId: string): AlertRules => {
    const found = rules.get(accountId);
    if (found) return found;
    const made = alertRulesOf(resolvedOf(accountId), known.get(accountId) ?? unknown);
    rules.set(accountId, made);
    return made;
  };
  return { rulesOf, resolvedOf };
}

/** What holds for a portfolio or for one account: its own word and those of the wider scopes. @param of nobody's: the tenant's */
export function resolvedFor(
  rows: readonly AlertRuleRow[],
  of: { readonly ownerId: string | null; readonly accountId: string | null },
): ResolvedAlerts {
  const { tenant, portfolios, accounts } = layersOf(rows);
  const layers = [tenant, portfolios.get(of.ownerId ?? ""), accounts.get(of.accountId ?? "")];
  return resolveAlerts(layers.filter((layer) => layer !== undefined));
}

/** What each scope says. */
function layersOf(rows: readonly AlertRuleRow[]) {
  const layer = (scope: AlertScope, row: AlertRuleRow): AlertLayer => ({ scope, settings: settingsOf(row) });
  const portfolios = new Map<string, AlertLayer>();
  const accounts = new Map<string, AlertLayer>();
  let tenant: AlertLayer = { scope: "tenant", settings: {} };
  for (const row of rows) {
    if (row.accountId !== null) accounts.set(row.accountId, layer("account", row));
    else if (row.memberId !== null) portfolios.set(row.memberId, layer("portfolio", row));
    else tenant = layer("tenant", row);
  }
  return { tenant, portfolios, accounts };
}

/** What a row says. What was kept by a later version and cannot be read is left out, not guessed. */
export function settingsOf(row: Pick<AlertRuleRow, "settings"> | undefined): AlertSettings {
  return alertSettings.safeParse(row?.settings ?? {}).data ?? {};
}

/** Whose rule kept a signal from being told; null: none did. */
export function scopeOfWhy({ from }: ResolvedAlerts, why: UntoldWhy | "merged"): AlertScope | null {
  switch (why) {
    case "kind-off":
      return from.told;
    case "muted":
      return from.mutedTo;
    case "segment":
      return from.plans ?? from.stages ?? from.seatsFrom ?? from.seatsTo;
    case "value":
      return from.minValue;
    case "threshold":
      return from.dropPercent ?? from.smallDropPercent ?? from.quiet;
    case "check":
      return from.checked;
    case "outage":
    case "merged":
      return null;
    default:
      return why satisfies never;
  }
}

const unknown = { plan: null, stage: null, seats: null, contractValue: null };
