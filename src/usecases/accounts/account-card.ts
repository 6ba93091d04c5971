import type { AccountRow } from "../../db/accounts/accounts.ts";
import { readAccountAlertFacts } from "../../db/alerts/alert-facts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import {
  readBaseAnchor,
  readFeatureDays,
  readOpenings,
  readScorePoints,
  readUserDays,
  type ScorePoint,
} from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountCard, AccountSeries, FeatureUse } from "../../results/accounts.ts";
import type { AlertOpening } from "../../results/alerts.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays, eachDay, earlier } from "../../scoring/days.ts";
import type { ScoreRules } from "../../scoring/models/score-rules.ts";
import type { Day } from "../../scoring/types.ts";
import { factsOf } from "../alerts/get-alert.ts";
import { readChanges } from "../explain/read-explanation.ts";
import { readAccountLift } from "../explain/read-lift.ts";
import { readParts } from "../explain/read-parts.ts";
import { lateDataOf, leftOn, lineOf } from "../portfolio/account-line.ts";
import { type DayRange, type UsualBase, usualBaseOf, usualWeekOf, weeksOf } from "./usage-range.ts";

/** Events that a chart may be given; more than these are no help to anybody. */
const maxEvents = 12;

/** The card of an account that was read already, with its series over `range`. */
export async function cardOf(
  tx: TenantTx,
  row: AccountRow,
  state: DataState,
  range: DayRange,
): Promise<AccountCard> {
  const base = await readUsualBase(tx, row, range.to);
  const changes = await readChanges(tx, row, state);
  const alerts =
    row.openAlerts.length > 0 && leftOn(row, state) === null ? await readAccountAlertFacts(tx, row.id) : [];
  return {
    ...lineOf(row, state, windowDays, changes),
    externalId: row.externalId,
    plan: row.plan,
    seats: row.seats,
    stage: row.stage,
    contractValue:
      row.contractValue === null ? null : { amount: row.contractValue, currency: row.currency ?? "" },
    ownerSince: row.owner?.since?.toISOString() ?? null,
    parts: await readParts(tx, row, state, changes),
    rulesChange: changes.rules,
    scoreBefore: row.monthAgo && Math.round(row.monthAgo.score),
    users28: row.latest?.users28 ?? 0,
    users28Before: row.monthAgo?.users28 ?? 0,
    ageDays: row.latest?.ageDays ?? null,
    dataDay: row.latest?.day ?? state.dataDay,
    scoredAt: row.latest?.scoredAt.toISOString() ?? null,
    today: todayOf(row, state),
    thresholds: rulesOf(row, state).thresholds,
    openAlerts: alerts
      .filter((alert) => alert.state !== "resolved" && alert.state !== "withdrawn")
      .map((alert) => factsOf(alert, row, state)),
    series: await readSeries(tx, row, state, range, base),
    features: await readFeatures(tx, row.id, range.to, base),
    lift: await readAccountLift(tx, row, state),
    late: lateDataOf(state),
  };
}

/** Today so far, when somebody used it today and it shows more than the last final day. */
function todayOf(row: AccountRow, state: DataState): AccountCard["today"] {
  const today = row.latest?.today;
  if (!today || today.day !== state.today || today.users === 0) return null;
  const score = Math.round(today.score);
  return score === Math.round(row.latest.score) ? null : { score, users: today.users };
}

/** The base of "usual" as of `day`; while a drop alert is open, as of its opening, like the alert's own words. */
async function readUsualBase(tx: TenantTx, row: AccountRow, day: Day): Promise<UsualBase | null> {
  const drop = row.openAlerts.find(({ kind }) => kind === "drop");
  const on = drop ? earlier(drop.openedDay, day) : day;
  const { lastActiveDay, market } = await readBaseAnchor(tx, row.id, on);
  const { firstDay } = row;
  return firstDay === null || lastActiveDay === null
    ? null
    : usualBaseOf({ firstDay, lastActiveDay, day: on }, market);
}

async function readSeries(
  tx: TenantTx,
  row: AccountRow,
  state: DataState,
  range: DayRange,
  base: UsualBase | null,
): Promise<AccountSeries> {
  const points = await readScorePoints(tx, row.id, range.from, range.to);
  const scores = new Map(points.map(({ day, score }) => [day, Math.round(score)]));
  const first = earlier(addDays(range.from, -6), base?.from ?? range.from);
  const days = await readUserDays(tx, row.id, first, range.to);
  const openings = await readOpenings(tx, row.id, range.from, range.to);
  return {
    ...range,
    health: [...eachDay(range.from, range.to)].map((day) => ({ day, score: scores.get(day) ?? null })),
    weeks: weeksOf(range, days),
    usualWeek: base && usualWeekOf(base, days),
    events: tx.role === "viewer" ? [] : eventsOf(row, state, range, points, openings),
  };
}

/** Openings of alerts, a silence that is going on, changes of scoring: oldest first. A customer's admin is told none. */
function eventsOf(
  row: AccountRow,
  state: DataState,
  range: DayRange,
  points: readonly ScorePoint[],
  openings: readonly { day: Day; figures: unknown }[],
): AccountSeries["events"] {
  const events = openings.map(({ day, figures }) => ({ day, label: labelOf(figures as AlertOpening) }));
  const { silenceDays } = rulesOf(row, state);
  if (row.lastDay !== null && (row.latest?.silentDays ?? 0) >= silenceDays) {
    const day = addDays(row.lastDay, silenceDays);
    const told = openings.some(
      (opening) => (opening.figures as AlertOpening).kind === "silence" && opening.day >= day,
    );
    if (!told && day >= range.from && day <= range.to)
      events.push({ day, label: `Silent ${silenceDays} days` });
  }
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before && before.model !== point.model) {
      events.push({ day: point.day, label: `Scoring v${point.model}` });
    } else if (before && before.version !== point.version) {
      events.push({ day: point.day, label: `Formula v${point.version}` });
    }
  }
  return events.sort((one, other) => (one.day < other.day ? -1 : 1)).slice(-maxEvents);
}

/** The rules of its score; before the first one, those of who is in no segment. */
function rulesOf({ latest }: AccountRow, { models }: DataState): ScoreRules {
  return latest === null ? models.live.rules : models.rulesOf(latest);
}

function labelOf(opening: AlertOpening): string {
  switch (opening.kind) {
    case "drop":
      return "Drop alert";
    case "band-change":
      return "Now at risk";
    case "silence":
      return `Silent ${opening.days} days`;
    default:
      return opening satisfies never;
  }
}

/** Every feature used lately or usually, the largest loss first; usual is scaled to 28 days and follows the market. */
export async function readFeatures(
  tx: TenantTx,
  accountId: string,
  to: Day,
  base: UsualBase | null,
): Promise<FeatureUse[]> {
  const window = { from: addDays(to, 1 - windowDays), to };
  if (base === null) return [];
  const rows = await readFeatureDays(tx, accountId, window, base);
  const loss = (use: FeatureUse) => use.usual - use.actual;
  return rows
    .map(({ feature, actual, base: days }) => ({
      feature,
      actual,
      usual: Math.round(((days * windowDays) / base.days) * base.market),
    }))
    .filter(({ actual, usual }) => actual > 0 || usual > 0)
    .sort((one, other) => loss(other) - loss(one) || (one.feature < other.feature ? -1 : 1));
}
