import type { Day } from "../scoring/types.ts";
import { parseInstant } from "./event-time.ts";

/** The first day that anything is taken for. Systems write "none" as 1 January 1970, 1900 or 0001: that is no day. */
export const earliestDay: Day = "1970-01-02";
/** The last; 9999-12-31 is how systems write "never". */
export const latestDay: Day = "2099-12-31";

/** What a day must be, to follow "must be". */
export const usableDayWords = `a day such as 2026-11-18, from ${earliestDay} to ${latestDay}`;

/** The day of an ISO date or instant as it is written, within what anybody can mean; undefined for anything else. */
export function usableDay(text: string): Day | undefined {
  const day = text.slice(0, 10);
  if (parseInstant(text) === undefined || day < earliestDay || day > latestDay) return undefined;
  return day;
}
