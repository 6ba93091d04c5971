import { type ViewOptions, withChartView } from "./chart-view.ts";
import type { Chart, ChartSvg } from "./types.ts";

/** Draws a chart as vector. The layout is made anew for each width; nothing is scaled. */
export function chartToSvg(chart: Chart, options: ViewOptions): Promise<ChartSvg> {
  return withChartView(chart, options, async (view, { width }, height) => ({
    svg: slim(await view.toSVG()),
    width,
    height,
  }));
}

/** Draws a chart as pages show it: themed by custom properties, its title left to the page. */
export function drawForPage(chart: Chart, width: number): Promise<ChartSvg> {
  return chartToSvg(chart, { theme: "themed", width, title: false });
}

/**
 * Without what a page pays for and nobody sees: a hundred decimals of a pixel, Vega's classes, and roles, which are void
 * within the page's own `role="img"`. Only tags are touched, never words.
 */
function slim(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag
      .replace(/ (?:class|role|version|xmlns:xlink|aria-[a-z]+)="[^"]*"/g, "")
      .replace(/\d+\.\d{3,}(?:e-\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );
}
