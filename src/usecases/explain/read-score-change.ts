import type { AccountRow } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import { readChangedUsers, type StoredDay } from "../../db/scores/explained-days.ts";
import { readFeatureDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type {
  ChangedPart,
  ChangeFigures,
  FeatureChange,
  MetricFigure,
  PeopleChange,
  ScoreChange,
  TrendChange,
} from "../../results/score-change.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { activeDaysIn, habitWindowDays, type UsedDay } from "../../scoring/explain/best-use.ts";
import { isHeldDown, type TrendSplit } from "../../scoring/explain/explain.ts";
import { toldLines } from "../../scoring/explain/told-parts.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import { maximaOf } from "../../scoring/score/metric-parts.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, partNames } from "../../scoring/types.ts";
import { nameOfUser } from "../accounts/list-account-users.ts";
import { readExplanation, rulesChangeOf } from "./read-explanation.ts";
import { readLift, usualAtOpening } from "./read-lift.ts";
import type { PartMetrics } from "./read-part-metrics.ts";

/** People who are named of those who came, and of those who went. */
const mostNamed = 10;

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
  const parts = partNames
    .map(
      (part): ChangedPart => ({
        part,
        points: to.rules.weights[part] > 0 ? (points[part] ?? null) : null,
        max: most[part] ?? to.rules.weights[part],
        change: explanation.parts[part] ?? 0,
      }),
    )
    .filter(({ max, change }) => max > 0 || change !== 0);
  return {
    account: { id: account.id, name: account.name },
    from: { day: pair.from.day, score: explanation.before },
    to: { day: pair.to.day, score: explanation.after },
    parts: toldLines(parts, state.forCustomer, (other, of) => ({
      ...other,
      change: of.reduce((sum, { change }) => sum + change, 0),
    })),
    trend: trendFor(tx, explanation.trend),
    rules: rulesChangeOf(found, state),
    before: figuresOf(tx, pair.from, from.rules, used, metrics),
    after: figuresOf(tx, pair.to, to.rules, used, metrics),
    usualAtOpening: otherUsual(account, pair.to),
    features: await readFeatureChanges(tx, account.id, pair.from.day, pair.to.day),
    people: await readPeople(tx, account.id, pair.from.day, pair.to.day, input.named),
    lift: await readLift(tx, account, state, {
      explained: to,
      day: pair.to.day,
      used,
      metrics: metrics.bestOf(to.rules, pair.to.day),
    }),
  };
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
  const isHeld = ({ part, value }: MetricFigure): boolean =>
    sums.silentDays > 0 && value !== null && isHeldDown(rules, stored.parts, part, value);
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
    metrics: metrics
      .figuresOn(rules, day)
      .map((figure) => (isHeld(figure) ? { ...figure, held: true } : figure)),
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
