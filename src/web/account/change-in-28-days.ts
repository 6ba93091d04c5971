import type { ChartedChange } from "../../bot/views/score-change-chart.ts";
import type { AccountCard } from "../../results/accounts.ts";
import { addDays } from "../../scoring/days.ts";

/** How an account's score changed in its last 28 days; null while there is nothing to compare with. */
export function changeIn28Days(account: AccountCard): ChartedChange | null {
  const { score, scoreBefore, dataDay, parts, rulesChange } = account;
  if (score === null || scoreBefore === null || dataDay === null) return null;
  return {
    account,
    from: { day: addDays(dataDay, -28), score: scoreBefore },
    to: { day: dataDay, score },
    parts: parts
      .map(({ part, points, max, change28d }) => ({
        part,
        points: points ?? 0,
        max: points === null ? 0 : max,
        change: change28d ?? 0,
      }))
      .filter(({ max, change }) => max > 0 || change !== 0),
    rules: rulesChange,
  };
}
