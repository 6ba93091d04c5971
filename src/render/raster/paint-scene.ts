import { type GlyphOutline, type SetText, setText } from "../fonts/set-text.ts";
import type { Scene, TextLine } from "../scene/scene.ts";
import { Canvas } from "./canvas.ts";
import { flatten } from "./flatten.ts";
import { strokeOutlines } from "./stroke-outline.ts";

/** The pixels of a scene. */
export interface Pixels {
  /** Row by row a zero, then a byte a pixel: the number of its colour. */
  readonly rows: Uint8Array;
  /** Red, green and blue of each colour in turn. */
  readonly palette: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Paints a scene at `scale` pixels per logical pixel, with smooth edges; text as the outlines of the bundled fonts. */
export function paintScene(scene: Scene, scale: number): Pixels {
  const canvas = new Canvas(
    Math.round(scene.width * scale),
    Math.round(scene.height * scale),
    scene.background,
  );
  canvas.reserve(scene.marks);
  for (const mark of scene.marks) {
    if (mark.kind === "text") setGlyphs(canvas, mark, scale);
    else if (mark.kind === "fill")
      for (const { points } of flatten(mark.path, scale)) enclose(canvas, points);
    else {
      const pen = {
        ...mark,
        width: mark.width * scale,
        dash: mark.dash.map((length) => length * scale),
        dashOffset: mark.dashOffset * scale,
      };
      for (const line of flatten(mark.path, scale)) {
        for (const outline of strokeOutlines(line, pen)) enclose(canvas, outline);
      }
    }
    canvas.fill(mark.colour, mark.opacity);
  }
  const { rows, palette, width, height } = canvas;
  return { rows, palette: palette.bytes(), width, height };
}

/** The edges of a closed outline. */
function enclose(canvas: Canvas, points: readonly number[]): void {
  let x = points.at(-2) ?? 0;
  let y = points.at(-1) ?? 0;
  for (let i = 0; i < points.length; i += 2) {
    const toX = points[i] as number;
    const toY = points[i + 1] as number;
    canvas.edge(x, y, toX, toY);
    x = toX;
    y = toY;
  }
}

function setGlyphs(canvas: Canvas, mark: TextLine, scale: number): void {
  const em = mark.size * scale;
  const text: SetText = setText(mark.text, mark.weight);
  const shift = mark.align === "left" ? 0 : mark.align === "right" ? -text.width : -text.width / 2;
  const [left, baseline] = [mark.x * scale + shift * em, mark.y * scale];
  for (const { outline, x, y } of text.glyphs)
    drawGlyph(canvas, outline, left + x * em, baseline - y * em, em);
}

function drawGlyph(canvas: Canvas, outline: GlyphOutline, x: number, y: number, em: number): void {
  for (let i = 0; i < outline.length; i += 4) {
    canvas.edge(
      x + (outline[i] as number) * em,
      y - (outline[i + 1] as number) * em,
      x + (outline[i + 2] as number) * em,
      y - (outline[i + 3] as number) * em,
    );
  }
}
