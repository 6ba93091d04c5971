import { dayNumber } from "../days.ts";
import type { Day, SignalKind } from "../types.ts";
import type { DayCounts } from "./day-counts.ts";
import { type Hindsight, isDeclineDay, onsetLeadDays, onsetReachDays } from "./declines.ts";

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

/** The table of what was sent of some kinds, by account, over all accounts on which change can be judged. */
export function alertTable(
  hindsights: ReadonlyMap<string, Hindsight>,
  sent: ReadonlyMap<string, readonly { readonly day: Day; readonly kind: SignalKind }[]>,
  kinds: readonly SignalKind[],
): AlertTable {
  const tally = new AlertTally();
  for (const [account, hindsight] of hindsights) {
    const ofKinds = (sent.get(account) ?? []).filter(({ kind }) => kinds.includes(kind));
    tally.add(
      hindsight,
      ofKinds.map(({ day }) => dayNumber(day)),
    );
  }
  return tally.table();
}

/** Makes the table, an account at a time. */
export class AlertTally {
  #accountDays = 0;
  #judged = 0;
  #declines = 0;
  #sent = 0;
  #wrong = 0;
  #caught = 0;
  #delay = 0;
  #monthly = 0;

  /** Judges what was sent of an account: days as numbers, oldest first. */
  add({ counts, days, onsets }: Hindsight, sent: readonly number[]): void {
    if (days.size === 0) return;
    this.#accountDays += days.size;
    this.#judged += 1;
    this.#declines += onsets.length;
    for (const day of sent) {
      if (!days.has(day)) continue;
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

  /** The table over all that were added. Rates are NaN where there is nothing to judge. */
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

/** Days from `onset` to the first of `days` within its reach; null when there is none. */
function delayTo(days: readonly number[], onset: number): number | null {
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
