import type { TopLevelSpec } from "vega-lite";
import type { UnitSpec } from "vega-lite/types_unstable/spec/unit.js";
import { type FontWeight, fontFamily } from "../fonts/fonts.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { Palette } from "../palette.ts";
import type { Box } from "./box.ts";

/** A Vega-Lite spec of fixed size, with what it draws in named `datasets`, apart from the shape of the drawing. */
export type ChartSpec = TopLevelSpec & {
  readonly width: number;
  readonly height: number;
  readonly datasets: Datasets;
};

/** Rows to draw, in pixels, by the name of their dataset. */
type Datasets = Record<string, readonly object[]>;

/** One layer of a chart: how each of its rows is drawn, and the rows, in pixels, so that all charts of a kind are drawn alike. */
export interface Layer {
  /** Of its dataset: each layer of a chart has its own. */
  readonly name: string;
  readonly drawn: Pick<UnitSpec<string>, "mark" | "encoding">;
  readonly rows: readonly object[];
}

/** How a chart is laid out. `width` in logical pixels; without `title`, the page carries it. */
export interface Layout {
  readonly width: number;
  readonly title: boolean;
  readonly palette: Palette;
}

/** Pixels between the edge of a chart and what it shows. */
export const margin = 14;

/** A line of text at a place that layout has measured. `y` is its middle, in pixels. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly fill: string;
  readonly size?: number;
  readonly weight?: FontWeight;
  readonly align?: "left" | "right" | "center";
}

/** The measured box of a label. */
export function labelBox(label: Label): Box {
  const size = label.size ?? 12;
  const width = textWidth(label.text, { size, weight: label.weight ?? 400 });
  const left =
    label.align === "right" ? label.x - width : label.align === "center" ? label.x - width / 2 : label.x;
  return { left, right: left + width, top: label.y - size * 0.55, bottom: label.y + size * 0.5 };
}

/** A position channel whose field holds the pixel. */
export function at(field: string) {
  return { field, type: "quantitative", scale: null, axis: null } as const;
}

/** A colour channel whose field holds the colour itself. */
export function coloured(field: string) {
  return { field, type: "nominal", scale: null } as const;
}

/** The layer that writes the labels, over all others. */
function labelLayer(labels: readonly Label[]): Layer {
  const set = { size: 12, weight: 400, align: "left" } as const;
  return {
    name: "labels",
    drawn: {
      mark: {
        type: "text",
        baseline: "middle",
        text: { expr: "datum.text" },
        align: { expr: "datum.align" },
        fontWeight: { expr: "datum.weight" },
        fontSize: { expr: "datum.size" },
      },
      encoding: { x: at("x"), y: at("y"), fill: coloured("fill") },
    },
    rows: labels.filter(({ text }) => text.trim() !== "").map((label) => ({ ...set, ...label })),
  };
}

/** Title and subtitle, and how far down they reach; nothing where the page carries them. `compact` for long lists. */
export function headLabels(
  layout: Layout,
  title: string,
  subtitle: string,
  compact = false,
): { labels: Label[]; bottom: number } {
  if (!layout.title) return { labels: [], bottom: 0 };
  const { ink, muted } = layout.palette;
  return {
    labels: [
      { x: margin, y: compact ? 17 : 19, text: title, fill: ink, size: 15, weight: 600 },
      { x: margin, y: compact ? 33 : 37, text: subtitle, fill: muted },
    ],
    bottom: compact ? 40 : 48,
  };
}

/** What a chart is made of: layers from the back to the front, and the words over them. */
export interface Drawing {
  readonly height: number;
  readonly layers: readonly Layer[];
  readonly labels: readonly Label[];
}

/** The spec of a whole chart: opaque, without scales, axes, legends or frames of Vega-Lite's own. */
export function chartSpec(layout: Layout, { height, layers, labels }: Drawing): ChartSpec {
  const all = [...layers, labelLayer(labels)];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: layout.width,
    height,
    padding: 0,
    autosize: { type: "none" },
    background: layout.palette.background,
    datasets: Object.fromEntries(all.map(({ name, rows }) => [name, rows])),
    layer: all.map(({ name, drawn }) => ({ data: { name }, ...drawn })),
    resolve: { scale: { x: "independent", y: "independent" } },
    view: { stroke: null },
    config: { font: fontFamily, aria: false, text: { font: fontFamily } },
  } as unknown as ChartSpec;
}
