import type { FontWeight } from "../fonts/fonts.ts";

/** A drawing as a list of what is drawn, from the back to the front. Lengths and places are logical pixels, y downward. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** The colour of every pixel that nothing covers, as `#RRGGBB`. */
  readonly background: string;
  readonly marks: readonly Mark[];
}

/** One thing drawn. */
export type Mark = FilledPath | StrokedPath | TextLine;

/**
 * The outline of a shape as steps with absolute places: `move` x y, `line` x y, `curve` (a cubic one) x1 y1 x2 y2 x y,
 * `close`. One array of numbers, because paths are walked for every pixel that they cover.
 */
export type Path = readonly number[];

/** The steps of a path. */
export const step = { move: 0, line: 1, curve: 2, close: 3 } as const;

/** A shape filled with one colour, by the non-zero rule. */
export interface FilledPath {
  readonly kind: "fill";
  readonly path: Path;
  /** `#RRGGBB` */
  readonly colour: string;
  /** 0 to 1 */
  readonly opacity: number;
}

/** A shape's outline drawn with a pen. */
export interface StrokedPath {
  readonly kind: "stroke";
  readonly path: Path;
  readonly colour: string;
  readonly opacity: number;
  readonly width: number;
  readonly cap: "butt" | "round" | "square";
  readonly join: "miter" | "round" | "bevel";
  readonly miterLimit: number;
  /** Lengths of dashes and gaps in turn; empty for a whole line. */
  readonly dash: readonly number[];
  readonly dashOffset: number;
}

/** A line of text. `x` is where `align` says, `y` the baseline. */
export interface TextLine {
  readonly kind: "text";
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight: FontWeight;
  readonly align: "left" | "right" | "center";
  readonly colour: string;
  readonly opacity: number;
}

/** Bézier handles of a quarter of a unit circle, at most .03% off. */
const quarter = 0.5522847498;

/** A whole circle. */
export function circle(x: number, y: number, radius: number): Path {
  const handle = radius * quarter;
  const [left, right, top, bottom] = [x - radius, x + radius, y - radius, y + radius];
  return [
    ...[step.move, right, y],
    ...[step.curve, right, y + handle, x + handle, bottom, x, bottom],
    ...[step.curve, x - handle, bottom, left, y + handle, left, y],
    ...[step.curve, left, y - handle, x - handle, top, x, top],
    ...[step.curve, x + handle, top, right, y - handle, right, y],
    step.close,
  ];
}

/** A plain line along a path. */
export function stroke(path: Path, colour: string, width: number): StrokedPath {
  const pen = { width, cap: "butt", join: "miter", miterLimit: 4, dash: [], dashOffset: 0 } as const;
  return { kind: "stroke", path, colour, opacity: 1, ...pen };
}
