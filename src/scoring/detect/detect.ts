/**
 * The daily detector: one account on one final day, and the alerts that it already has, become the changes to make. Pure: to
 * run it again with those changes made finds nothing to do. A late event re-runs it for the last final day.
 */

import { newAccountDays } from "../constants.ts";
import { addDays, daysBetween, weekdayOf } from "../days.ts";
import type { Band, Day, SignalKind } from "../types.ts";
import {
  type AlertRules,
  bandEvidence,
  type DropFigures,
  type DropRule,
  dropMinAgeDays,
  dropOf,
  evidenceOf,
  type RuledOut,
  rearmShare,
  recoveredShare,
  settleDays,
  silenceNearDays,
  silenceNewsDays,
} from "./alert-rules.ts";

/** What a day shows of an account: today's figures, or those of an alert's opening day as they are known now. */
export interface DayFacts {
  readonly day: Day;
  readonly ageDays: number;
  readonly established: boolean;
  readonly score: number;
  readonly band: Band;
  /** The band of the day before (of the last day before a hold); null on the first scored day. */
  readonly previousBand: Band | null;
  readonly actual: number;
  /** User-days of the last 14 days; null where they were not kept. */
  readonly actual14: number | null;
  /** Null: no baseline yet. */
  readonly expected: number | null;
  readonly silentDays: number;
}

/** An alert of this account that is open, acknowledged or snoozed. */
export interface OpenAlert {
  readonly kind: SignalKind;
  readonly cause: string;
  readonly openedDay: Day;
  /** What was expected on the opening day: a drop's measure until it closes. Else null. */
  readonly frozenExpected: number | null;
  /** The day it was last told again; null: only at its opening. */
  readonly renewedDay: Day | null;
  /** By which rule a drop was told; absent: by the rules of today. */
  readonly openedBy?: DropRule;
  /** The opening day scored again, where late data touched it; it decides whether the alert is withdrawn. */
  readonly atOpening?: DayFacts;
}

/** An alert of this account that ended; those of the last `settleDays` suffice, silences all. */
export interface ClosedAlert {
  readonly kind: SignalKind;
  readonly cause: string;
  readonly openedDay: Day;
  readonly closedDay: Day;
  readonly withdrawn: boolean;
}

/** Everything that decides about one account's alerts on one day. */
export interface DetectorInput extends DayFacts {
  /** Days of silence from which an established account is at risk: `ScoreRules`. */
  readonly silenceDays: number;
  readonly open: readonly OpenAlert[];
  readonly closed: readonly ClosedAlert[];
  /**
   * The smallest drop (1 - actual / expected) on the days since the last drop alert closed; null if none did lately. It
   * says whether the detector is armed again.
   */
  readonly lowestDropSinceClosed: number | null;
  /** What is told of this account, and when. */
  readonly alerts: AlertRules;
  /**
   * The band from which the account fell into at risk while that could not be told (a feed outage, a weekly check), if it
   * is still there: it is told when it can be. Absent or null: there is none.
   */
  readonly waitingBand?: Band | null;
  /** A feed outage: nothing that falls is told, as nobody knows whether it fell. */
  readonly held: boolean;
}

/** How an alert ends by itself. */
export type ResolveReason = "recovered" | "settled" | "back-in-use" | "band-recovered";

/** An alert that opens. */
export type Opening = Extract<Transition, { readonly kind: "open" }>;

/** A change to make. `cause` names the alert, for ever. */
export type Transition =
  | { readonly kind: "open"; readonly signal: "drop"; readonly cause: string; readonly figures: DropFigures }
  | {
      readonly kind: "open";
      readonly signal: "silence";
      readonly cause: string;
      readonly figures: { readonly silentDays: number; readonly lastActiveDay: Day };
    }
  | {
      readonly kind: "open";
      readonly signal: "band-change";
      readonly cause: string;
      readonly figures: { readonly score: number; readonly previousBand: Band };
    }
  | {
      readonly kind: "resolve";
      readonly signal: SignalKind;
      readonly cause: string;
      readonly reason: ResolveReason;
      readonly figures: { readonly actual: number; readonly usual: number | null };
    }
  | { readonly kind: "withdraw"; readonly signal: SignalKind; readonly cause: string }
  | {
      readonly kind: "renew";
      readonly signal: "drop";
      readonly cause: string;
      readonly figures: { readonly actual: number; readonly usual: number };
    };

/** What has to change, in this order: what ends, what is told again, then at most one alert that opens. */
export function detect(input: DetectorInput): readonly Transition[] {
  const ended = input.open.flatMap((alert) => endingOf(input, alert) ?? []);
  const still = input.open.filter((alert) => !ended.some((transition) => transition.cause === alert.cause));
  const renewed = still.flatMap((alert) => renewalOf(input, alert) ?? []);
  const opened = openingOf(input, still, ended);
  return opened === null ? [...ended, ...renewed] : [...ended, ...renewed, opened];
}

/**
 * Whether a day can open an alert at all: a quick look that spares `detect` of an account without open alerts. Where it says
 * no, nothing opens.
 */
export function canOpen(facts: DayFacts, silenceDays: number, drop: DropRule): boolean {
  const { silentDays, established, band, previousBand } = facts;
  if (facts.ageDays < newAccountDays) return false;
  if (band === "at-risk" && previousBand !== "at-risk" && previousBand !== null) return true;
  if (established && silentDays >= silenceDays && silentDays < silenceDays + silenceNewsDays) return true;
  return firedDrop(facts, drop) !== null;
}

/** Whether and how an open alert ends on this day. */
function endingOf(input: DetectorInput, alert: OpenAlert): Transition | null {
  const { kind: signal, cause } = alert;
  if (isUndone(input, alert)) return { kind: "withdraw", signal, cause };
  const figures = { actual: input.actual, usual: alert.frozenExpected ?? input.expected };
  const resolve = (reason: ResolveReason): Transition => ({
    kind: "resolve",
    signal,
    cause,
    reason,
    figures,
  });
  switch (signal) {
    case "drop": {
      if (alert.frozenExpected !== null && input.actual >= recoveredShare * alert.frozenExpected) {
        return resolve("recovered");
      }
      const settled = !input.held && daysBetween(alert.openedDay, input.day) >= settleDays;
      return settled ? resolve("settled") : null;
    }
    case "silence":
      return lastActiveDayOf(input) > alert.openedDay ? resolve("back-in-use") : null;
    case "band-change":
      return input.band === "at-risk" ? null : resolve("band-recovered");
  }
}

/** Whether what is known now of the opening day no longer gives cause for the alert. */
function isUndone(input: DetectorInput, alert: OpenAlert): boolean {
  if (alert.kind === "silence") {
    const last = lastActiveDayOf(input);
    return last <= alert.openedDay && daysBetween(last, alert.openedDay) < input.silenceDays;
  }
  const then = alert.atOpening;
  if (then === undefined) return false;
  if (alert.kind === "band-change") return then.band !== "at-risk";
  return firedDrop(then, alert.openedBy ?? input.alerts.drop) === null;
}

/** A fall that is still open is told once more, halfway to the day on which it counts as the new level. */
function renewalOf(input: DetectorInput, alert: OpenAlert): Transition | null {
  if (alert.kind !== "drop" || alert.frozenExpected === null || input.held) return null;
  const { renewDays } = input.alerts;
  if (renewDays === null || daysBetween(alert.renewedDay ?? alert.openedDay, input.day) < renewDays)
    return null;
  const figures = { actual: input.actual, usual: alert.frozenExpected };
  return { kind: "renew", signal: "drop", cause: alert.cause, figures };
}

/** The one alert that opens on this day, the strongest signal first. */
function openingOf(
  input: DetectorInput,
  still: readonly OpenAlert[],
  ended: readonly Transition[],
): Transition | null {
  if (input.held || input.ageDays < newAccountDays || !isCheckDay(input)) return null;
  const isTold = (signal: SignalKind) => whyNotTold(input.alerts, signal, input.day) === null;
  const found =
    (isTold("silence") ? silenceOf(input, still) : null) ??
    (isTold("drop") ? newDropOf(input, still, ended) : null) ??
    (isTold("band-change") ? bandChangeOf(input, still) : null);
  if (found === null) return null;
  const known = [...input.open, ...input.closed].some((alert) => alert.cause === found.cause);
  return known ? null : found;
}

/** Why the rules say not to tell a signal of a kind on a day; null: it is told. */
export function whyNotTold(rules: AlertRules, signal: SignalKind, day: Day): RuledOut | "muted" | null {
  const mutedTo = rules.mutedTo[signal];
  return rules.ruledOut[signal] ?? (mutedTo !== undefined && day <= mutedTo ? "muted" : null);
}

/** Whether alerts may open on a day: with a weekly check on Sundays, when a whole week is over. */
export function isCheckDay({ alerts, day }: Pick<DetectorInput, "alerts" | "day">): boolean {
  return alerts.checked === "daily" || weekdayOf(day) === 7;
}

/**
 * What else was seen on the day on which an alert opened: the same message says it as a further reason. Only a fall into at
 * risk; what goes with a silence otherwise is said by the silence.
 */
export function alsoSeen(input: DetectorInput, opened: Opening): readonly Opening[] {
  if (opened.signal === "band-change" || whyNotTold(input.alerts, "band-change", input.day) !== null)
    return [];
  if (input.open.some((alert) => alert.kind === "band-change")) return [];
  const fell = fallOf(input);
  return fell === null ? [] : [fell];
}

function silenceOf(input: DetectorInput, still: readonly OpenAlert[]): Transition | null {
  const { silentDays, silenceDays } = input;
  if (!input.established || silentDays < silenceDays || silentDays >= silenceDays + silenceNewsDays)
    return null;
  const lastActiveDay = lastActiveDayOf(input);
  // One silence is told once, also when late data moved its first day or somebody closed the alert by hand.
  const told =
    still.some((alert) => alert.kind === "silence") ||
    input.closed.some(
      (alert) => alert.kind === "silence" && !alert.withdrawn && alert.openedDay > lastActiveDay,
    );
  if (told) return null;
  return {
    kind: "open",
    signal: "silence",
    cause: `silence:${lastActiveDay}`,
    figures: { silentDays, lastActiveDay },
  };
}

function newDropOf(
  input: DetectorInput,
  still: readonly OpenAlert[],
  ended: readonly Transition[],
): Transition | null {
  const figures = firedDrop(input, input.alerts.drop);
  if (figures === null) return null;
  const told =
    still.some((alert) => alert.kind === "drop" || alert.kind === "silence") ||
    ended.some((transition) => transition.kind === "resolve" && transition.signal !== "band-change") ||
    input.closed.some((alert) => alert.kind !== "band-change" && isCooling(alert, input));
  const lowest = input.lowestDropSinceClosed;
  const armed = lowest === null || lowest <= figures.threshold - rearmShare;
  if (told || !armed) return null;
  return { kind: "open", signal: "drop", cause: `drop:${input.day}`, figures };
}

/** Into at risk, while use is low lately; other crossings are lines of the digest. A drop or a silence that is open says it already. */
function bandChangeOf(input: DetectorInput, still: readonly OpenAlert[]): Transition | null {
  if (still.length > 0 || (evidenceOf(input) ?? bandEvidence) < bandEvidence) return null;
  const silenceIsNear = input.silentDays >= input.silenceDays - silenceNearDays;
  if (input.established && silenceIsNear) return null;
  if (input.closed.some((alert) => alert.kind === "band-change" && isCooling(alert, input))) return null;
  return fallOf(input);
}

/** A fall into at risk on this day, or one that waited to be told. */
function fallOf({ band, previousBand, waitingBand, score, day }: DetectorInput): Opening | null {
  const before = previousBand === "at-risk" ? (waitingBand ?? null) : previousBand;
  if (band !== "at-risk" || before === null || before === "at-risk") return null;
  return {
    kind: "open",
    signal: "band-change",
    cause: `band-change:${day}`,
    figures: { score, previousBand: before },
  };
}

function firedDrop(facts: DayFacts, rule: DropRule): DropFigures | null {
  return facts.ageDays < dropMinAgeDays ? null : dropOf(facts, rule);
}

function isCooling(alert: ClosedAlert, { alerts, day }: DetectorInput): boolean {
  return !alert.withdrawn && daysBetween(alert.closedDay, day) < alerts.coolDownDays;
}

function lastActiveDayOf(facts: DayFacts): Day {
  return addDays(facts.day, -facts.silentDays);
}
