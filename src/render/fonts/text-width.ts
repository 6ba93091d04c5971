import { type FontWeight, fontFile, openFont, shape } from "./fonts.ts";
import { fontOf, textRuns } from "./text-runs.ts";

/** How text is set where its width matters. `size` is in pixels. */
export interface TextStyle {
  readonly size: number;
  readonly weight: FontWeight;
}

/** Advance of each code point in em, by weight: the whole font once, so that a call costs a few look-ups. */
const advances = new Map<FontWeight, ReadonlyMap<number, number>>();

/** What stands for a character that no font has: the width of a wide letter, so that a label is never too short. */
const unknownAdvance = 1;

function advancesOf(weight: FontWeight): ReadonlyMap<number, number> {
  const known = advances.get(weight);
  if (known) return known;
  const font = openFont(fontFile(weight));
  const table = new Map(
    font.characterSet.map((code) => [code, font.glyphForCodePoint(code).advanceWidth / font.unitsPerEm]),
  );
  advances.set(weight, table);
  return table;
}

/** Width of a line of text in pixels, as the bundled fonts set it, without Inter's kerning (which only narrows it). */
export function textWidth(text: string, style: TextStyle): number {
  const table = advancesOf(style.weight);
  let em = 0;
  for (const run of textRuns(text)) {
    if (run.font) em += shapedWidth(run.text, run.font.file);
    else for (const character of run.text) em += table.get(character.codePointAt(0) ?? 0) ?? unknownAdvance;
  }
  return em * style.size;
}

/** Widths of shaped texts, in em: shaping takes a hundred times a look-up, and a name comes again in chart, table and head. */
const shapedWidths = new Map<string, number>();
const maxShaped = 4_000;

/** In em: letters of these scripts join, stack and change places. */
function shapedWidth(text: string, file: string): number {
  const key = `${file}|${text}`;
  const known = shapedWidths.get(key);
  if (known !== undefined) return known;
  const font = openFont(file);
  const width = shape(font, text).advanceWidth / font.unitsPerEm;
  if (shapedWidths.size >= maxShaped) shapedWidths.clear();
  shapedWidths.set(key, width);
  return width;
}

/** Whether a bundled font draws the character. */
export function hasGlyph(character: string): boolean {
  return fontOf(character) !== undefined;
}
