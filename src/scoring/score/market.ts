import {
  marketCeiling,
  marketFloor,
  marketMaxSilentDays,
  marketMinAccounts,
  marketMinBase,
  marketPriorAccounts,
  newAccountDays,
  windowDays,
} from "../constants.ts";
import type { DaySums } from "./sums.ts";

/** How all accounts of a tenant do against their usual, on one day. */
export interface Market {
  /** What an account's base is multiplied by to get what is expected of it: 0.5 to 1.3, and 1 without a market. */
  readonly factor: number;
  /** Median of actual / base, unclipped; null if no account speaks for the market. */
  readonly median: number | null;
  /** How many accounts spoke. */
  readonly accounts: number;
}

/** One account, as the market sees it. */
export interface MarketAccount {
  /** User-days in (t-28, t]. */
  readonly actual: number;
  /** User-days of the base, scaled to 28 days: `scaledBase`. Null without a baseline. */
  readonly base: number | null;
  readonly silentDays: number;
}

/** An account's sums as the market sees them. Who stopped before it had a baseline says nothing of the others. */
export function speakerOf(sums: DaySums): MarketAccount {
  const { actual, silentDays, ageDays } = sums;
  return { actual, silentDays, base: ageDays - silentDays < newAccountDays ? null : scaledBase(sums) };
}

/** User-days of the base scaled to 28 days; null while the baseline is too short. */
export function scaledBase(sums: { readonly base: number; readonly baseDays: number }): number | null {
  return sums.baseDays < windowDays ? null : (sums.base * windowDays) / sums.baseDays;
}

/**
 * The market of one tenant and day, from all its accounts: a median drawn towards 1, so that ten accounts cannot swing it.
 * Fixed once per tenant and day.
 */
export function marketFactor(accounts: Iterable<MarketAccount>): Market {
  const ratios: number[] = [];
  for (const { actual, base, silentDays } of accounts) {
    if (base !== null && base >= marketMinBase && silentDays <= marketMaxSilentDays)
      ratios.push(actual / base);
  }
  const k = ratios.length;
  if (k === 0) return { factor: 1, median: null, accounts: 0 };
  const median = medianOf(ratios);
  if (k < marketMinAccounts) return { factor: 1, median, accounts: k };
  const drawn = (k * median + marketPriorAccounts) / (k + marketPriorAccounts);
  return { factor: Math.min(marketCeiling, Math.max(marketFloor, drawn)), median, accounts: k };
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[sorted.length >> 1] ?? 0;
  const lower = sorted[(sorted.length - 1) >> 1] ?? 0;
  return (lower + upper) / 2;
}
