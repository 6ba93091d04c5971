import { at, coloured, type Layer } from "./drawing.ts";
import type { Scale } from "./scale.ts";

/** The scales that rows go through; without one, a figure is a pixel. */
export interface On {
  readonly x?: Scale;
  readonly y?: Scale;
}

/** Rectangles: rows of `left`, `right`, `top`, `bottom`, and of `fill` unless the style gives one for all. */
export function rectLayer(
  name: string,
  on: On,
  style: { readonly fill?: string; readonly stroke?: string; readonly strokeWidth?: number } = {},
): Layer {
  return {
    data: { name },
    mark: { type: "rect", ...style },
    encoding: {
      x: at("left", on.x),
      x2: { field: "right" },
      y: at("top", on.y),
      y2: { field: "bottom" },
      ...(style.fill === undefined ? { fill: coloured("fill") } : {}),
    },
  };
}

/** How lines look; a row brings its own `stroke` where none is given. */
export interface LineStyle {
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly strokeDash?: number[];
  readonly strokeCap?: "round";
  readonly opacity?: number;
}

/** Upright lines: rows of `x`, `top` and `bottom`. */
export function uprightLayer(name: string, on: On, style: LineStyle): Layer {
  return {
    data: { name },
    mark: { type: "rule", ...style },
    encoding: {
      x: at("x", on.x),
      y: at("top", on.y),
      y2: { field: "bottom" },
      ...(style.stroke === undefined ? { stroke: coloured("stroke") } : {}),
    },
  };
}

/** Level lines: rows of `y`, `left` and `right`. */
export function levelLayer(name: string, on: On, style: LineStyle): Layer {
  return {
    data: { name },
    mark: { type: "rule", ...style },
    encoding: {
      x: at("left", on.x),
      x2: { field: "right" },
      y: at("y", on.y),
      ...(style.stroke === undefined ? { stroke: coloured("stroke") } : {}),
    },
  };
}

/** Marks, with a rim if it must set them off from lines: rows of `x`, `y`, `fill`, `shape`, and `area` in square pixels. */
export function markLayer(
  name: string,
  on: On,
  rim: { readonly stroke?: string; readonly strokeWidth?: number },
): Layer {
  return {
    data: { name },
    mark: { type: "point", filled: true, opacity: 1, ...rim },
    encoding: {
      x: at("x", on.x),
      y: at("y", on.y),
      fill: coloured("fill"),
      shape: { field: "shape", type: "nominal", scale: null },
      size: { field: "area", type: "quantitative", scale: null },
    },
  };
}
