import type { Money } from "../results/renewals.ts";

/** A sum for each currency, that of most amounts first; currencies are never added. */
export function sumByCurrency(values: readonly Money[]): Money[] {
  return [...Map.groupBy(values, ({ currency }) => currency)]
    .sort(([one, ones], [other, others]) => others.length - ones.length || (one < other ? -1 : 1))
    .map(([currency, amounts]) => ({
      currency,
      // Cents, so that the order of adding changes nothing.
      amount: amounts.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0) / 100,
    }));
}
