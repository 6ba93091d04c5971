import type { Backtest } from "../scoring/backtest/backtest.ts";
import type { Day, Kind } from "../scoring/types.ts";

/** A backtest, with what it was of. */
export interface BacktestFindings extends Backtest {
  readonly kind: Kind;
  /** A published log that was recognised: its spans are the agreed ones. */
  readonly published: string | null;
  /** What was used of the log. */
  readonly log: { readonly accounts: number; readonly firstDay: Day; readonly lastDay: Day };
}
