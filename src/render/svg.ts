import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import type { FontWeight } from "./fonts/fonts.ts";
import { textWidth } from "./fonts/text-width.ts";
import { paletteOf } from "./palette.ts";
import { specOf } from "./specs/spec-of.ts";
import type { Chart, ChartSvg, Theme } from "./types.ts";

/** How a chart is drawn as vector. */
export interface SvgOptions {
  readonly theme: Theme;
  /** Logical pixels; 360, the width of a chat, unless given. The web takes 288 and 600. */
  readonly width?: number;
  /** Whether the drawing carries its title; false where the page's heading does. */
  readonly title?: boolean;
}

/** Draws a chart. The layout is made anew for each width; nothing is scaled. */
export async function chartToSvg(chart: Chart, options: SvgOptions): Promise<ChartSvg> {
  const layout = {
    width: options.width ?? 360,
    title: options.title ?? true,
    palette: paletteOf(options.theme),
  };
  const { datasets, ...frame } = specOf(chart, layout);
  const view = new vega.View(runtimeOf(frame), { renderer: "none", loader, expr: expressionInterpreter });
  try {
    for (const [name, rows] of Object.entries(datasets)) view.data(name, [...rows]);
    return { svg: slim(await view.toSVG()), width: layout.width, height: frame.height };
  } finally {
    view.finalize();
  }
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
