import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import { readDayPair, type StoredDay } from "../../db/scores/explained-days.ts";
import { readUserDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { RulesChange } from "../../results/score-change.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { decayOfUse, type UsedDay } from "../../scoring/explain/best-use.ts";
import { type ComparedScores, hasSameRules } from "../../scoring/explain/compare-scores.ts";
import { type ExplainedDay, type Explanation, explainDays } from "../../scoring/explain/explain.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import type { DayFigures } from "../../scoring/score/score.ts";
import type { Day } from "../../scoring/types.ts";
import { changesByPoints, type ScoreChanges } from "../portfolio/account-line.ts";
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

/** How an account's score changed in a week and in four, as `why` explains it; and how the rules did in the four. */
interface ExplainedChanges extends ScoreChanges {
  readonly rules: RulesChange | null;
}

/** Reads them: for what speaks of one account. Where the rules stayed, points alone say the same, and nothing is read. */
export async function readChanges(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
): Promise<ExplainedChanges> {
  const { week, month } = changesByPoints(account, state);
  const explain = async (change: ComparedScores | null, windowDays: number) => {
    const to = account.latest?.day;
    if (to === undefined || change === null || change.byRules === null) return null;
    return readExplanation(tx, account, state, { from: addDays(to, -windowDays), to });
  };
  const [weekly, monthly] = [await explain(week, 7), await explain(month, windowDays)];
  return {
    week: weekly ? pointsOf(weekly) : week,
    month: monthly ? pointsOf(monthly) : month,
    rules: monthly && rulesChangeOf(monthly, state),
    isExact: true,
  };
}

function pointsOf({ explanation }: AccountExplanation): ComparedScores {
  const { before, after, parts, rules, reached } = explanation;
  return { change: after - before, parts, byRules: rules, reached };
}

/** Reads it. The first and the last scored day between `from` and `to` are taken; null where there is none. */
export async function readExplanation(
  tx: TenantTx,
  account: Pick<AccountRow, "id" | "firstDay">,
  state: Pick<DataState, "models">,
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

/** What changed of the rules between the two days; null: nothing did. A customer's own people are told no segment: its name is the team's word. */
export function rulesChangeOf(
  { pair, explanation, ...days }: AccountExplanation,
  { forCustomer }: Pick<DataState, "forCustomer">,
): RulesChange | null {
  const [from, to] = [days.from.rules, days.to.rules];
  if (pair.from.version !== pair.to.version) {
    return { from: `formula ${pair.from.version}`, to: `formula ${pair.to.version}`, points: null };
  }
  if (hasSameRules(from, to)) return null;
  const { rules: points } = explanation;
  if (forCustomer && from.version === to.version) return { from: "one set", to: "another", points };
  const nameOf = ({ version, segment }: ScoreRules) =>
    segment === null || forCustomer ? `version ${version}` : `version ${version} for ${segment}`;
  return { from: nameOf(from), to: nameOf(to), points };
}
