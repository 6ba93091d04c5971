import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import { readChangedUsers, readDayPair, type StoredDay } from "../../db/scores/explained-days.ts";
import { readFeatureDays, readUserDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type {
  ChangedPart,
  ChangeFigures,
  FeatureChange,
  PeopleChange,
  RulesChange,
  ScoreChange,
  TrendChange,
} from "../../results/score-change.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { activeDaysIn, decayOfUse, habitWindowDays, type UsedDay } from "../../scoring/explain/best-use.ts";
import {
  type DayFigures,
  type ExplainedDay,
  type Explanation,
  explainDays,
  type TrendSplit,
} from "../../scoring/explain/explain.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import { maximaOf } from "../../scoring/score/metric-parts.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, type Parts, partNames } from "../../scoring/types.ts";
import { nameOfUser } from "../accounts/list-account-users.ts";
import { explained, readLift, usualAtOpening } from "./read-lift.ts";
import { type PartMetrics, readPartMetrics } from "./read-part-metrics.ts";

/** People who are named of those who came, and of those who went. */
const mostNamed = 10;

/** What is read for an explanation, and the explanation. */
interface Explained {
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
  const { pair, from, to, explanation } = found;
  return {
    parts: explanation.parts,
    rules: rulesChange(pair, from.rules, to.rules, explanation.rules),
  };
}

async function readExplanation(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
  input: { readonly from: Day; readonly to: Day },
): Promise<Explained | null> {
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
 * The exact difference between two days of an account that was read already. The first and the last scored day between
 * `from` and `to` are taken; null where there is none.
 * @param input.named whether people are named: on the page and in its JSON, to who may see the account; never in chat, nor in PDF
 *   and XLSX, which are passed on
 */
export async function readScoreChange(
  tx: TenantTx,
  account: AccountRow,
  state: DataState,
  input: { readonly from: Day; readonly to: Day; readonly named: boolean },
): Promise<ScoreChange | null> {
  const found = await readExplanation(tx, account, state, input);
  if (found === null) return null;
  const { pair, from, to, used, metrics, explanation } = found;
  const points = roundParts(to.parts);
  const most = maximaOf(to.rules, to.parts);
  return {
    account: { id: account.id, name: account.name },
    from: { day: pair.from.day, score: explanation.before },
    to: { day: pair.to.day, score: explanation.after },
    parts: partNames
      .map(
        (part): ChangedPart => ({
          part,
          points: to.rules.weights[part] > 0 ? (points[part] ?? null) : null,
          max: most[part] ?? to.rules.weights[part],
          change: explanation.parts[part] ?? 0,
        }),
      )
      .filter(({ max, change }) => max > 0 || change !== 0),
    trend: trendFor(tx, explanation.trend),
    rules: rulesChange(pair, from.rules, to.rules, explanation.rules),
    before: figuresOf(tx, pair.from, from.rules, used, metrics),
    after: figuresOf(tx, pair.to, to.rules, used, metrics),
    usualAtOpening: otherUsual(account, pair.to),
    features: await readFeatureChanges(tx, account.id, pair.from.day, pair.to.day),
    people: await readPeople(tx, account.id, pair.from.day, pair.to.day, input.named),
    lift: await readLift(tx, account, to, pair.to.day, used, metrics.bestOf(to.rules, pair.to.day)),
  };
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
  if (isSame(from.rules, to.rules) || pair.from.version !== pair.to.version) return null;
  if (tx.role === "viewer" && Object.keys(from.rules.metrics).length > 0) return null;
  return {
    ...to.figures,
    decay: decayOfUse(used, pair.to.day, from.rules.memory),
    values: metrics.valuesOn(from.rules, pair.to.day),
  };
}

function isSame(one: ScoreRules, other: ScoreRules): boolean {
  return one.version === other.version && one.segment === other.segment;
}

function rulesChange(
  pair: { readonly from: StoredDay; readonly to: StoredDay },
  from: ScoreRules,
  to: ScoreRules,
  points: number | null,
): RulesChange | null {
  if (pair.from.version !== pair.to.version) {
    return { from: `formula ${pair.from.version}`, to: `formula ${pair.to.version}`, points: null };
  }
  return isSame(from, to) ? null : { from: nameOf(from), to: nameOf(to), points };
}

function nameOf({ version, segment }: ScoreRules): string {
  return segment === null ? `version ${version}` : `version ${version} for ${segment}`;
}

/** A customer's own people are told nothing of other customers: what these did to usual is told as a change of usual. */
function trendFor(tx: TenantTx, split: TrendSplit | null): TrendChange | null {
  if (split === null || tx.role !== "viewer") return split;
  return { ...split, usual: split.usual + split.market, market: null };
}

function figuresOf(
  tx: TenantTx,
  stored: StoredDay,
  rules: ScoreRules,
  used: readonly UsedDay[],
  metrics: PartMetrics,
): ChangeFigures {
  const { memory } = rules;
  const { day, sums, decay, expected, market } = stored;
  return {
    recent: {
      activeDays: activeDaysIn(used, day, windowDays),
      windowDays,
      weighed: decay.recent,
      full: memory.recent.fullDays,
    },
    habit: {
      activeDays: activeDaysIn(used, day, habitWindowDays),
      windowDays: habitWindowDays,
      weighed: decay.habit,
      full: memory.habit.fullDays,
    },
    actual: sums.actual,
    usual: expected === null ? null : Math.round(expected),
    silentDays: sums.silentDays,
    market: tx.role === "viewer" ? null : market,
    users28: sums.users28,
    users112: stored.users112,
    metrics: metrics.figuresOn(rules, day),
  };
}

/** While a drop alert is open its words keep the usual of its opening; null where the score counts the same. */
function otherUsual(account: AccountRow, { day, expected }: StoredDay): number | null {
  const told = usualAtOpening(account);
  if (told === null || expected === null || day !== account.latest?.day) return null;
  return Math.round(told) === Math.round(expected) ? null : Math.round(told);
}

async function readFeatureChanges(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<FeatureChange[]> {
  const window = (day: Day) => ({ from: addDays(day, 1 - windowDays), to: day });
  const rows = await readFeatureDays(tx, accountId, window(to), window(from));
  return rows
    .map(({ feature, actual, base }) => ({ feature, before: base, after: actual }))
    .sort(
      (one, other) =>
        one.after - one.before - (other.after - other.before) || (one.feature < other.feature ? -1 : 1),
    );
}

async function readPeople(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
  named: boolean,
): Promise<PeopleChange> {
  const { came, went, users } = await readChangedUsers(tx, accountId, {
    from,
    to,
    named: named ? mostNamed : 0,
  });
  const who = (wanted: "came" | "went") =>
    users.filter(({ how }) => how === wanted).map((user) => ({ name: nameOfUser(user), days: user.days }));
  return { came, went, named: named ? { came: who("came"), went: who("went") } : null };
}
