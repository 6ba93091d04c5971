import type { Mark } from "../scene/scene.ts";
import { levels, Palette } from "./palette.ts";

/**
 * A picture under the brush: opaque pixels, and the area that the shape being drawn covers of each. A chart has few colours, so
 * that a pixel is the number of one: a third of the memory to fill and to compress.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Row by row a zero, which is how PNG marks a row that is written as it is, and then the number of each pixel's colour. */
  readonly rows: Uint8Array;
  readonly palette = new Palette();
  /**
   * By how much the covered share of a pixel differs from that of the pixel on its left: an outline's lines leave their
   * mark only where they pass, and a sum along the row fills it (the signed areas of Raph Levien's font-rs).
   */
  readonly #steps: Float32Array;
  /** Kept for the next picture: a fill leaves nothing but zeros. */
  static #zeros = new Float32Array(0);
  readonly #stride: number;
  #left: number;
  #right = 0;
  #top: number;
  #bottom = 0;

  /** A picture of one colour, `#RRGGBB`. */
  constructor(width: number, height: number, background: string) {
    this.width = width;
    this.height = height;
    this.#stride = width + 2;
    const size = this.#stride * height;
    if (Canvas.#zeros.length < size) Canvas.#zeros = new Float32Array(size);
    this.#steps = Canvas.#zeros;
    this.#left = width;
    this.#top = height;
    // The background is the first colour: number 0, as is the mark of each row.
    this.palette.numberOf(background);
    this.rows = new Uint8Array((width + 1) * height);
  }

  /**
   * Gives the colours numbers by what the eye needs most, before any is used: first what covers areas, then the edges of
   * text. What is left goes to the edges of shapes as they come; beyond 256 the nearest takes its place.
   */
  reserve(marks: readonly Mark[]): void {
    const { palette } = this;
    for (const { colour, opacity } of marks) {
      palette.mix(0, palette.numberOf(colour), Math.round(opacity * levels));
    }
    for (const mark of marks) {
      if (mark.kind !== "text") continue;
      for (let level = 1; level < levels; level++) palette.mix(0, palette.numberOf(mark.colour), level);
    }
  }

  /** One line of an outline, in pixels. Outlines are closed: each line ends where another begins. */
  edge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    if (y0 < y1) this.#falling(x0, y0, x1, y1, 1);
    else this.#falling(x1, y1, x0, y0, -1);
  }

  /** Fills what the edges since the last fill enclose, by the non-zero rule. `opacity` 0 to 1. */
  fill(colour: string, opacity: number): void {
    const brush = this.palette.numberOf(colour);
    const steps = this.#steps;
    const right = Math.min(this.width, this.#right + 1);
    for (let row = this.#top; row < this.#bottom; row++) {
      const start = row * this.#stride;
      const end = start + right;
      let share = 0;
      for (let at = start + this.#left; at < end; ) {
        share += steps[at] as number;
        steps[at] = 0;
        const from = at++;
        // Between two edges every pixel is covered as much as the first.
        while (at < end && steps[at] === 0) at++;
        const level = Math.round(Math.min(1, Math.abs(share)) * opacity * levels);
        if (level > 0) this.#run(row * (this.width + 1) + 1 + from - start, at - from, brush, level);
      }
      steps.fill(0, end, start + right + 2);
    }
    this.#left = this.width;
    this.#right = 0;
    this.#top = this.height;
    this.#bottom = 0;
  }

  /** Lays a colour over `count` pixels, all covered alike. */
  #run(first: number, count: number, brush: number, level: number): void {
    const { rows, palette } = this;
    if (level === levels) {
      if (count > 24) rows.fill(brush, first, first + count);
      else for (let at = first; at < first + count; at++) rows[at] = brush;
      return;
    }
    const mixtures = palette.mixturesOf(brush);
    for (let at = first; at < first + count; at++) {
      const under = rows[at] as number;
      const known = mixtures[under * (levels + 1) + level] as number;
      rows[at] = known < 0 ? palette.mix(under, brush, level) : known;
    }
  }

  /** A line that runs down; `way` is −1 if it was drawn upward. */
  #falling(x0: number, y0: number, x1: number, y1: number, way: number): void {
    const slope = (x1 - x0) / (y1 - y0);
    const top = Math.max(0, y0);
    const bottom = Math.min(this.height, y1);
    if (top >= bottom) return;
    const first = Math.floor(top);
    const last = Math.ceil(bottom);
    if (first < this.#top) this.#top = first;
    if (last > this.#bottom) this.#bottom = last;
    let x = this.#within(x0 + (top - y0) * slope);
    this.#reach(x);
    for (let row = first; row < last; row++) {
      const y = Math.min(row + 1, bottom);
      const next = this.#within(x0 + (y - y0) * slope);
      this.#mark(row * this.#stride, x, next, (y - Math.max(row, top)) * way);
      x = next;
    }
    this.#reach(x);
  }

  /** Marks the part of a line within one row, from `x` to `next`, of the signed height `drop`. */
  #mark(start: number, x: number, next: number, drop: number): void {
    const steps = this.#steps;
    const low = x < next ? x : next;
    const high = x < next ? next : x;
    const from = Math.floor(low);
    const to = Math.ceil(high);
    const at = start + from;
    if (to <= from + 1) {
      const beyond = drop * ((x + next) / 2 - from);
      steps[at] = (steps[at] as number) + drop - beyond;
      steps[at + 1] = (steps[at + 1] as number) + beyond;
      return;
    }
    // Over several pixels the covered share grows as a triangle, then evenly, then as a triangle again.
    const rate = 1 / (high - low);
    const head = (from + 1 - low) ** 2 * rate * 0.5;
    const tail = (high - to + 1) ** 2 * rate * 0.5;
    steps[at] = (steps[at] as number) + drop * head;
    if (to === from + 2) steps[at + 1] = (steps[at + 1] as number) + drop * (1 - head - tail);
    else {
      const second = rate * (from + 1.5 - low);
      steps[at + 1] = (steps[at + 1] as number) + drop * (second - head);
      for (let column = 2; column < to - from - 1; column++) {
        steps[at + column] = (steps[at + column] as number) + drop * rate;
      }
      const before = second + (to - from - 3) * rate;
      steps[at + to - from - 1] = (steps[at + to - from - 1] as number) + drop * (1 - before - tail);
    }
    steps[start + to] = (steps[start + to] as number) + drop * tail;
  }

  #within(x: number): number {
    return x < 0 ? 0 : x > this.width ? this.width : x;
  }

  #reach(x: number): void {
    if (x < this.#left) this.#left = Math.floor(x);
    if (x > this.#right) this.#right = Math.ceil(x);
  }
}
