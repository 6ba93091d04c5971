import type { BacktestFindings } from "../results/backtest.ts";
import { unknownOf } from "../words/backtest.ts";

/**
 * A backtest as `--json` prints it: rows and accounts of the lapse label first, then every figure under its name. Figures of
 * what the log can't tell are null; `unknown` says why.
 */
export function backtestFigures(source: string, findings: BacktestFindings) {
  const { lapse, decline, alerts, alertsByKind, ...rest } = findings;
  return {
    source,
    unknown: unknownOf(findings),
    rows: lapse.rows,
    accounts: lapse.accounts,
    lapse,
    decline,
    cutOffs: findings.sundays.test.count,
    alerts: { ...alerts, byKind: alertsByKind },
    ...rest,
    baselines: Object.fromEntries(
      Object.entries(findings.baselines).map(([name, verdicts]) => [
        name,
        { rows: verdicts.lapse.rows, accounts: verdicts.lapse.accounts, ...verdicts },
      ]),
    ),
  };
}
