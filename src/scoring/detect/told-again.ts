import { daysBetween } from "../days.ts";
import type { Day } from "../types.ts";
import { isFurtherDown, worseAfterDays } from "./alert-rules.ts";
import type { DetectorInput, OpenAlert } from "./detector-input.ts";
import { isCheckDay, isNearSilence, whyNotTold } from "./told-signals.ts";
import type { ToldAgain } from "./transition.ts";

/**
 * Whether a drop that is still open is told once more on this day: because it got worse, or because it stays. Neither while
 * its kind is not told.
 */
export function toldAgainOf(input: DetectorInput, alert: OpenAlert): ToldAgain | null {
  const { cause, frozenExpected: usual, leastTold } = alert;
  if (alert.kind !== "drop" || usual === null || input.feedOut) return null;
  if (whyNotTold(input.alerts, "drop", input.day) !== null) return null;
  const kind = isWorse(input, alert) ? "worsen" : isStillDue(input, alert) ? "renew" : null;
  if (kind === null) return null;
  const { actual } = input;
  return {
    kind,
    signal: "drop",
    cause,
    figures: { actual, usual, leastTold: Math.min(leastTold ?? actual, actual) },
  };
}

/** Halfway to the day on which a fall counts as the new level; what is on its way up again is no news. */
function isStillDue({ alerts: { renewDays }, day, actual }: DetectorInput, alert: OpenAlert): boolean {
  if (renewDays === null || daysBetween(lastTold(alert), day) < renewDays) return false;
  return actual <= (alert.leastTold ?? actual);
}

/**
 * A further fall is told once: the next is held against what this one told. What is about to be a silence waits for that, and
 * what is one says it already.
 */
function isWorse(input: DetectorInput, { leastTold, putOff, ...alert }: OpenAlert): boolean {
  const { alerts, day } = input;
  if (leastTold === null || alerts.worseShare === null || putOff === true || !isCheckDay(input)) return false;
  if (daysBetween(lastTold(alert), day) < Math.max(worseAfterDays, alerts.coolDownDays)) return false;
  if (isNearSilence(input)) return false;
  // What ended today is told today: the same day, judged again, tells nothing more.
  const endedToday = input.closed.filter(({ closedDay }) => closedDay === day);
  if ([...input.open, ...endedToday].some(({ kind }) => kind === "silence")) return false;
  return isFurtherDown(input, leastTold, { share: alerts.worseShare, evidence: alerts.drop.evidence });
}

function lastTold({ openedDay, renewedDay }: Pick<OpenAlert, "openedDay" | "renewedDay">): Day {
  return renewedDay ?? openedDay;
}
