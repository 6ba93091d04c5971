import { at, coloured, type Layer } from "./drawing.ts";
import type { Scale } from "./scale.ts";

/** The scales that rows go through; without one, a figure is a pixel. */
export interface On {
  readonly x?: Scale;
  readonly y?: Scale;
}

/** A level or upright rectangle; with `fill` unless its layer has one for all. */
interface RectRow {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly fill?: string;
}

/** Rectangles. */
export function rectLayer(
  name: string,
  rows: readonly RectRow[],
  on: On,
  style: { readonly fill?: string; readonly stroke?: string; readonly strokeWidth?: number } = {},
): Layer {
  const { x = pixel, y = pixel } = on;
  return {
    name,
    drawn: {
      mark: { type: "rect", ...style },
      encoding: {
        x: at("left"),
        x2: { field: "right" },
        y: at("top"),
        y2: { field: "bottom" },
        ...(style.fill === undefined ? { fill: coloured("fill") } : {}),
      },
    },
    rows: rows.map((row) => ({
      ...row,
      left: x(row.left),
      right: x(row.right),
      top: y(row.top),
      bottom: y(row.bottom),
    })),
  };
}

/** How straight lines look; a row brings its own `stroke` where none is given. */
interface RuleStyle {
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly strokeDash?: number[];
  readonly strokeCap?: "round";
  readonly opacity?: number;
}

/** Upright lines. */
export function uprightLayer(
  name: string,
  rows: readonly {
    readonly x: number;
    readonly top: number;
    readonly bottom: number;
    readonly stroke?: string;
  }[],
  on: On,
  style: RuleStyle,
): Layer {
  const { x = pixel, y = pixel } = on;
  return {
    name,
    drawn: {
      mark: { type: "rule", ...style },
      encoding: { x: at("x"), y: at("top"), y2: { field: "bottom" }, ...strokeOf(style) },
    },
    rows: rows.map((row) => ({ ...row, x: x(row.x), top: y(row.top), bottom: y(row.bottom) })),
  };
}

/** Level lines. */
export function levelLayer(
  name: string,
  rows: readonly {
    readonly y: number;
    readonly left: number;
    readonly right: number;
    readonly stroke?: string;
  }[],
  on: On,
  style: RuleStyle,
): Layer {
  const { x = pixel, y = pixel } = on;
  return {
    name,
    drawn: {
      mark: { type: "rule", ...style },
      encoding: { x: at("left"), x2: { field: "right" }, y: at("y"), ...strokeOf(style) },
    },
    rows: rows.map((row) => ({ ...row, y: y(row.y), left: x(row.left), right: x(row.right) })),
  };
}

function strokeOf(style: RuleStyle) {
  return style.stroke === undefined ? { stroke: coloured("stroke") } : {};
}

/** A line from point to point, broken where there is no figure. */
export function lineLayer(
  name: string,
  points: readonly { readonly x: number; readonly y: number | null }[],
  on: Required<On>,
  style: { readonly stroke: string; readonly strokeWidth: number },
): Layer {
  return {
    name,
    drawn: {
      mark: { type: "line", strokeJoin: "round", strokeCap: "round", ...style },
      // Broken where its scale has no place for a row, so this one has a scale, of pixels. An order of its own: else Vega-Lite
      // looks through all rows for what x might be.
      encoding: { x: at("x"), y: { ...at("y"), scale: pixels }, order: { value: 0 } },
    },
    rows: points.map(({ x, y }) => ({ x: on.x(x), y: y === null ? null : on.y(y) })),
  };
}

const pixels = { domain: [0, 1], range: [0, 1], zero: false, nice: false };

/** Marks, with a rim if it must set them off from lines; `area` in square pixels. */
export function markLayer(
  name: string,
  rows: readonly {
    readonly x: number;
    readonly y: number;
    readonly fill: string;
    readonly shape: "square" | "diamond" | "circle";
    readonly area: number;
  }[],
  on: On,
  rim: { readonly stroke?: string; readonly strokeWidth?: number },
): Layer {
  const { x = pixel, y = pixel } = on;
  return {
    name,
    drawn: {
      mark: { type: "point", filled: true, opacity: 1, ...rim },
      encoding: {
        x: at("x"),
        y: at("y"),
        fill: coloured("fill"),
        shape: { field: "shape", type: "nominal", scale: null },
        size: { field: "area", type: "quantitative", scale: null },
      },
    },
    rows: rows.map((row) => ({
      ...row,
      area: row.shape === "diamond" ? row.area * diamondArea : row.area,
      x: x(row.x),
      y: y(row.y),
    })),
  };
}

/** Vega draws a diamond within the square of its area: half as large as the square itself. */
const diamondArea = 1.6;

function pixel(place: number): number {
  return place;
}
