import type { MoversChart } from "../types.ts";
import type { ChartSpec, Layout } from "./drawing.ts";
import { overflow, portfolioSpec } from "./portfolio.ts";

const maxRows = 12;

/** The accounts that moved and the rest as ticks (UX 3.3). Rows are drawn in the order given. */
export function moversSpec(chart: MoversChart, layout: Layout): ChartSpec {
  const { rows, others } = overflow(chart.rows, chart.others, maxRows);
  return portfolioSpec(
    {
      title: chart.title,
      thresholds: chart.thresholds,
      rows,
      others,
      othersLabel: others.length === 1 ? "1 other, steady" : `${others.length} others, steady`,
      rowHeight: 24,
      maxHeight: 400,
      fontSize: 12,
      markArea: 75,
    },
    layout,
  );
}
