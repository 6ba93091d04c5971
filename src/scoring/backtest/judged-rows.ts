import type { AccountDay } from "../score/account-day.ts";
import type { Band } from "../types.ts";
import type { BaselineName, RiskOf } from "./baselines.ts";
import type { EligibleRow } from "./eligible-rows.ts";
import type { LogSeries } from "./usage-log.ts";

/** What ranks the rows: the product's score, or a baseline. */
export type Scorer = BaselineName | "health";

/** An eligible row with what was said of the account on that day. */
export interface JudgedRow extends EligibleRow {
  /** The account's place in the log. */
  readonly account: number;
  readonly band: Band;
  /** Higher is riskier; NaN where a scorer knows none. */
  readonly risks: Readonly<Record<Scorer, number>>;
}

/** A row as every scorer ranks it, from the days up to its own. */
export function judgedRow(
  row: EligibleRow,
  account: { readonly place: number; readonly series: LogSeries },
  { score, band }: Pick<AccountDay, "score" | "band">,
  baselines: Readonly<Record<BaselineName, RiskOf>>,
): JudgedRow {
  const past = account.series.slice(0, row.known);
  const risks = {
    health: -score,
    recency: baselines.recency(past, row.number),
    linear: baselines.linear(past, row.number),
    bgNbd: baselines.bgNbd(past, row.number),
  };
  return { ...row, account: account.place, band, risks };
}
