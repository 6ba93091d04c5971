/**
 * Every constant of the score, with its unit and its reason. None is fitted to one log: they were chosen where several
 * public logs of both kinds agree, and are round on purpose.
 */
import type { BandThresholds, Kind, UsagePart } from "./types.ts";

/**
 * The version of the score, kept with each: history is not rewritten, charts mark the day. 2: memory by kind, twice as short
 * for b2b, twice as long for retail. 3: a fall costs more of Trend, and People is full at fifty. 4: who stops in the first eight
 * weeks has a usual as well. 5: a silence costs more of Trend, the more use there should have been. 6: People counts those of
 * sixteen weeks, and is full at twenty. 7: no part rises while nobody comes, whatever the market
 * and the metrics do.
 */
export const formulaVersion = 7;

/** Days. What is "lately": four whole weeks, so that weekends weigh the same in every window. */
export const windowDays = 28;

/** Days, two whole weeks, that have to be low by themselves for a drop: what fell long ago and came back is no news. */
export const freshDays = 14;

/**
 * Days for which the last known window of a metric stands while its feed is late: a broken export is seen and mended within two
 * weeks, holidays included; what was counted longer ago says nothing of today.
 */
export const lateFeedDays = 14;

/** Days. The base is the 12 whole weeks before the window: long enough to be calm, short enough to follow growth. */
export const baseDays = 84;

/** Days, window and base together. Also the age from which drop alerts are given: the base is complete. */
export const historyDays = windowDays + baseDays;

/** Days of base below which there is no "usual" yet (an age under 56): Trend is full, no drop can be seen. */
export const baselineMinDays = 28;

/** Days. The score is shown, but no alert is given before there is a baseline. */
export const newAccountDays = windowDays + baselineMinDays;

/**
 * Half-lives added to the age where a decayed sum is divided by what it could have been. They temper the first weeks:
 * without them one day in use makes an account of one day perfect.
 */
export const priorHalfLives = 0.5;

/**
 * User-days added to both sides of the trend, one for each day of the window: small accounts jitter, and 2 against 4 is no
 * halving, while an account of a hundred user-days is judged by what it does.
 */
export const trendPriorUserDays = 28;

/** Share of usual at which all of Trend is spent: large accounts do not fall by two fifths by chance. */
export const trendSpentAt = 0.6;

/** Days without use that say nothing: a weekend with a day off beside it. */
export const pauseDays = 3;

/**
 * How plain a silence of a b2b account has to be before it costs Trend, and from where it costs all: 2 sqrt(user-days that should
 * have come), the standard deviations that chance would have to explain. From four user-days on; all at sixteen, in ten days
 * at the soonest.
 */
export const plainSilence = { from: 4, at: 8, days: 10 } as const;

/**
 * Days in which people are counted for People: window and base together. How many rely on it over the long run says more of what
 * is to come than how many came lately; that few come lately costs Recent and Trend (docs/scoring.md).
 */
export const peopleDays = historyDays;

/** Distinct users in `peopleDays` that earn all of People. */
export const fullUsers = 20;

/**
 * User-days per 28 days that an account's base needs to speak for the market: 20 counted in the whole base. On smaller ones
 * chance decides.
 */
export const marketMinBase = (20 * windowDays) / baseDays;

/** Accounts needed before there is a market; below, the factor is 1. */
export const marketMinAccounts = 10;

/** Accounts' worth of "nothing changed" mixed into the market: with ten accounts the median counts two thirds. */
export const marketPriorAccounts = 5;

/** The market explains a quiet Christmas, never a customer's stop. */
export const marketFloor = 0.5;
/** A good season explains a rise up to this factor. */
export const marketCeiling = 1.3;

/** Days of silence after which an account no longer speaks for the market: its frozen base would speak for ever. */
export const marketMaxSilentDays = 56;

/** First bands, in points; a tenant may set its own. */
export const defaultThresholds: BandThresholds = { atRisk: 60, watch: 70, leave: 3 };

/** How a part remembers days in use. */
export interface Memory {
  /** Days after which a day in use counts half. */
  readonly halfLifeDays: number;
  /** Decayed days in use that earn all the points. */
  readonly fullDays: number;
}

/** What differs by the kind of log. */
export interface KindRules {
  /** Most points of each part; they add up to 100. */
  readonly max: Readonly<Record<UsagePart, number>>;
  /** Of days in use lately, and over the long run. */
  readonly memory: Readonly<Record<"recent" | "habit", Memory>>;
  /**
   * Days of silence at which an established account is at risk whatever the sum says, and is told of. Three weeks rather than a
   * month (b2b): 1.7 days earlier in the mean, with fewer false alerts (docs/scoring.md).
   */
  readonly silenceDays: number;
  /** An account is established with this much use up to, and including, its last active day. */
  readonly established: {
    readonly activeDays: number;
    readonly inDays: number;
    readonly users: number;
    /** Days in which the users are counted. */
    readonly usersInDays: number;
  };
}

/**
 * `b2b`: many users an account. `retail`: one user an account, few and far between; People says nothing there, and memory is
 * four times as long. The same ten and sixty decayed days earn all the points: use on every second day (b2b), about once a week
 * (retail).
 */
export const kinds: Readonly<Record<Kind, KindRules>> = {
  b2b: {
    max: { recent: 25, habit: 35, trend: 25, people: 15 },
    memory: { recent: { halfLifeDays: 14, fullDays: 10 }, habit: { halfLifeDays: 84, fullDays: 60 } },
    silenceDays: 21,
    established: { activeDays: 8, inDays: 112, users: 2, usersInDays: 112 },
  },
  retail: {
    max: { recent: 30, habit: 40, trend: 30, people: 0 },
    memory: { recent: { halfLifeDays: 56, fullDays: 10 }, habit: { halfLifeDays: 336, fullDays: 60 } },
    silenceDays: 60,
    established: { activeDays: 3, inDays: 270, users: 1, usersInDays: 112 },
  },
};
