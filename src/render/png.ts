import { bandWords } from "../words/status.ts";
import type { Printable } from "./render-job.ts";
import { createRenderThread } from "./render-thread.ts";
import type { Chart, ChartPng, ChartSvg, Theme } from "./types.ts";

/** Paints charts and prints reports on a thread of its own. One per process. */
export interface ChartPainter {
  /** An opaque PNG of at most 1024 pixels a side. Rejects if the chart cannot be drawn: send the text without it. */
  paint(chart: Chart, theme: Exclude<Theme, "themed">): Promise<ChartPng>;
  /** A chart as themed SVG without its title, for a page. Before what waits: somebody looks at an empty place. */
  draw(chart: Chart, width: number): Promise<ChartSvg>;
  /** A report as PDF, a workbook as XLSX, made on the same thread: either would hold the main loop for a fifth of a second. */
  print(document: Printable): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Starts the painter and warms it up in the background: the first chart takes ten times as long as the next. */
export function createChartPainter(): ChartPainter {
  const thread = createRenderThread();
  const paint: ChartPainter["paint"] = async (chart, theme) => {
    const { bytes, width, height } = await thread.run({ kind: "paint", chart, theme });
    return { png: bytes, width, height };
  };
  paint(warmUpChart, "light").catch(() => undefined);
  const print: ChartPainter["print"] = async (document) =>
    (await thread.run({ kind: "print", document })).bytes;
  const text = new TextDecoder();
  const draw: ChartPainter["draw"] = async (chart, width) => {
    const { bytes, ...size } = await thread.run({ kind: "draw", chart, width });
    return { svg: text.decode(bytes), width: size.width, height: size.height };
  };
  return { paint, draw, print, close: () => thread.close() };
}

const warmUpChart: Chart = {
  kind: "account",
  name: "Warm-up",
  subtitle: "Health 80, healthy",
  thresholds: { atRisk: 60, watch: 70, leave: 3 },
  health: [{ day: "2026-01-01", score: 80 }],
  band: "healthy",
  bandNames: bandWords,
  weeks: [{ firstDay: "2026-01-01", lastDay: "2026-01-07", userDays: 1 }],
  usualWeek: null,
  usageHead: "no baseline yet",
  unit: "user-days",
  events: [],
};
