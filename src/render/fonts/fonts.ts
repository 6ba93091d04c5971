import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Font, openSync, type ShapedText } from "fontkit";

/** The family that charts and reports are set in: Inter, renamed so that a copy on the machine cannot stand in for it. */
export const fontFamily = "Bellwether Inter";

/** The weights that are bundled. */
export type FontWeight = 400 | 600;

/** The folder of the bundled fonts; the same beside the source and beside the build. */
const folder = fileURLToPath(new URL(".", import.meta.url));

/** The TTF file of a weight (Latin, Latin Extended, Greek, Cyrillic). */
export function fontFile(weight: FontWeight): string {
  return join(folder, `inter-${weight}.ttf`);
}

/** A font for letters that Inter lacks, of one weight: what is semi-bold beside it is drawn bolder. */
export interface ScriptFont {
  readonly family: string;
  readonly file: string;
  /** The letters that it is looked into for. */
  readonly letters: RegExp;
}

/** Which font writes which script: the one table for pictures, pages of a PDF and what is measured. Where each is from: ORIGINS.md. */
export const scriptFonts: readonly ScriptFont[] = [
  // Han, kana, hangul and bopomofo, with the signs and wide letters that stand among them.
  scriptFont(
    "cjk.otf",
    /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\u3000-\u33FF\uFF00-\uFFEF]/u,
  ),
  scriptFont("arabic.ttf", /\p{scx=Arabic}/u),
  scriptFont("hebrew.ttf", /\p{scx=Hebrew}/u),
  scriptFont("devanagari.ttf", /\p{scx=Devanagari}/u),
  scriptFont("bengali.ttf", /\p{scx=Bengali}/u),
  scriptFont("tamil.ttf", /\p{scx=Tamil}/u),
  scriptFont("telugu.ttf", /\p{scx=Telugu}/u),
  scriptFont("thai.ttf", /[\p{scx=Thai}฿]/u),
  scriptFont("georgian.ttf", /\p{scx=Georgian}/u),
  scriptFont("armenian.ttf", /\p{scx=Armenian}/u),
];

function scriptFont(name: string, letters: RegExp): ScriptFont {
  return { family: `Bellwether ${name.replace(/\..*/, "")}`, file: join(folder, `noto-${name}`), letters };
}

const opened = new Map<string, Font>();

/** A bundled font, opened when it is first needed and once a thread. */
export function openFont(file: string): Font {
  const font = opened.get(file) ?? openSync(file);
  opened.set(file, font);
  return font;
}

/** A text shaped by a font, in units of it: letters that join, stack or change places do so. */
export function shape(
  font: Font,
  text: string,
  direction?: "ltr" | "rtl",
  features?: readonly string[],
): ShapedText {
  try {
    return font.layout(text, features, undefined, undefined, direction);
  } catch {
    // fontkit stumbles over six rare Arabic letters whose marks have no place of their own: these stay where they stand.
    return font.layout(text, { mark: false }, undefined, undefined, direction);
  }
}
