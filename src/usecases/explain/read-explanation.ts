import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import { readDayPair, type StoredDay } from "../../db/scores/explained-days.ts";
import { readUserDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { RulesChange } from "../../results/score-change.ts";
import { decayOfUse, type UsedDay } from "../../scoring/explain/best-use.ts";
import { hasSameRules } from "../../scoring/explain/compare-scores.ts";
import { type ExplainedDay, type Explanation, explainDays } from "../../scoring/explain/explain.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import type { DayFigures } from "../../scoring/score/score.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import { explained } from "./read-lift.ts";
import { type PartMetrics, readPartMetrics } from "./read-part-metrics.ts";

/** Two scored days of an account, what is read of them, and the explanation of the difference. */
export interface AccountExplanation {
  readonly pair: { readonly from: StoredDay; readonly to: StoredDay };
  readonly from: ExplainedDay;
  readonly to: ExplainedDay;
  readonly used: readonly UsedDay[];
  readonly metrics: PartMetrics;
  readonly explanation: Explanation;
}

/** Points of an account between two days, and what a change of the rules did: the part of a `ScoreChange` that a card shows. */
interface PointsChange {
  readonly parts: Parts;
  readonly rules: RulesChange | null;
}

/** The same explanation as `readScoreChange`, in points alone. Null where no day between the two has a score. */
export async function readPointsChange(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
  days: { readonly from: Day; readonly to: Day },
): Promise<PointsChange | null> {
  const found = await readExplanation(tx, account, state, days);
  if (found === null) return null;
  return { parts: found.explanation.parts, rules: rulesChangeOf(found) };
}

/** Reads it. The first and the last scored day between `from` and `to` are taken; null where there is none. */
export async function readExplanation(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
  input: { readonly from: Day; readonly to: Day },
): Promise<AccountExplanation | null> {
  const pair = await readDayPair(tx, account.id, input.from, input.to);
  if (pair === null) return null;
  const used = await readUserDays(tx, account.id, account.firstDay ?? pair.from.day, pair.to.day);
  const [from, to] = [explained(pair.from, state), explained(pair.to, state)];
  const days = { from: pair.from.day, to: pair.to.day };
  const metrics = await readPartMetrics(tx, account.id, [from.rules, to.rules], days);
  const explanation = explainDays(from, to, figuresThen(tx, pair, from, to, used, metrics));
  return { pair, from, to, used, metrics, explanation };
}

/**
 * The second day's figures as the first day's rules count them. Null where both have the same, where the formula was another,
 * and where the first day's rules count a metric that the asker may not see.
 */
function figuresThen(
  tx: TenantTx,
  pair: { readonly from: StoredDay; readonly to: StoredDay },
  from: ExplainedDay,
  to: ExplainedDay,
  used: readonly UsedDay[],
  metrics: PartMetrics,
): DayFigures | null {
  if (hasSameRules(from.rules, to.rules) || pair.from.version !== pair.to.version) return null;
  if (tx.role === "viewer" && Object.keys(from.rules.metrics).length > 0) return null;
  return {
    ...to.figures,
    decay: decayOfUse(used, pair.to.day, from.rules.memory),
    values: metrics.valuesOn(from.rules, pair.to.day),
  };
}

/** What changed of the rules between the two days; null: nothing did. */
export function rulesChangeOf({ pair, explanation, ...days }: AccountExplanation): RulesChange | null {
  const [from, to] = [days.from.rules, days.to.rules];
  if (pair.from.version !== pair.to.version) {
    return { from: `formula ${pair.from.version}`, to: `formula ${pair.to.version}`, points: null };
  }
  return hasSameRules(from, to) ? null : { from: nameOf(from), to: nameOf(to), points: explanation.rules };
}

function nameOf({ version, segment }: ScoreRules): string {
  return segment === null ? `version ${version}` : `version ${version} for ${segment}`;
}
