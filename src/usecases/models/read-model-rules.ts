import { readFactPeriods } from "../../db/accounts/segment-facts.ts";
import { type MetricWindows, readMetricWindows } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { BacktestRules } from "../../scoring/backtest/backtest.ts";
import { dayNumber, dayOf } from "../../scoring/days.ts";
import type { ScoringModel } from "../../scoring/models/compile-model.ts";
import type { FactPeriod } from "../../scoring/models/fact-periods.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import type { ReplayRules } from "../../scoring/replay/replay.ts";
import type { Day } from "../../scoring/types.ts";
import { readAlertRuleBook } from "../alerts/alert-rule-book.ts";
import { metricValuesOf } from "../scoring/account-rules.ts";

/**
 * What a model says of each of the tenant's accounts, by id, for a replay of the days from `from` to `to`: by the segment it was
 * in on each day, and by what its metrics came to. Days before have no metric values.
 */
export async function readModelRules(
  tx: TenantTx,
  model: ScoringModel,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<BacktestRules> {
  const alerts = await readAlertRuleBook(tx);
  const { windows, established } = model;
  const facts = model.document.segments.length > 0 ? await readFactPeriods(tx, null) : undefined;
  const found =
    windows.length > 0
      ? await readMetricWindows(tx, { parts: windows, from, to, accountIds: null })
      : undefined;
  const of = (accountId: string): ReplayRules => {
    const periods = segmentPeriods(model, facts?.get(accountId) ?? []);
    const score = periods.at(-1)?.rules ?? model.rules;
    const scoreOn = (number: number) => periods.findLast((period) => period.number <= number)?.rules ?? score;
    return {
      score,
      alerts: alerts.rulesOf(accountId),
      ...(periods.length > 1 ? { scoreOn } : {}),
      ...(found ? { valuesOn: (number: number) => valuesOn(found, scoreOn(number), accountId, number) } : {}),
    };
  };
  return { kind: model.rules.kind, established, of };
}

/** The segments that an account was in, one after the other, the oldest first. */
function segmentPeriods(
  model: ScoringModel,
  facts: readonly FactPeriod[],
): readonly { readonly number: number; readonly rules: ScoreRules }[] {
  const periods = facts.map((period) => ({
    number: dayNumber(period.from),
    rules: model.rulesOf(model.segmentOf(period.facts)),
  }));
  return periods.filter(({ rules }, at) => rules !== periods[at - 1]?.rules);
}

function valuesOn(found: MetricWindows, rules: ScoreRules, accountId: string, number: number) {
  return metricValuesOf(found, rules, accountId, dayOf(number));
}
