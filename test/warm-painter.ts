import { accountChart } from "../bench/parts/sample-charts.ts";
import { type ChartPainter, createChartPainter } from "../src/render/png.ts";

/** A painter that has painted: messages wait some seconds for their pictures, and a first one takes that on a slow machine. */
export async function openWarmPainter(): Promise<ChartPainter> {
  const painter = createChartPainter();
  await painter.paint(accountChart, "light");
  return painter;
}
