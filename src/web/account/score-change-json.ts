import { scoreChangeWords } from "../../bot/views/score-change-chart.ts";
import type { ChangeFigures, DaysInUse, ScoreChange } from "../../results/score-change.ts";
import type { Day } from "../../scoring/types.ts";
import { liftWords } from "../../words/lift.ts";
import { featureWords, partFigures, rulesWords } from "../../words/score-change.ts";

/**
 * An explained change as `GET /api/accounts/:id/why` answers it: docs/api.md describes the keys, and none of them changes its
 * meaning. Whole points; figures to a thousandth.
 */
export function scoreChangeJson(change: ScoreChange, today: Day) {
  const { account, from, to, trend, rules, people, lift } = change;
  return {
    account: { id: account.id, name: account.name },
    from: { day: from.day, score: from.score },
    to: { day: to.day, score: to.score },
    change: to.score - from.score,
    parts: change.parts.map(({ part, points, max, change: by }) => ({
      part,
      points,
      max,
      change: by,
      words: partFigures(change, part),
    })),
    trend: trend && { use: trend.use, usual: trend.usual, market: trend.market, weight: trend.weight },
    rules: rules && { from: rules.from, to: rules.to, points: rules.points },
    before: figuresJson(change.before),
    after: figuresJson(change.after),
    usualAtOpening: change.usualAtOpening,
    features: change.features.map(({ feature, before, after }) => ({ feature, before, after })),
    people: {
      came: people.came,
      went: people.went,
      named: people.named && { came: [...people.named.came], went: [...people.named.went] },
    },
    lift,
    words: {
      heading: `${account.name}: ${scoreChangeWords(change)}`,
      rules: rulesWords(change),
      features: featureWords(change),
      lift: lift === null ? "" : liftWords(lift, today),
    },
  };
}

function figuresJson({
  recent,
  habit,
  actual,
  usual,
  silentDays,
  market,
  users28,
  users112,
  metrics,
}: ChangeFigures) {
  return {
    recent: daysJson(recent),
    habit: daysJson(habit),
    userDays: actual,
    usual,
    silentDays,
    market: market === null ? null : thousandths(market),
    users: users28,
    users112,
    metrics: metrics.map(({ part, label, unit, kind, windowDays, value }) => ({
      part,
      label,
      unit,
      kind,
      windowDays,
      value,
    })),
  };
}

function daysJson({ activeDays, windowDays, weighed, full }: DaysInUse) {
  return { activeDays, windowDays, weighed: thousandths(weighed), full: thousandths(full) };
}

function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
