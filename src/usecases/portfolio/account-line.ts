import type { AccountRow, EarlierScore, LatestScore } from "../../db/accounts/accounts.ts";
import type { GlancedAlert, StandingRow } from "../../db/accounts/standings.ts";
import { isWaiting } from "../../db/alerts/alert-states.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import type { AccountLine, AccountStanding, Cause, LateData } from "../../results/accounts.ts";
import type { AlertOpening } from "../../results/alerts.ts";
import type { PartLine, Signal } from "../../results/health.ts";
import { newAccountDays } from "../../scoring/constants.ts";
import { rearmShare } from "../../scoring/detect/alert-rules.ts";
import {
  type ComparedScores,
  compareKept,
  keepsBand,
  moverOf,
} from "../../scoring/explain/compare-scores.ts";
import { toldChanges, toldLines, toldPoints } from "../../scoring/explain/told-parts.ts";
import { bandOf } from "../../scoring/score/band.ts";
import { maximaOf } from "../../scoring/score/metric-parts.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, partNames } from "../../scoring/types.ts";

type GlancedScore = NonNullable<StandingRow["latest"]>;

/** Days without use that are worth saying once an account is used again. */
const pauseWorthSayingDays = 14;

/** How an account's score changed in a week, and in four; null where there is nothing to compare with. */
export interface ScoreChanges {
  readonly week: ComparedScores | null;
  readonly month: ComparedScores | null;
  /** Where the rules changed in between, too: as `why` tells it. False: from points alone, so that no figure of a part is told. */
  readonly isExact: boolean;
}

/** The changes from points alone: for lists, which read no more of each account. */
export function changesByPoints(
  { latest, weekAgo, monthAgo }: Pick<AccountRow, "latest" | "weekAgo" | "monthAgo">,
  { models }: Pick<DataState, "models">,
): ScoreChanges {
  const since = (before: EarlierScore | null) => latest && before && compareKept(before, latest, models);
  return { week: since(weekAgo), month: since(monthAgo), isExact: false };
}

/**
 * An account with its main cause, as a list shows it that says why.
 * @param windowDays the window of a part that is the cause: that of the change which stands beside it, a week in lists
 * @param changes of who speaks of this account alone: as they are explained (`readChanges`)
 */
export function lineOf(
  row: AccountRow,
  state: DataState,
  windowDays: 7 | 28 = 7,
  changes: ScoreChanges = changesByPoints(row, state),
): AccountLine {
  return { ...standingOf(row, state), cause: causeOf(row, state, changes, windowDays) };
}

/** An account at a glance: the one place where its figures are rounded. */
export function standingOf(row: StandingRow, state: DataState): AccountStanding {
  const { latest } = row;
  const alert = leftOn(row, state) === null ? leadingAlert(row.openAlerts, state) : null;
  return {
    id: row.id,
    name: row.name,
    score: latest && Math.round(latest.score),
    band: latest?.band ?? null,
    signal: signalOf(row, state),
    change7d: latest && changeSince(row.weekAgo, latest),
    change28d: latest && changeSince(row.monthAgo, latest),
    actual: latest?.actual ?? 0,
    usual: usualOf(row),
    owner: row.owner && { id: row.owner.id, name: row.owner.name },
    renewalOn: row.renewalOn,
    lastUsedOn: row.lastDay,
    alert: alert && { id: alert.id, kind: alert.kind, state: alert.state },
  };
}

/**
 * The parts in whole points, which add up to the score by the rules that made it, whatever has been published since; and their
 * changes in 28 days by the rules of the first day, which add up to its change with what the rules did.
 */
export function partLinesOf(
  row: AccountRow,
  state: DataState,
  { month }: Pick<ScoreChanges, "month"> = changesByPoints(row, state),
): PartLine[] {
  const { latest } = row;
  if (latest === null) return [];
  const rules = state.models.rulesOf(latest);
  const points = roundParts(latest.parts);
  const most = maximaOf(rules, latest.parts);
  const changes = month?.parts ?? null;
  const lines = partNames
    .map(
      (part): PartLine => ({
        part,
        points: rules.weights[part] > 0 ? (points[part] ?? null) : null,
        max: most[part] ?? rules.weights[part],
        change28d: changes && (changes[part] ?? 0),
      }),
    )
    .filter(({ max, change28d }) => max > 0 || (change28d ?? 0) !== 0);
  return toldLines(lines, state.forCustomer, (other, of) => ({
    ...other,
    change28d: changes && of.reduce((sum, line) => sum + (line.change28d ?? 0), 0),
  }));
}

/** The day on which an account left, once it has come; null for a customer. */
export function leftOn(
  { churnedOn }: Pick<StandingRow, "churnedOn">,
  { today }: Pick<DataState, "today">,
): Day | null {
  return churnedOn !== null && churnedOn <= today ? churnedOn : null;
}

/** What is shown of an open outage. */
export function lateDataOf(state: DataState): LateData | null {
  const { outage } = state;
  return (
    outage && {
      source: outage.source,
      lastEventAt: outage.since.toISOString(),
      adminName: outage.adminName,
    }
  );
}

/** "Usual": frozen at the opening while a drop alert is open, so that the low days do not become it. Null: no baseline. */
function usualOf(row: Pick<StandingRow, "openAlerts" | "latest">): number | null {
  const drop = row.openAlerts.find(({ kind }) => kind === "drop");
  const usual = drop?.frozenExpected ?? row.latest?.expected ?? null;
  return usual === null ? null : Math.round(usual);
}

/** The alert that leads: one that waits for somebody, then the newest. */
function leadingAlert(alerts: readonly GlancedAlert[], state: DataState): GlancedAlert | null {
  return alerts.find((alert) => isWaiting(alert, state.endOfToday)) ?? alerts[0] ?? null;
}

/** What is shown after the band. An open alert leads, a silence before a drop: there is nothing left to drop. */
function signalOf(row: StandingRow, state: DataState): Signal | null {
  const { latest, openAlerts } = row;
  const left = leftOn(row, state);
  if (left !== null) return { kind: "left", on: left };
  if (latest === null) return null;
  const isSilent = latest.silentDays >= state.models.rulesOf(latest).silenceDays;
  const silent = { kind: "silent", days: latest.silentDays } as const;
  if (openAlerts.length > 0 && isSilent) return silent;
  const drop = openAlerts.find(({ kind }) => kind === "drop");
  if (drop) return { kind: isRecovering(drop, row, latest) ? "recovering" : "dropping" };
  if (openAlerts.some(({ kind }) => kind === "silence")) return { kind: "recovering" };
  // A band alert: the band says it all, unless it is the band that recovered while the alert is still open.
  if (openAlerts.length > 0 && latest.band === "healthy") return { kind: "recovering" };
  if (isLate(latest, state)) return { kind: "data-late" };
  if (isSilent) return silent;
  if (latest.ageDays < newAccountDays) return { kind: "new", ageDays: latest.ageDays };
  return null;
}

/** Points by which a score has risen in four weeks when an account that had dropped is on its way back. */
const risePoints = 3;

/**
 * Use is back within the share of usual at which the detector arms again, or health has risen for four weeks by one set of rules:
 * nobody would call that dropping. Of scores by two, use alone tells. The alert ends at 85% of usual.
 */
function isRecovering(drop: GlancedAlert, row: StandingRow, latest: GlancedScore): boolean {
  const { monthAgo } = row;
  const isSameRules =
    monthAgo?.model === undefined || (monthAgo.model === latest.model && monthAgo.segment === latest.segment);
  if (isSameRules && (changeSince(monthAgo, latest) ?? 0) >= risePoints) return true;
  const opening = openingOf(drop);
  if (opening?.kind !== "drop" || drop.frozenExpected === null) return false;
  const dropPercent = 100 * (1 - latest.actual / drop.frozenExpected);
  return dropPercent <= opening.thresholdPercent - 100 * rearmShare;
}

/** Its figures wait for usage that should have arrived: an outage that concerns everybody, or a score that lags behind. */
function isLate(latest: GlancedScore, state: DataState): boolean {
  return state.outage?.everybody === true || (state.dataDay !== null && latest.day < state.dataDay);
}

/** The largest cause: drop, silence, back in use, band, part. A drop to nothing is a silence as soon as it is one. */
function causeOf(row: AccountRow, state: DataState, changes: ScoreChanges, windowDays: 7 | 28): Cause | null {
  const { latest } = row;
  if (latest === null) return null;
  const isSilent = latest.silentDays >= state.models.rulesOf(latest).silenceDays;
  return (
    (isSilent ? silenceCause(row, latest) : dropCause(row, latest, state)) ??
    pauseCause(row, latest) ??
    bandCause(row, latest, state, changes) ??
    partCause(changes, windowDays, state)
  );
}

function silenceCause(row: AccountRow, latest: LatestScore): Cause | null {
  return row.lastDay === null ? null : { kind: "silence", days: latest.silentDays, lastUsedOn: row.lastDay };
}

function dropCause(row: AccountRow, latest: LatestScore, state: DataState): Cause | null {
  const drop = row.openAlerts.find(({ kind }) => kind === "drop");
  const usual = drop?.frozenExpected ?? latest.expected;
  if (!drop || usual === null || usual <= 0) return null;
  const opening = openingOf(drop);
  return {
    kind: "drop",
    dropPercent: Math.max(0, Math.round(100 * (1 - latest.actual / usual))),
    actual: latest.actual,
    usual: Math.round(usual),
    feature: opening?.kind === "drop" ? (opening.feature?.feature ?? null) : null,
    isNew: drop.state === "open" && state.dataDay !== null && drop.openedDay >= state.dataDay,
  };
}

function pauseCause(row: AccountRow, latest: LatestScore): Cause | null {
  if (row.pause === null || row.pause.days < pauseWorthSayingDays) return null;
  return { kind: "back-in-use", quietDays: row.pause.days, actual: latest.actual, usual: usualOf(row) };
}

/** The band changed within a week by more than a change of the rules, or an alert on it is open. */
function bandCause(
  row: AccountRow,
  latest: LatestScore,
  state: DataState,
  changes: ScoreChanges,
): Cause | null {
  const { weekAgo } = row;
  const { week } = changes;
  if (week !== null && weekAgo !== null && weekAgo.band !== latest.band && !isByRules(week, weekAgo, state)) {
    const mover = causingPart(week, changes, state) ?? { part: "trend", change: 0 };
    return { kind: "band", from: weekAgo.band, fromScore: Math.round(weekAgo.score), ...mover };
  }
  const alert = row.openAlerts.find(({ kind }) => kind === "band-change");
  const opening = alert && openingOf(alert);
  if (opening?.kind !== "band-change") return null;
  const from = bandOf(opening.scoreBefore, null, state.models.rulesOf(latest));
  const parts = toldChanges(opening.partChanges, state.forCustomer);
  const part = parts.toSorted((one, other) => one.change - other.change)[0];
  return part && from !== latest.band
    ? { kind: "band", from, fromScore: opening.scoreBefore, ...part }
    : null;
}

/**
 * The part that did most within the window, in the direction of the change that is shown: where a change of the rules outweighs what
 * use did, no part is the cause. Of a score that is what it was a week ago, or was not known then, four weeks say more.
 */
function partCause(changes: ScoreChanges, windowDays: 7 | 28, state: DataState): Cause | null {
  const week = windowDays === 7 ? changes.week : null;
  const isWeek = week !== null && week.change !== 0;
  const change = isWeek ? week : changes.month;
  const mover = change && causingPart(change, changes, state);
  if (change === null || mover === null || change.change * mover.change < 0) return null;
  return { kind: "part", ...mover, windowDays: isWeek ? 7 : 28 };
}

/** The part that did most. Points alone tell which way it went since the rules changed, and not by how much. */
function causingPart(
  change: ComparedScores,
  { isExact }: Pick<ScoreChanges, "isExact">,
  { forCustomer }: DataState,
) {
  const mover = moverOf({ ...change, parts: toldPoints(change.parts, forCustomer) });
  return mover && { ...mover, ...(isExact || change.byRules === null ? {} : { roughly: true as const }) };
}

/** Whether by the rules of then the account would still stand in the band of then. */
function isByRules(change: ComparedScores, before: EarlierScore, state: DataState): boolean {
  return change.byRules !== null && keepsBand(change, before.band, state.models.rulesOf(before));
}

/** The difference of the two scores as they are shown. */
function changeSince(before: { readonly score: number } | null, latest: GlancedScore): number | null {
  return before && Math.round(latest.score) - Math.round(before.score);
}

function openingOf(alert: GlancedAlert): AlertOpening {
  return alert.figures as AlertOpening;
}
