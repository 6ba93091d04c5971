import { type Font, openSync } from "fontkit";
import { type FontWeight, fontFile } from "./fonts.ts";

const fonts = new Map<FontWeight, Font>();

/** The bundled font of a weight, opened once in a thread: its tables are read as they are needed, and kept. */
export function openFont(weight: FontWeight): Font {
  const known = fonts.get(weight);
  if (known) return known;
  const font = openSync(fontFile(weight));
  fonts.set(weight, font);
  return font;
}
