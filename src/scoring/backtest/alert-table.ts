import type { DayCounts } from "./day-counts.ts";
import { isChangeDay, isDeclineDay, onsetLeadDays, onsetReachDays, onsetsOf } from "./declines.ts";

/** What is known of one account: its counts, and the days on which something was sent, as numbers, oldest first. */
export interface AccountAlerts {
  readonly counts: DayCounts;
  readonly sent: readonly number[];
}

/** How alerts, as they were sent, told of change. */
export interface AlertTable {
  /** Account-days on which change can be judged, and the accounts that have one. */
  readonly accountDays: number;
  readonly accounts: number;
  /** Lasting declines, as they are known after the fact. */
  readonly declines: number;
  /** Alerts sent on judged days. */
  readonly sent: number;
  readonly falsePerQuarter: number;
  /** Share of what was sent that was not false. */
  readonly precision: number;
  /** Share of the declines with an alert within 91 days. */
  readonly caught: number;
  /** Mean days from onset to alert; a decline that is missed counts 91. */
  readonly meanDelay: number;
  /** The same for a review every 28 days. */
  readonly monthlyDelay: number;
  /** How much earlier the alerts are than the review. */
  readonly daysEarlier: number;
}

const daysPerQuarter = 91.25;

/**
 * The table over all accounts. Rates are NaN where there is nothing to judge.
 * @param since days before this one are not judged, as a number
 */
export function alertTable(
  accounts: Iterable<AccountAlerts>,
  since: number = Number.NEGATIVE_INFINITY,
): AlertTable {
  const tally = new AlertTally(since);
  for (const account of accounts) tally.add(account);
  return tally.table();
}

/** The table, an account at a time: for who must let others have their turn in between. */
export class AlertTally {
  readonly #since: number;
  #accountDays = 0;
  #judged = 0;
  #declines = 0;
  #sent = 0;
  #wrong = 0;
  #caught = 0;
  #delay = 0;
  #monthly = 0;

  /** @param since days before this one are not judged, as a number */
  constructor(since: number) {
    this.#since = since;
  }

  /** Judges what was sent of an account. */
  add({ counts, sent }: AccountAlerts): void {
    const days = changeDaysOf(counts).filter((day) => day >= this.#since);
    if (days.length === 0) return;
    const isJudged = new Set(days);
    const onsets = onsetsOf(counts, days);
    this.#accountDays += days.length;
    this.#judged += 1;
    this.#declines += onsets.length;
    for (const day of sent) {
      if (!isJudged.has(day)) continue;
      this.#sent += 1;
      const near = onsets.some((onset) => day >= onset - onsetLeadDays && day <= onset + onsetReachDays);
      if (!near && !isDeclineDay(counts, day)) this.#wrong += 1;
    }
    for (const onset of onsets) {
      const first = delayTo(sent, onset);
      if (first !== null) this.#caught += 1;
      this.#delay += first ?? onsetReachDays;
      this.#monthly += monthlyDelay(counts, onset);
    }
  }

  /** The table over all that were added. */
  table(): AlertTable {
    const [meanDelay, meanMonthly] = [this.#delay / this.#declines, this.#monthly / this.#declines];
    return {
      accountDays: this.#accountDays,
      accounts: this.#judged,
      declines: this.#declines,
      sent: this.#sent,
      falsePerQuarter: this.#wrong / (this.#accountDays / daysPerQuarter),
      precision: 1 - this.#wrong / this.#sent,
      caught: this.#caught / this.#declines,
      meanDelay,
      monthlyDelay: meanMonthly,
      daysEarlier: meanMonthly - meanDelay,
    };
  }
}

/** The days of an account on which change can be judged, oldest first. */
export function changeDaysOf(counts: DayCounts): number[] {
  const days: number[] = [];
  for (let day = counts.first; day <= counts.last; day++) if (isChangeDay(counts, day)) days.push(day);
  return days;
}

/** Days from `onset` to the first of `days` within its reach; null when there is none. */
export function delayTo(days: readonly number[], onset: number): number | null {
  const first = days.find((day) => day >= onset && day <= onset + onsetReachDays);
  return first === undefined ? null : first - onset;
}

const monthDays = 28;
const phases = 7;
/** The review sees a fall to this share of the month before, where that had at least so many user-days. */
const monthlyShare = 0.5;
const monthlyMinBefore = 4;

/** The delay of a review that looks every 28 days, averaged over seven phases four days apart. */
function monthlyDelay(counts: DayCounts, onset: number): number {
  let sum = 0;
  for (let phase = 0; phase < phases; phase++) {
    let found = onsetReachDays;
    for (let delay = 0; delay < onsetReachDays; delay++) {
      const day = onset + delay;
      if ((day - (phase * monthDays) / phases) % monthDays !== 0) continue;
      const before = counts.userDays(day - 2 * monthDays, day - monthDays);
      const lately = counts.userDays(day - monthDays, day);
      if (before < monthlyMinBefore || lately > monthlyShare * before) continue;
      found = delay;
      break;
    }
    sum += found;
  }
  return sum / phases;
}
