import { daysBetween } from "../days.ts";
import { firedDrop, recoveredShare, settleDays } from "./alert-rules.ts";
import { type DetectorInput, lastActiveDayOf, type OpenAlert } from "./detector-input.ts";
import type { ResolveReason, Transition } from "./transition.ts";

/** Whether and how an open alert ends on this day. */
export function endingOf(input: DetectorInput, alert: OpenAlert): Transition | null {
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
      const settled = !input.feedOut && daysBetween(alert.openedDay, input.day) >= settleDays;
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
