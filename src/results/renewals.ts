import type { Band, Day } from "../scoring/types.ts";
import type { AccountStanding, BandCounts } from "./accounts.ts";

/** An amount of one currency (ISO 4217; "" where nobody said which). Amounts of two are never added. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** A customer who renews soon. */
export interface Renewal {
  readonly account: Pick<AccountStanding, "id" | "name" | "score" | "band" | "signal">;
  readonly on: Day;
  /** Of a year; null where it is not known. */
  readonly value: Money | null;
}

/** The customers of one band who renew soon; band null: no data. */
export interface RenewingBand {
  readonly band: Band | null;
  readonly accounts: number;
  /** Their contract values as far as they are known, a sum for each currency, that of most accounts first. */
  readonly values: readonly Money[];
}

/** What is at stake among the accounts that somebody sees. Who left is no part of it. */
export interface RenewalFacts {
  readonly scope: "mine" | "all";
  readonly today: Day;
  readonly dataDay: Day | null;
  /** The contract value of the accounts at risk, a sum for each currency, that of most accounts first. */
  readonly atRisk: {
    readonly values: readonly Money[];
    /** Accounts in these sums, and accounts at risk whose value is not known. */
    readonly accounts: number;
    readonly unvalued: number;
  };
  /**
   * All who renew within 90 days, today included, counted and summed by band: at risk first, no data last; bands of none are
   * left out. Absent: a digest kept from before this was counted, whose `renewals` are all that it knew.
   */
  readonly renewing?: readonly RenewingBand[];
  /** Of these the first, as rows: those at risk, then the others; the next renewal first. */
  readonly renewals: readonly Renewal[];
}

/** The same in short, for who shows the accounts themselves: how many of each band renew within 90 days. */
export type Stakes = Pick<RenewalFacts, "atRisk"> & { readonly renewals: BandCounts };
