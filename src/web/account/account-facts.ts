import type { ChartSvg, ScoreChangeChart } from "../../render/types.ts";
import type { AccountCard, AccountUser } from "../../results/accounts.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { DrawnMetric } from "./account-metrics.tsx";

/** All that an account's page shows, under the reader's rights. */
export interface AccountFacts {
  readonly account: AccountCard;
  readonly people: readonly AccountUser[];
  readonly alerts: readonly AlertFacts[];
  readonly metrics: readonly DrawnMetric[];
  /** Null while the account is younger than the window. */
  readonly change: ScoreChangeChart | null;
  /** Narrow, then wide; none without data. */
  readonly drawings: { readonly account: readonly ChartSvg[]; readonly change: readonly ChartSvg[] };
}
