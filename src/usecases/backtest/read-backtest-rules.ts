import { readLives } from "../../db/accounts/lives.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { BacktestRules } from "../../scoring/backtest/backtest.ts";
import type { Day } from "../../scoring/types.ts";
import { readModelRules } from "../models/read-model-rules.ts";

/** The rules that score and judge the tenant's accounts now, for its own history: by the names that their source gives them. */
export async function readBacktestRules(
  tx: TenantTx,
  log: { readonly firstDay: Day; readonly lastDay: Day },
): Promise<BacktestRules> {
  const { models } = await readTenantRules(tx);
  const ids = new Map((await readLives(tx)).map(({ id, externalId }) => [externalId, id]));
  const rules = await readModelRules(tx, models.live, { from: log.firstDay, to: log.lastDay });
  return { ...rules, of: (account) => rules.of(ids.get(account) ?? account) };
}
