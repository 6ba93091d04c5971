import { readTenantRules } from "../../db/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { standardAlertRules } from "../../scoring/alert-rules.ts";
import type { BacktestRules } from "../../scoring/backtest/backtest.ts";

/** The rules that score and judge the tenant's accounts now, for its own history. */
export async function readBacktestRules(tx: TenantTx): Promise<BacktestRules> {
  const { models, quiet } = await readTenantRules(tx);
  const { rules: score, established } = models.live;
  const rules = { score, alerts: standardAlertRules(quiet) };
  return { kind: score.kind, established, of: () => rules };
}
