import { shownName } from "../bot/words/names.ts";
import { signed } from "../bot/words/numbers.ts";
import { changeByParts } from "../bot/words/status.ts";
import type { ScoreChangeChart } from "../render/types.ts";
import { addDays } from "../scoring/days.ts";
import type { AccountCard } from "../usecases/results.ts";

/** The waterfall of an account's last 28 days; null while there is nothing to compare with. */
export function scoreChangeChart(account: AccountCard): ScoreChangeChart | null {
  const { score, scoreBefore, dataDay, parts } = account;
  if (score === null || scoreBefore === null || dataDay === null) return null;
  return {
    kind: "score-change",
    title: `${shownName(account.name)}: ${signed(score - scoreBefore)} points in 28 days`,
    from: { day: addDays(dataDay, -28), score: scoreBefore },
    to: { day: dataDay, score },
    parts: parts.map(({ part, points, max, change28d }) => ({ part, points, max, change: change28d ?? 0 })),
  };
}

/** The waterfall in words. */
export function changeAlt({ from, to, parts }: ScoreChangeChart): string {
  return `Health from ${from.score} to ${to.score}. ${changeByParts(to.score - from.score, parts)}.`;
}
