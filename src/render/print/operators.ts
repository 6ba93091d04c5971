import type { EmbeddedFont } from "pdfmake/js/PDFDocument.js";
import { type Path, step } from "../scene/scene.ts";

/*
 * What stands in the content of a PDF's page (ISO 32000-1, 8 and 9): operands, then the operator. pdfkit turns the page
 * over, so that y grows downward.
 */

/** A number with at most three decimals, which is a tenth of a printer's dot. */
export function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** A colour `#RRGGBB` as three shares of 1. */
export function rgb(colour: string): string {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255].map((level) => number(level / 255)).join(" ");
}

/** A path to be filled or stroked. */
export function pathOperators(path: Path): string {
  const words: string[] = [];
  const at = (index: number) => number(path[index] ?? 0);
  let i = 0;
  while (i < path.length) {
    const kind = path[i];
    if (kind === step.curve) {
      words.push(at(i + 1), at(i + 2), at(i + 3), at(i + 4), at(i + 5), at(i + 6), "c");
      i += 7;
    } else if (kind === step.close) {
      words.push("h");
      i += 1;
    } else {
      words.push(at(i + 1), at(i + 2), kind === step.move ? "m" : "l");
      i += 3;
    }
  }
  return words.join(" ");
}

/** A text with its kerning, from where the last move of the text matrix says. */
export function showText(
  font: EmbeddedFont,
  texts: readonly string[],
  features?: readonly string[] | null,
): string {
  let words = "";
  let pending = "";
  for (const text of texts) {
    const [glyphs, positions] = font.encode(text, features);
    for (let at = 0; at < glyphs.length; at++) {
      pending += glyphs[at];
      const position = positions[at];
      const kern = position ? position.advanceWidth - position.xAdvance : 0;
      if (kern !== 0) {
        words += `<${pending}>${number(kern)}`;
        pending = "";
      }
    }
  }
  return `[${words}${pending === "" ? "" : `<${pending}>`}]TJ`;
}
