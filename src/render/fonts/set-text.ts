import type { Font, Glyph } from "fontkit";
import type { FontWeight } from "./fonts.ts";
import { openFont } from "./open-font.ts";

/** The outline of a glyph as straight lines in em, y upward: x and y of a line's start, then of its end. */
export type GlyphOutline = Float32Array;

/** A line of text, set: its glyphs with their places along the baseline, in em. */
export interface SetText {
  readonly width: number;
  readonly glyphs: readonly { readonly outline: GlyphOutline; readonly x: number; readonly y: number }[];
}

/** Texts kept as set. A chart's words come again; names and figures come and go. */
const maxKept = 2_000;
const kept = new Map<string, SetText>();
const outlines = new Map<string, GlyphOutline>();

/** Sets a line of text in the bundled font with its kerning. Every character must have a glyph (`hasGlyph`). */
export function setText(text: string, weight: FontWeight): SetText {
  const key = `${weight}${text}`;
  const known = kept.get(key);
  if (known) return known;
  const font = openFont(weight);
  const { glyphs, positions } = font.layout(text);
  let pen = 0;
  const placed = glyphs.map((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const at = { x: (pen + xOffset) / font.unitsPerEm, y: yOffset / font.unitsPerEm };
    pen += xAdvance;
    return { outline: outlineOf(font, glyph, weight), ...at };
  });
  const set = { width: pen / font.unitsPerEm, glyphs: placed };
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, set);
  return set;
}

/** How far, in em, a straight line may lie beside the curve that it stands for: .04 px at the largest size of a chart. */
const tolerance = 0.001;

function outlineOf(font: Font, glyph: Glyph, weight: FontWeight): GlyphOutline {
  const key = `${weight}${glyph.id}`;
  const known = outlines.get(key);
  if (known) return known;
  const lines: number[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const line = (toX: number, toY: number) => {
    lines.push(x, y, toX, toY);
    [x, y] = [toX, toY];
  };
  for (const { command, args } of glyph.path.commands) {
    const [a = 0, b = 0, c = 0, d = 0] = args;
    if (command === "moveTo") [x, y, startX, startY] = [a, b, a, b];
    else if (command === "lineTo") line(a, b);
    else if (command === "quadraticCurveTo") {
      const [fromX, fromY] = [x, y];
      // A chord strays by a quarter of the second difference, n² times less for n.
      const strays = Math.hypot(fromX - 2 * a + c, fromY - 2 * b + d) / 4 / font.unitsPerEm;
      const lineCount = Math.max(1, Math.ceil(Math.sqrt(strays / tolerance)));
      for (let k = 1; k <= lineCount; k++) {
        const t = k / lineCount;
        const s = 1 - t;
        line(s * s * fromX + 2 * s * t * a + t * t * c, s * s * fromY + 2 * s * t * b + t * t * d);
      }
    } else if (command === "closePath") line(startX, startY);
    else throw new Error(`The bundled fonts have quadratic curves only, not ${command}.`);
  }
  const outline = Float32Array.from(lines, (units) => units / font.unitsPerEm);
  outlines.set(key, outline);
  return outline;
}

