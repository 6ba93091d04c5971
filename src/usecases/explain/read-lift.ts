import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import { readDayPair, readMostUsers, type StoredDay } from "../../db/scores/explained-days.ts";
import { readUserDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { formulaVersion, windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import {
  activeDaysIn,
  bestUse,
  fullSums,
  habitWindowDays,
  type UsedDay,
} from "../../scoring/explain/best-use.ts";
import { type ExplainedDay, isExplained, valuesBehind } from "../../scoring/explain/explain.ts";
import { type BestMetrics, type Lift, liftOf } from "../../scoring/explain/lift.ts";
import { maximaOf } from "../../scoring/score/metric-parts.ts";
import { roundParts, sharesOf } from "../../scoring/score/score.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import { leftOn } from "../portfolio/account-line.ts";
import { readPartMetrics } from "./read-part-metrics.ts";

/** A stored day with the rules that made it. */
export function explained(stored: StoredDay, state: Pick<DataState, "models">): ExplainedDay {
  const { parts, sums, decay, market } = stored;
  const rules = state.models.rulesOf(stored);
  // What a silence held down it left where it is.
  const held = stored.version === formulaVersion ? sharesOf(rules, parts) : {};
  return {
    parts,
    rules,
    figures: { sums, decay, market, values: valuesBehind(rules, parts), held },
  };
}

/** What would lift an account as it stands most. Null without a final score, and where `readLift` has none. */
export async function readAccountLift(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
): Promise<Lift | null> {
  if (account.latest === null) return null;
  const { day } = account.latest;
  const pair = await readDayPair(tx, account.id, day, day);
  if (pair === null) return null;
  const used = await readUserDays(tx, account.id, account.firstDay ?? day, day);
  const latest = explained(pair.to, state);
  const metrics = await readPartMetrics(tx, account.id, [latest.rules], { from: day, to: day });
  const metricsAtBest = metrics.bestOf(latest.rules, day);
  return readLift(tx, account, state, { explained: latest, day, used, metrics: metricsAtBest });
}

/** The usual that an open drop alert keeps from its opening, exact; null without one. */
export function usualAtOpening({ openAlerts }: Pick<AccountRow, "openAlerts">): number | null {
  return openAlerts.find(({ kind }) => kind === "drop")?.frozenExpected ?? null;
}

/**
 * What would lift an account's score of a day most. Null of who had left by then, or of its latest day by now, and where the
 * day's points are not those of its figures: they were made by another formula.
 * @param input.used all days on which it was used, up to `day`, oldest first
 * @param input.metrics those of its parts on that day, and at their best
 */
export async function readLift(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
  input: {
    readonly explained: ExplainedDay;
    readonly day: Day;
    readonly used: readonly UsedDay[];
    readonly metrics: BestMetrics;
  },
): Promise<Lift | null> {
  const { explained, day, used, metrics } = input;
  const isLatest = day === account.latest?.day;
  const hasLeft = leftOn(account, isLatest ? state : { today: day }) !== null;
  if (hasLeft || !isExplained(explained)) return null;
  const { figures, rules, parts } = explained;
  const users112 = await readMostUsers(tx, account.id, addDays(day, -364), day);
  return liftOf({
    figures,
    rules,
    shown: roundParts(parts),
    most: maximaOf(rules, parts) as Parts,
    active: {
      recent: activeDaysIn(used, day, windowDays),
      habit: activeDaysIn(used, day, habitWindowDays),
    },
    best: { ...bestUse(used, day, rules.memory, fullSums(rules.memory, figures.sums.ageDays)), users112 },
    metrics,
    // Of a day that is past, the alert of today says nothing.
    toldUsual: isLatest ? usualAtOpening(account) : null,
  });
}
