import type { MoversChart } from "../types.ts";
import type { ChartSpec, Layout } from "./drawing.ts";
import { overflow, portfolioSpec } from "./portfolio.ts";

const maxRows = 12;

/** The accounts that moved and the rest as ticks. Rows are drawn in the order given. */
export function moversSpec(chart: MoversChart, layout: Layout): ChartSpec {
  const { rows, others } = overflow(chart.rows, chart.others, maxRows);
  const more = chart.others.filter(({ moved = false }) => moved).length + chart.rows.length - rows.length;
  const all = others.length === 1 ? "1 other" : `${others.length} others`;
  const words = more === 0 ? `${all}, steady` : `${more} more, ${others.length - more} steady`;
  return portfolioSpec(
    {
      title: chart.title,
      windowDays: chart.windowDays ?? 28,
      thresholds: chart.thresholds,
      rows,
      others,
      othersLabels: others.length === 0 ? [] : [words, all],
      rowHeight: 24,
      maxHeight: 400,
      fontSize: 12,
      markArea: 75,
    },
    layout,
  );
}
