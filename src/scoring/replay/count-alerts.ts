import type { AlertRules } from "../detect/alert-rules.ts";
import type { DayFacts } from "../detect/detector-input.ts";
import type { Day, SignalKind } from "../types.ts";
import { AlertBook } from "./alert-book.ts";

/** Alerts by kind, and how often one was told again. */
export type AlertCounts = Readonly<Record<SignalKind | "again", number>>;

/** A scored day of an account. */
export interface JudgedDay {
  readonly facts: DayFacts;
  /** Days of silence from which an established account is at risk, by the rules that scored the day. */
  readonly silenceDays: number;
}

/**
 * How many alerts an account's scored days would have opened under some rules. Days before `from` only bring the detector into
 * the state in which it would have been.
 * @param days in order, without gaps
 */
export function countAlerts(
  days: readonly JudgedDay[],
  input: { readonly rules: AlertRules; readonly from: Day },
): AlertCounts {
  const book = new AlertBook(input.rules);
  const counts = { drop: 0, silence: 0, "band-change": 0, again: 0 };
  for (const { facts, silenceDays } of days) {
    for (const transition of book.judge(facts, silenceDays)) {
      if (facts.day < input.from) continue;
      if (transition.kind === "open") counts[transition.signal] += 1;
      if (transition.kind === "renew" || transition.kind === "worsen") counts.again += 1;
    }
  }
  return counts;
}
