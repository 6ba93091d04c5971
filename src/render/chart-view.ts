import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import type { FontWeight } from "./fonts/fonts.ts";
import { textWidth } from "./fonts/text-width.ts";
import { paletteOf } from "./palette.ts";
import type { Layout } from "./specs/drawing.ts";
import { specOf } from "./specs/spec-of.ts";
import type { Chart, Theme } from "./types.ts";

/** How a chart is laid out. */
export interface ViewOptions {
  readonly theme: Theme;
  /** Logical pixels; 360, the width of a chat, unless given. The web takes 288 and 600. */
  readonly width?: number;
  /** Whether the drawing carries its title; false where the page's heading does. */
  readonly title?: boolean;
  /** The families to write in, Inter unless given. */
  readonly font?: string;
}

/** Lays a chart out for its width and hands the view to `use`, with its size in logical pixels; the view ends with it. */
export async function withChartView<T>(
  chart: Chart,
  options: ViewOptions,
  use: (view: vega.View, layout: Layout, height: number) => Promise<T>,
): Promise<T> {
  const layout = {
    width: options.width ?? 360,
    title: options.title ?? true,
    palette: paletteOf(options.theme),
  };
  const { datasets, ...frame } = specOf(chart, layout);
  if (options.font) frame.config = { ...frame.config, font: options.font, text: { font: options.font } };
  const view = new vega.View(runtimeOf(frame), { renderer: "none", loader, expr: expressionInterpreter });
  try {
    for (const [name, rows] of Object.entries(datasets)) view.data(name, [...rows]);
    return await use(view, layout, frame.height);
  } finally {
    view.finalize();
  }
}

/** Loads nothing: a chart's data is in it, and no address in a spec is ever called. */
export const loader: vega.Loader = {
  ...vega.loader(),
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error("Charts load nothing."));
}

/** Compiled drawings by their shape: charts that differ only in their rows share one. */
const runtimes = new Map<string, vega.Runtime>();
const maxRuntimes = 64;

function runtimeOf(frame: object): vega.Runtime {
  const key = JSON.stringify(frame);
  const known = runtimes.get(key);
  if (known) return known;
  const compiled = compile(frame as Parameters<typeof compile>[0]).spec;
  const runtime = vega.parse(compiled, {}, { ast: true } as object);
  const oldest = runtimes.keys().next().value;
  if (runtimes.size >= maxRuntimes && oldest !== undefined) runtimes.delete(oldest);
  runtimes.set(key, runtime);
  return runtime;
}

interface SceneText {
  readonly fontSize?: number;
  readonly fontWeight?: FontWeight | string;
}

// Without a canvas Vega guesses widths 1.3 to 2.9 times too wide.
Object.assign((vega as unknown as { textMetrics: object }).textMetrics, {
  width: (item: SceneText, text: unknown) =>
    textWidth(String(text ?? ""), {
      size: item.fontSize ?? 12,
      weight: Number(item.fontWeight) >= 600 ? 600 : 400,
    }),
});
