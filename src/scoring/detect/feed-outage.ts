/**
 * Whether usage arrives as it should. A customer who stops and a feed that stops look alike, account by account; they differ
 * by arrival: a feed stops at once, for everybody.
 */
import { marketMinAccounts } from "../constants.ts";
import type { Market } from "../score/market.ts";

const hoursPerWeek = 168;
const weeks = 4;

/** Hours of arrivals that `feedState` reads: four weeks, and the day that is judged. */
export const feedHistoryHours = weeks * hoursPerWeek + 24;

/** Events expected in the stretch below which chance or a night explains that none came. */
const minExpected = 100;
const silentHours = 3;
const thinHours = 24;
const thinShare = 0.2;

/** A source that works, or how it does not: `expected` and `actual` are events in the last `hours`. */
export type FeedState =
  | { readonly state: "working" }
  | {
      readonly state: "stopped" | "thin";
      readonly hours: number;
      readonly expected: number;
      readonly actual: number;
    };

/**
 * Judges a source by the events that arrived from it in each of the last `feedHistoryHours` whole hours, the latest last; an
 * hour before the source existed is left out at the front. Expected is the mean of the same hours of the last four weeks, so
 * nights and weekends are their own measure; a source younger than four weeks and a day is not judged.
 * "stopped": none for 3 hours; "thin": under 20% over 24 hours; each where at least 100 were expected.
 */
export function feedState(arrivals: readonly number[]): FeedState {
  if (arrivals.length < feedHistoryHours) return { state: "working" };
  const sumBack = (hoursAgo: number, hours: number) => {
    const end = arrivals.length - hoursAgo;
    return arrivals.slice(end - hours, end).reduce((sum, count) => sum + count, 0);
  };
  const look = (hours: number) => {
    let past = 0;
    for (let week = 1; week <= weeks; week++) past += sumBack(week * hoursPerWeek, hours);
    return { hours, expected: past / weeks, actual: sumBack(0, hours) };
  };
  const silent = look(silentHours);
  if (silent.expected >= minExpected && silent.actual === 0) return { state: "stopped", ...silent };
  const thin = look(thinHours);
  if (thin.expected >= minExpected && thin.actual < thinShare * thin.expected)
    return { state: "thin", ...thin };
  return { state: "working" };
}

/** All accounts fell together: that looks like the feed, not the customers. */
export function fellTogether(market: Market): boolean {
  return market.accounts >= marketMinAccounts && market.median !== null && market.median < 0.5;
}
