import { readMetricWindows } from "../../db/metrics/metrics.ts";
import { readSegmentFacts } from "../../db/scores/models.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { BacktestRules } from "../../scoring/backtest/backtest.ts";
import { dayOf } from "../../scoring/days.ts";
import type { ScoringModel } from "../../scoring/models/compile-model.ts";
import type { ReplayRules } from "../../scoring/replay/replay.ts";
import type { Day } from "../../scoring/types.ts";
import { readAlertRuleBook } from "../alerts/alert-rule-book.ts";
import { metricValuesOf } from "../scoring/account-rules.ts";

/**
 * What a model says of each of the tenant's accounts, by id, for a replay of the days from `from` to `to`: by the segment it is
 * in now, and by what its metrics came to on each day. Days before have no metric values.
 */
export async function readModelRules(
  tx: TenantTx,
  model: ScoringModel,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<BacktestRules> {
  const alerts = await readAlertRuleBook(tx);
  const facts = await readSegmentFacts(tx, null);
  const { windows, established } = model;
  const found =
    windows.length > 0
      ? await readMetricWindows(tx, { parts: windows, from, to, accountIds: null })
      : undefined;
  const of = (accountId: string): ReplayRules => {
    const known = facts.get(accountId);
    const score = model.rulesOf(known === undefined ? null : model.segmentOf(known));
    return {
      score,
      alerts: alerts.rulesOf(accountId),
      ...(found
        ? { valuesOn: (number: number) => metricValuesOf(found, score, accountId, dayOf(number)) }
        : {}),
    };
  };
  return { kind: model.rules.kind, established, of };
}
