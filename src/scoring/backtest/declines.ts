import type { Series } from "../series.ts";
import { DayCounts } from "./day-counts.ts";

// How a decline is known after the fact. Days and shares; user-days.
const minAgeDays = 112;
const minBase = 4;
const minActiveDays = 8;
/** What comes after is compared over this many days. */
const afterDays = 56;
const beforeDays = 84;
const declineShare = 0.5;
const minExpected = 8;
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

/** User-days of the 84 days that end 28 days ago, per 28 days. */
export function baseAt(counts: DayCounts, t: number): number {
  const lived = Math.min(84, t - counts.first - 28);
  return lived <= 0 ? 0 : (counts.userDays(t - 112, t - 28) * 28) / lived;
}

/** User-days of the next 56 days, as a share of what the 84 days before promise; null where they promise under 8. */
export function shareAfter(counts: DayCounts, t: number): number | null {
  const expected = (counts.userDays(t - beforeDays, t) * afterDays) / beforeDays;
  return expected < minExpected ? null : counts.userDays(t, t + afterDays) / expected;
}

/** Whether use falls, after day `t`, to half or less. */
export function isDeclineDay(counts: DayCounts, t: number): boolean {
  const share = shareAfter(counts, t);
  return share !== null && share <= declineShare;
}

/**
 * The days on which lasting declines began: among the decline days within 56 days of the first, the one with the largest
 * step 2(sqrt(before) - sqrt(after)); the next is looked for 91 days later. `days`: change days, oldest first.
 */
function onsetsOf(counts: DayCounts, days: readonly number[]): number[] {
  const onsets: number[] = [];
  let index = 0;
  while (index < days.length) {
    const first = days[index] ?? 0;
    if (!isDeclineDay(counts, first)) {
      index += 1;
      continue;
    }
    let onset = first;
    let largest = Number.NEGATIVE_INFINITY;
    for (let at = index; at < days.length && (days[at] ?? 0) <= first + afterDays; at++) {
      const t = days[at] ?? 0;
      if (!isDeclineDay(counts, t)) continue;
      const step = stepAt(counts, t);
      if (step > largest) {
        largest = step;
        onset = t;
      }
    }
    onsets.push(onset);
    while (index < days.length && (days[index] ?? 0) < onset + onsetReachDays) index += 1;
  }
  return onsets;
}

function stepAt(counts: DayCounts, t: number): number {
  const before = (counts.userDays(t - beforeDays, t) * afterDays) / beforeDays;
  return 2 * (Math.sqrt(before) - Math.sqrt(counts.userDays(t, t + afterDays)));
}
