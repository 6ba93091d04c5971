import type { Chart } from "../types.ts";
import { accountSpec } from "./account.ts";
import { allAccountsSpec } from "./all-accounts.ts";
import type { ChartSpec, Layout } from "./drawing.ts";
import { featureUsageSpec } from "./feature-usage.ts";
import { metricSpec } from "./metric.ts";
import { moversSpec } from "./movers.ts";
import { scoreChangeSpec } from "./score-change.ts";

/** The Vega-Lite spec of a chart. */
export function specOf(chart: Chart, layout: Layout): ChartSpec {
  switch (chart.kind) {
    case "account":
      return accountSpec(chart, layout);
    case "movers":
      return moversSpec(chart, layout);
    case "all-accounts":
      return allAccountsSpec(chart, layout);
    case "score-change":
      return scoreChangeSpec(chart, layout);
    case "feature-usage":
      return featureUsageSpec(chart, layout);
    case "metric":
      return metricSpec(chart, layout);
  }
}
