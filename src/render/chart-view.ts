import * as vega from "vega";
import { compile } from "vega-lite";
import type { FontWeight } from "./fonts/fonts.ts";
import { textWidth } from "./fonts/text-width.ts";
import { paletteOf } from "./palette.ts";
import type { ChartSpec, Layout } from "./specs/drawing.ts";
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

/** Lays a chart out for its width and hands the view to `use`, with its size in logical pixels. The view is on loan. */
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
  const { runtime, idle } = shapeOf(frame);
  const view = idle.pop() ?? new vega.View(runtime, { renderer: "none", loader });
  try {
    view.width(frame.width).height(frame.height).background(layout.palette.background);
    for (const [name, rows] of Object.entries(datasets)) view.data(name, [...rows]);
    await view.runAsync();
    const used = await use(view, layout, frame.height);
    idle.push(view);
    return used;
  } catch (error) {
    view.finalize();
    throw error;
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

/** A drawing that was compiled, and the views of it that nobody draws with: as many as were ever drawn at once. */
interface Shape {
  readonly runtime: vega.Runtime;
  readonly idle: vega.View[];
}

/** By what is left of a drawing without its size and rows: to give a view other rows is a third of making one. */
const shapes = new Map<string, Shape>();
const maxShapes = 64;

function shapeOf(frame: Omit<ChartSpec, "datasets">): Shape {
  const key = JSON.stringify({ ...frame, width: 0, height: 0 });
  const known = shapes.get(key);
  if (known) return known;
  const [oldest] = shapes;
  if (shapes.size >= maxShapes && oldest) {
    for (const view of oldest[1].idle) view.finalize();
    shapes.delete(oldest[0]);
  }
  const compiled = compile(frame as Parameters<typeof compile>[0]).spec;
  const shape = { runtime: vega.parse(compiled), idle: [] };
  shapes.set(key, shape);
  return shape;
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
