import type { AllAccountsChart } from "../types.ts";
import type { ChartSpec, Layout } from "./drawing.ts";
import { overflow, portfolioSpec } from "./portfolio.ts";

const maxRows = 30;

/** Every account in a row of 14 px, up to thirty, the rest as ticks. Rows are drawn in the order given. */
export function allAccountsSpec(chart: AllAccountsChart, layout: Layout): ChartSpec {
  const { rows, others } = overflow(chart.rows, chart.others, maxRows);
  const { scored, noData } = chart.undrawn ?? { scored: 0, noData: 0 };
  const more = others.length + scored;
  const words = [...(more > 0 ? [`${more} more`] : []), ...(noData > 0 ? [`${noData} no data`] : [])];
  return portfolioSpec(
    {
      title: chart.title,
      windowDays: 28,
      thresholds: chart.thresholds,
      rows,
      others,
      othersLabels: words.length === 0 ? [] : [words.join(", "), `${more + noData} more`],
      rowHeight: 14,
      maxHeight: 490,
      fontSize: 11,
      markArea: 38,
    },
    layout,
  );
}
