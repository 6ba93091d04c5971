import type { Day } from "../../scoring/types.ts";
import type { AccountStanding } from "./accounts.ts";

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
  /** Within 90 days, today included, the next first. */
  readonly renewals: readonly Renewal[];
}

/** The same in short, for who shows the accounts themselves: how many renew within 90 days. */
export type Stakes = Pick<RenewalFacts, "atRisk"> & { readonly renewals: number };
