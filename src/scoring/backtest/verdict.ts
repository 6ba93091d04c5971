import { type Interval, intervalsOf } from "./bootstrap.ts";
import type { JudgedRow, Scorer } from "./judged-rows.ts";
import { type Judged, type Measures, measuresOf, rankingOf } from "./measures.ts";
import type { Protocol } from "./protocol.ts";
import type { Random } from "./sampling.ts";

/**
 * What a scorer is worth on one label. Figures are NaN where there is nothing to rank (no row, nothing came true, or everything
 * did), or the scorer ranks nothing.
 */
export interface Verdict extends Measures {
  readonly rows: number;
  readonly accounts: number;
  /** Share of the rows that came true: the AP of a scorer that knows nothing. */
  readonly base: number;
  /** 95% intervals over accounts, of what is known; left out for baselines. */
  readonly intervals?: Readonly<Partial<Record<keyof Measures, Interval>>>;
}

/** What a scorer is worth on both labels; `decline` null for a kind without it. */
export interface Verdicts {
  readonly lapse: Verdict;
  readonly decline: Verdict | null;
}

/** Judges a scorer on the rows that each label applies to; with `randomOf`, with intervals. */
export function verdictsOn(
  rows: readonly JudgedRow[],
  scorer: Scorer,
  { declines }: Pick<Protocol, "declines">,
  randomOf?: (label: keyof Verdicts) => Random,
): Verdicts {
  const on = (label: keyof Verdicts) => {
    const items = rows.flatMap(({ account, number: week, risks, [label]: bad }): Judged[] =>
      bad === null ? [] : [{ account, week, risk: risks[scorer], bad }],
    );
    return verdictOn(items, randomOf?.(label));
  };
  return { lapse: on("lapse"), decline: declines ? on("decline") : null };
}

/** Judges a ranking; with `random`, its intervals too. */
export function verdictOn(items: readonly Judged[], random?: Random): Verdict {
  const base = items.filter((item) => item.bad).length / items.length;
  // A baseline that could not be fitted knows no risk: no order of its rows means anything. Nor of rows that all ended alike.
  const isRanked = base > 0 && base < 1 && !items.some(({ risk }) => Number.isNaN(risk));
  const ranking = rankingOf(isRanked ? items : []);
  const accounts = new Set(items.map(({ account }) => account)).size;
  const verdict = { rows: items.length, accounts, base, ...measuresOf(ranking) };
  if (random === undefined) return verdict;
  const intervals = intervalsOf((weights) => measuresOf(ranking, weights), accounts, random);
  return { ...verdict, intervals };
}
