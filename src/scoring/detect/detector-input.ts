import { addDays } from "../days.ts";
import type { Band, Day, SignalKind } from "../types.ts";
import type { AlertRules, DropRule } from "./alert-rules.ts";

/** What a day shows of an account: today's figures, or those of an alert's opening day as they are known now. */
export interface DayFacts {
  readonly day: Day;
  readonly ageDays: number;
  readonly established: boolean;
  readonly score: number;
  readonly band: Band;
  /** The band of the day before (of the last day before a hold); null on the first scored day. */
  readonly previousBand: Band | null;
  /** At risk for one reason: a part lost its data and its weight was shared out. That is no news of the account. Left out: no. */
  readonly bySharing?: boolean;
  readonly actual: number;
  /** User-days of the last 14 days; null where they were not kept. */
  readonly actual14: number | null;
  /** Null: no baseline yet. */
  readonly expected: number | null;
  readonly silentDays: number;
}

/** An alert of this account that is open, acknowledged or snoozed. */
export interface OpenAlert {
  readonly kind: SignalKind;
  readonly cause: string;
  readonly openedDay: Day;
  /** What was expected on the opening day: a drop's measure until it closes. Else null. */
  readonly frozenExpected: number | null;
  /** The day it was last told again; null: only at its opening. */
  readonly renewedDay: Day | null;
  /** The fewest user-days in 28 days that were told of a drop: only a fall from there is worse. Else null. */
  readonly leastTold: number | null;
  /** Somebody put it off: that it got worse is not told until that ends. */
  readonly putOff?: boolean;
  /** By which rule a drop was told; absent: by the rules of today. */
  readonly openedBy?: DropRule;
  /** The opening day scored again, where late data touched it; it decides whether the alert is withdrawn. */
  readonly atOpening?: DayFacts;
}

/** An alert of this account that ended; those of the last `settleDays` suffice, silences all. */
export interface ClosedAlert {
  readonly kind: SignalKind;
  readonly cause: string;
  readonly openedDay: Day;
  readonly closedDay: Day;
  readonly withdrawn: boolean;
}

/** Everything that decides about one account's alerts on one day. */
export interface DetectorInput extends DayFacts {
  /** Days of silence from which an established account is at risk: `ScoreRules`. */
  readonly silenceDays: number;
  readonly open: readonly OpenAlert[];
  readonly closed: readonly ClosedAlert[];
  /**
   * The smallest drop (1 - actual / expected) on the days since the last drop alert closed; null if none did lately. It
   * says whether the detector is armed again.
   */
  readonly lowestDropSinceClosed: number | null;
  /** What is told of this account, and when. */
  readonly alerts: AlertRules;
  /**
   * The band from which the account fell into at risk while that could not be told (a feed outage, a weekly check), if it
   * is still there: it is told when it can be. Absent or null: there is none.
   */
  readonly waitingBand?: Band | null;
  /** A feed outage: nothing that falls is told, as nobody knows whether it fell. */
  readonly feedOut: boolean;
}

/** The last day on which the account was used. */
export function lastActiveDayOf(facts: DayFacts): Day {
  return addDays(facts.day, -facts.silentDays);
}
