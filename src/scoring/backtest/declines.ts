import type { Series } from "../series.ts";
import { DayCounts } from "./day-counts.ts";

/** Days, user-days per 28 of them, and active days of the 84 that end 28 days ago, from which change can be judged. */
const minAgeDays = 112;
const minBase = 4;
const minActiveDays = 8;
/** What comes after is compared, over this many days, with the rate before. */
const afterDays = 56;
const beforeDays = 84;
/** A decline is a fall to this share or less, where at least so many user-days were promised. */
const declineShare = 0.5;
const minPromised = 8;
/** After an onset, the next is looked for this much later; an alert within it counts for it. */
export const onsetReachDays = 91;
/** An alert this much before an onset is not false. */
export const onsetLeadDays = 14;
/** The last days of a log, in which nobody can say yet what comes. */
const tailDays = 92;
/** Accounts with fewer active days in all say nothing of change. */
const minActiveDaysInAll = 30;

/** What is known of an account's use once all of it is over. Days as numbers. */
export interface Hindsight {
  readonly counts: DayCounts;
  /** The days on which change can be judged, oldest first. */
  readonly days: ReadonlySet<number>;
  /** Those of them on which lasting declines began, oldest first. */
  readonly onsets: readonly number[];
}

/**
 * What is known of an account after `last`, the last day of the log; null where it was used too little for change to be told.
 * @param since days before this one are not judged
 */
export function hindsightOf(
  series: Series,
  last: number,
  since = Number.NEGATIVE_INFINITY,
): Hindsight | null {
  if (series.length < minActiveDaysInAll) return null;
  const counts = new DayCounts(series, last);
  const days: number[] = [];
  for (let day = Math.max(counts.first, since); day <= last; day++)
    if (isChangeDay(counts, day)) days.push(day);
  return { counts, days: new Set(days), onsets: onsetsOf(counts, days) };
}

/** The same of each account of a log, without those that were used too little. */
export function hindsightsOf(
  accounts: ReadonlyMap<string, Series>,
  last: number,
): ReadonlyMap<string, Hindsight> {
  const hindsights = new Map<string, Hindsight>();
  for (const [account, series] of accounts) {
    const hindsight = hindsightOf(series, last);
    if (hindsight !== null) hindsights.set(account, hindsight);
  }
  return hindsights;
}

/** Whether change can be judged on day `t`: old enough, used enough before, and enough days left after. */
function isChangeDay(counts: DayCounts, t: number): boolean {
  const age = t - counts.first;
  if (age < minAgeDays || t > counts.last - tailDays) return false;
  if (counts.activeDays(t - 112, t - 28) < minActiveDays) return false;
  return baseAt(counts, t) >= minBase;
}

/** User-days of the 84 days that end 28 days ago, per 28 days: of an account that has lived them. */
export function baseAt(counts: DayCounts, t: number): number {
  return (counts.userDays(t - 112, t - 28) * 28) / 84;
}

/** User-days of the next 56 days, as a share of what the 84 days before promise; null where they promise under 8. */
export function shareAfter(counts: DayCounts, t: number): number | null {
  const { promised, after } = aroundDay(counts, t);
  return promised < minPromised ? null : after / promised;
}

/** Whether use falls, after day `t`, to half or less. */
export function isDeclineDay(counts: DayCounts, t: number): boolean {
  const share = shareAfter(counts, t);
  return share !== null && share <= declineShare;
}

/**
 * The days on which lasting declines began: among the decline days within 56 days of the first, the one with the largest
 * step; the next is looked for 91 days later. `days`: change days, oldest first.
 */
function onsetsOf(counts: DayCounts, days: readonly number[]): number[] {
  const declines = days.filter((day) => isDeclineDay(counts, day));
  const onsets: number[] = [];
  for (const first of declines) {
    if (first < (onsets.at(-1) ?? Number.NEGATIVE_INFINITY) + onsetReachDays) continue;
    const near = declines.filter((day) => day >= first && day <= first + afterDays);
    onsets.push(near.reduce((onset, day) => (stepAt(counts, day) > stepAt(counts, onset) ? day : onset)));
  }
  return onsets;
}

/** 2(sqrt(before) - sqrt(after)): how many standard deviations chance alone would have to explain. */
function stepAt(counts: DayCounts, t: number): number {
  const { promised, after } = aroundDay(counts, t);
  return 2 * (Math.sqrt(promised) - Math.sqrt(after));
}

/** User-days of the next 56 days, and what the 84 days before promise of them. */
function aroundDay(counts: DayCounts, t: number): { readonly promised: number; readonly after: number } {
  const promised = (counts.userDays(t - beforeDays, t) * afterDays) / beforeDays;
  return { promised, after: counts.userDays(t, t + afterDays) };
}
