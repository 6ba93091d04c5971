import type { AlertRules } from "../detect/alert-rules.ts";
import type { DayFacts } from "../detect/detector-input.ts";
import type { Day, SignalKind } from "../types.ts";
import { AlertBook } from "./alert-book.ts";

/** Alerts by kind. */
export type AlertCounts = Readonly<Record<SignalKind, number>>;

/**
 * How many alerts an account's scored days would have opened under some rules. Days before `from` only bring the detector into
 * the state in which it would have been.
 * @param days in order, without gaps
 * @param silenceDays days of silence from which an established account is at risk
 */
export function countAlerts(
  days: readonly DayFacts[],
  input: { readonly rules: AlertRules; readonly silenceDays: number; readonly from: Day },
): AlertCounts {
  const book = new AlertBook(input.silenceDays, input.rules);
  const counts = { drop: 0, silence: 0, "band-change": 0 };
  for (const facts of days) {
    for (const transition of book.judge(facts)) {
      if (transition.kind === "open" && facts.day >= input.from) counts[transition.signal] += 1;
    }
  }
  return counts;
}
