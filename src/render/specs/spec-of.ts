import type { Chart } from "../types.ts";
import { accountSpec } from "./account.ts";
import type { ChartSpec, Layout } from "./drawing.ts";

/** The Vega-Lite spec of a chart. */
export function specOf(chart: Chart, layout: Layout): ChartSpec {
  switch (chart.kind) {
    case "account":
      return accountSpec(chart, layout);
  }
  throw new Error("unreachable");
}
