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

/** The waterfall of a change. */
export function scoreChangeChart(change: ChartedChange): ScoreChangeChart {
  const { rules } = change;
  const name = shownName(change.account.name);
  return {
    kind: "score-change",
    title: `${name}: ${scoreChangeWords(change)}`,
    name,
    from: change.from,
    to: change.to,
    parts: change.parts,
    ...(typeof change.trend?.market === "number" ? { market: change.trend.market } : {}),
    ...(rules && rules.points !== null
      ? { rules: { words: rulesFromTo(shortRules(rules)), points: rules.points } }
      : {}),
  };
}

/** "v2 to v3 for Enterprise": a drawing has less room than a sentence. */
function shortRules({ from, to }: { readonly from: string; readonly to: string }) {
  const short = (words: string) => words.replace(/^version (?=\d)/, "v");
  return { from: short(from), to: short(to) };
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
