import { weekdayOf } from "../days.ts";
import type { Day, SignalKind } from "../types.ts";
import { type AlertRules, type RuledOut, silenceNearDays } from "./alert-rules.ts";
import type { DetectorInput } from "./detector-input.ts";

/** Why the rules say not to tell a signal of a kind on a day; null: it is told. */
export function whyNotTold(rules: AlertRules, signal: SignalKind, day: Day): RuledOut | "muted" | null {
  const mutedTo = rules.mutedTo[signal];
  return rules.ruledOut[signal] ?? (mutedTo !== undefined && day <= mutedTo ? "muted" : null);
}

/** Whether alerts may open on a day: with a weekly check on Sundays, when a whole week is over. */
export function isCheckDay({ alerts, day }: Pick<DetectorInput, "alerts" | "day">): boolean {
  return alerts.checked === "daily" || weekdayOf(day) === 7;
}

/** Whether an account's silence is about to be told, or is told by now: what falls with it waits for that, or is said by it. */
export function isNearSilence(input: DetectorInput): boolean {
  const { established, silentDays, silenceDays, alerts, day } = input;
  if (!established || silentDays < silenceDays - silenceNearDays) return false;
  return whyNotTold(alerts, "silence", day) === null;
}
