/**
 * The daily detector: one account on one final day, and the alerts that it already has, become the changes to make. Pure: to
 * run it again with those changes made finds nothing to do. A late event re-runs it for the last final day. Where a whole
 * history is judged anew, a day can come before an alert opened: that day ends nothing of it, and opens none of its kind.
 */
import type { DetectorInput } from "./detector-input.ts";
import { endingOf } from "./ending.ts";
import { openingOf } from "./opening.ts";
import { toldAgainOf } from "./told-again.ts";
import type { Transition } from "./transition.ts";

/** What has to change, in this order: what ends, what is told again, then at most one alert that opens. */
export function detect(input: DetectorInput): readonly Transition[] {
  const begun = input.open.filter((alert) => alert.openedDay <= input.day);
  const ended = begun.flatMap((alert) => endingOf(input, alert) ?? []);
  const still = input.open.filter((alert) => !ended.some((transition) => transition.cause === alert.cause));
  const again = still
    .filter((alert) => begun.includes(alert))
    .flatMap((alert) => toldAgainOf(input, alert) ?? []);
  const opened = openingOf(input, still, ended);
  return opened === null ? [...ended, ...again] : [...ended, ...again, opened];
}
