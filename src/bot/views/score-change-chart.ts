import type { ScoreChangeChart } from "../../render/types.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import { daysBetween } from "../../scoring/days.ts";
import { shownName } from "../../words/names.ts";
import { days, signed } from "../../words/numbers.ts";
import { rulesFromTo } from "../../words/score-change.ts";
import { partChanges } from "../../words/status.ts";

/** What the waterfall of a change needs of it. */
export type ChartedChange = Pick<ScoreChange, "account" | "from" | "to" | "parts"> &
  Partial<Pick<ScoreChange, "trend" | "rules">>;

/** The waterfall of a change (UX 3.4). */
export function scoreChangeChart(change: ChartedChange): ScoreChangeChart {
  const { rules } = change;
  return {
    kind: "score-change",
    title: `${shownName(change.account.name)}: ${scoreChangeWords(change)}`,
    from: change.from,
    to: change.to,
    parts: change.parts,
    ...(typeof change.trend?.market === "number" ? { market: change.trend.market } : {}),
    ...(rules && rules.points !== null ? { rules: { words: rulesFromTo(rules), points: rules.points } } : {}),
  };
}

/** The waterfall in words: "Acme: −15 points in 28 days. From 94 to 79: Trend −11 (of it the market −2), People −3, rules −1." */
export function scoreChangeAlt({ title, from, to, parts, market = 0, rules }: ScoreChangeChart): string {
  const changes = partChanges(parts).replace(/Trend [^,]+/, (trend) =>
    market === 0 ? trend : `${trend} (of it the market ${signed(market)})`,
  );
  const all = [changes, rules ? `change of rules ${signed(rules.points)}` : ""].filter(
    (words) => words !== "",
  );
  return `${title}. From ${from.score} to ${to.score}: ${all.join(", ") || "no part changed"}.`;
}

/** "−15 points in 28 days", "no change in 28 days". */
export function scoreChangeWords({ from, to }: Pick<ChartedChange, "from" | "to">): string {
  const points = to.score - from.score;
  const window = days(daysBetween(from.day, to.day));
  if (points === 0) return `no change in ${window}`;
  return `${signed(points)} ${Math.abs(points) === 1 ? "point" : "points"} in ${window}`;
}
