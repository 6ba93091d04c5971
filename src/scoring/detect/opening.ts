import { newAccountDays } from "../constants.ts";
import { daysBetween } from "../days.ts";
import type { SignalKind } from "../types.ts";
import {
  bandEvidence,
  type DropRule,
  evidenceOf,
  firedDrop,
  rearmShare,
  silenceNewsDays,
} from "./alert-rules.ts";
import {
  type ClosedAlert,
  type DayFacts,
  type DetectorInput,
  lastActiveDayOf,
  type OpenAlert,
} from "./detector-input.ts";
import { isCheckDay, isNearSilence, whyNotTold } from "./told-signals.ts";
import type { Opening, Transition } from "./transition.ts";

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

/** The one alert that opens on this day, the strongest signal first. */
export function openingOf(
  input: DetectorInput,
  still: readonly OpenAlert[],
  ended: readonly Transition[],
): Transition | null {
  if (input.feedOut || input.ageDays < newAccountDays || !isCheckDay(input)) return null;
  const isTold = (signal: SignalKind) => whyNotTold(input.alerts, signal, input.day) === null;
  const found =
    (isTold("silence") ? silenceOf(input, still) : null) ??
    (isTold("drop") ? newDropOf(input, still, ended) : null) ??
    (isTold("band-change") ? bandChangeOf(input, still) : null);
  if (found === null) return null;
  const known = [...input.open, ...input.closed].some((alert) => alert.cause === found.cause);
  return known ? null : found;
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
  if (figures === null || isNearSilence(input)) return null;
  if (input.silentDays >= input.silenceDays + silenceNewsDays) return null;
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
  if (isNearSilence(input)) return null;
  if (input.closed.some((alert) => alert.kind === "band-change" && isCooling(alert, input))) return null;
  return fallOf(input);
}

/** A fall into at risk on this day, or one that waited to be told. One that comes by a feed that stopped is none. */
function fallOf({ band, previousBand, waitingBand, score, day, bySharing }: DetectorInput): Opening | null {
  if (bySharing) return null;
  const before = previousBand === "at-risk" ? (waitingBand ?? null) : previousBand;
  if (band !== "at-risk" || before === null || before === "at-risk") return null;
  return {
    kind: "open",
    signal: "band-change",
    cause: `band-change:${day}`,
    figures: { score, previousBand: before },
  };
}

function isCooling(alert: ClosedAlert, { alerts, day }: DetectorInput): boolean {
  return !alert.withdrawn && daysBetween(alert.closedDay, day) < alerts.coolDownDays;
}
