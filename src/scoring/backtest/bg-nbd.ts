import { minimise } from "./nelder-mead.ts";

/**
 * The BG/NBD model of P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting Your Customers the Easy Way" (Marketing Science
 * 24, 2005): customers buy at rates that differ by a gamma(r, alpha), and leave for good after a purchase with chances
 * that differ by a beta(a, b).
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** What the model knows of a customer. Times in one unit, such as weeks, from the first purchase on. */
export interface Purchases {
  /** Purchases after the first. */
  readonly repeats: number;
  /** When the last one was; 0 without a repeat. */
  readonly lastAt: number;
  /** How long the customer was watched. */
  readonly watched: number;
}

/** Log-likelihood of the customers, each counted `times` (1). Formula 6 of the paper. */
export function logLikelihood(
  { r, alpha, a, b }: BgNbd,
  customers: readonly (Purchases & { readonly times?: number })[],
): number {
  const most = customers.reduce((max, { repeats }) => Math.max(max, repeats), 0);
  // ln of gamma(r+x) / gamma(r), and of B(a, b+x) / B(a, b), for every x.
  const gammas = new Float64Array(most + 1);
  const betas = new Float64Array(most + 1);
  for (let x = 0; x < most; x++) {
    gammas[x + 1] = (gammas[x] ?? 0) + Math.log(r + x);
    betas[x + 1] = (betas[x] ?? 0) + Math.log((b + x) / (a + b + x));
  }
  let sum = 0;
  for (const { repeats: x, lastAt, watched, times = 1 } of customers) {
    const stays = -(r + x) * Math.log(alpha + watched);
    let seen = stays;
    if (x > 0) {
      const left = Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + lastAt);
      const larger = Math.max(stays, left);
      seen = larger + Math.log(Math.exp(stays - larger) + Math.exp(left - larger));
    }
    sum += times * (r * Math.log(alpha) + (gammas[x] ?? 0) + (betas[x] ?? 0) + seen);
  }
  return sum;
}

/** The model under which these customers are most likely. @throws RangeError without a customer */
export function fitBgNbd(customers: readonly Purchases[]): BgNbd {
  if (customers.length === 0) throw new RangeError("There is no customer to fit a model to.");
  const kinds = [
    ...Map.groupBy(customers, ({ repeats, lastAt, watched }) => `${repeats} ${lastAt} ${watched}`).values(),
  ].flatMap((same) => (same[0] ? [{ ...same[0], times: same.length }] : []));
  const modelOf = (logs: readonly number[]): BgNbd => {
    // Beyond these bounds a model says nothing more, and numbers run out.
    const [r = 1, alpha = 1, a = 1, b = 1] = logs.map((log) => Math.exp(Math.min(10, Math.max(-10, log))));
    return { r, alpha, a, b };
  };
  const found = minimise((logs) => -logLikelihood(modelOf(logs), kinds) / customers.length, [0, 1, 0, 1], {
    tolerance: 1e-9,
  });
  return modelOf(found.point);
}

/** The chance that a customer buys nothing in the next `ahead`. */
export function chanceOfSilence({ r, alpha, a, b }: BgNbd, customer: Purchases, ahead: number): number {
  const { repeats: x, lastAt, watched } = customer;
  const odds = x === 0 ? 0 : (a / (b + x - 1)) * ((alpha + watched) / (alpha + lastAt)) ** (r + x);
  const alive = 1 / (1 + odds);
  const none = ((alpha + watched) / (alpha + watched + ahead)) ** (r + x);
  return 1 - alive * (1 - none);
}
