import { countSilences } from "../../../db/alerts/silences.ts";
import { countUse, readUserDays } from "../../../db/scores/series.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import type { AlertOpening } from "../../../results/alerts.ts";
import { windowDays } from "../../../scoring/constants.ts";
import { addDays } from "../../../scoring/days.ts";
import { fellMost } from "../../../scoring/detect/fell-most.ts";
import { onsetOf } from "../../../scoring/detect/onset.ts";
import type { Opening } from "../../../scoring/detect/transition.ts";
import type { ModelHistory } from "../../../scoring/models/model-history.ts";
import { type Day, type Parts, partNames } from "../../../scoring/types.ts";
import { readFeatures } from "../../accounts/account-card.ts";
import { usualBaseOf } from "../../accounts/usage-range.ts";
import { readExplanation } from "../../explain/read-explanation.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";

/** Silences of the tenant that ended or lasted, below which their fate says nothing. */
const fewSilences = 5;
/** Days after which a silence has shown whether it ends. */
const silenceFateDays = 56;
/** A band change is told against the same weekday before. */
const compareDays = 7;

/** What was seen when an alert opened, in figures; kept with it, so that its words never change. @param evidence what the rules ask of a drop */
export async function describeOpening(
  tx: TenantTx,
  opening: Opening,
  scored: ScoredAccountDay,
  firstDay: string,
  evidence: number,
  models: ModelHistory,
): Promise<AlertOpening> {
  switch (opening.signal) {
    case "drop":
      return { ...(await describeDrop(tx, opening, scored, firstDay)), evidence };
    case "silence":
      return describeSilence(tx, opening, scored);
    case "band-change":
      return describeBandChange(tx, scored, firstDay, models);
  }
}

async function describeDrop(
  tx: TenantTx,
  opening: Extract<Opening, { signal: "drop" }>,
  scored: ScoredAccountDay,
  firstDay: string,
): Promise<Extract<AlertOpening, { kind: "drop" }>> {
  const { figures } = opening;
  const days = await readUserDays(tx, scored.accountId, addDays(scored.day, -160), scored.day);
  const { accountId, day, lastActiveDay, market } = scored;
  const base = usualBaseOf({ firstDay, lastActiveDay, day }, market);
  const features = await readFeatures(tx, accountId, day, base);
  const most = fellMost(features);
  return {
    kind: "drop",
    dropPercent: Math.round(figures.drop * 100),
    actual: figures.actual,
    usual: Math.round(figures.expected),
    onset: onsetOf(days, scored.day),
    feature: most && { feature: most.feature, actual: most.actual, usual: most.usual },
    thresholdPercent: Math.round(figures.threshold * 100),
    market: scored.market,
  };
}

async function describeSilence(
  tx: TenantTx,
  opening: Extract<Opening, { signal: "silence" }>,
  scored: ScoredAccountDay,
): Promise<AlertOpening> {
  const { lastActiveDay, silentDays } = opening.figures;
  const before = await countUse(tx, scored.accountId, {
    from: addDays(lastActiveDay, 1 - windowDays),
    to: lastActiveDay,
  });
  const { quiet, cameBack } = await countSilences(tx, addDays(scored.day, -silenceFateDays));
  return {
    kind: "silence",
    days: silentDays,
    lastUsedOn: lastActiveDay,
    userDaysBefore: before.userDays,
    usersBefore: before.users,
    history: quiet < fewSilences ? null : { quiet, cameBack },
  };
}

/** What changed within the week, as `why` explains it: what a publish moved is no part's fall. */
async function describeBandChange(
  tx: TenantTx,
  scored: ScoredAccountDay,
  firstDay: Day,
  models: ModelHistory,
): Promise<AlertOpening> {
  const score = Math.round(scored.score);
  const account = { id: scored.accountId, firstDay };
  const week = { from: addDays(scored.day, -compareDays), to: scored.day };
  const found = await readExplanation(tx, account, { models }, week);
  const { before = score, parts = {}, rules = null } = found?.explanation ?? {};
  const changes: Partial<Parts> = parts;
  const from = found?.pair.from.day ?? scored.day;
  return {
    kind: "band-change",
    thresholds: scored.rules.thresholds,
    score,
    scoreBefore: before,
    beforeDay: from < scored.day ? from : addDays(scored.day, -1),
    lastUsedOn: scored.lastActiveDay,
    ...(scored.silentDays >= scored.rules.silenceDays && score >= scored.rules.thresholds.atRisk
      ? { silentDays: scored.silentDays }
      : {}),
    partChanges: partNames
      .map((part) => ({ part, change: changes[part] ?? 0 }))
      .filter((entry) => entry.change !== 0)
      .sort((one, other) => one.change - other.change),
    ...(rules === null || rules === 0 ? {} : { byRules: rules }),
    actual: scored.actual,
    usual: scored.expected === null ? null : Math.round(scored.expected),
  };
}
