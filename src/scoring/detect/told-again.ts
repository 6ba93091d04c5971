import { daysBetween } from "../days.ts";
import type { DetectorInput, OpenAlert } from "./detector-input.ts";
import type { Transition } from "./transition.ts";

/** A fall that is still open is told once more, halfway to the day on which it counts as the new level. */
export function renewalOf(input: DetectorInput, alert: OpenAlert): Transition | null {
  if (alert.kind !== "drop" || alert.frozenExpected === null || input.held) return null;
  const { renewDays } = input.alerts;
  if (renewDays === null || daysBetween(alert.renewedDay ?? alert.openedDay, input.day) < renewDays)
    return null;
  const figures = { actual: input.actual, usual: alert.frozenExpected };
  return { kind: "renew", signal: "drop", cause: alert.cause, figures };
}
