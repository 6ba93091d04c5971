import { readAccountAlertFacts } from "../../db/alerts/alert-facts.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { isId } from "../../ids.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import { alertFactsOf } from "./get-alert.ts";

/**
 * An account's alerts: open ones first, then past ones, newest first. None for who may not see alerts or the account. Part
 * of a look at the account, which `getAccount` keeps.
 */
export async function listAccountAlerts(tx: TenantTx, accountId: string): Promise<AlertFacts[]> {
  return isId(accountId) ? alertFactsOf(tx, await readAccountAlertFacts(tx, accountId)) : [];
}
