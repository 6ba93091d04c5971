import { createRequire } from "node:module";
import type bidiFactory from "bidi-js";
import { fontFile, openFont, type ScriptFont, scriptFonts } from "./fonts.ts";

/** A stretch of text that one font sets in one direction. */
export interface TextRun {
  /** As it is read, brackets mirrored where it runs to the left. */
  readonly text: string;
  /** Null: Inter. */
  readonly font: ScriptFont | null;
  readonly toLeft: boolean;
}

/** Beyond these, letters may be of another script than Inter's: what is asked of every text, so by range. */
const foreign = /[\u0530-\u1CFF\u2C00-\uFFFF]/;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** A text cut into runs, in the order in which they stand from left to right. */
export function textRuns(text: string): TextRun[] {
  if (isPlain(text)) return [{ text, font: null, toLeft: false }];
  return rightToLeft.test(text) ? visualRuns(text) : fontRuns(text, false);
}

/** The fonts beside Inter that a text asks for. */
export function scriptFontsIn(text: string): ScriptFont[] {
  const asked = isPlain(text) ? [] : Array.from(new Set(text), fontOf);
  return [...new Set(asked)].filter((font) => font !== null && font !== undefined);
}

/** Whether Inter alone sets a text, from left to right. */
function isPlain(text: string): boolean {
  return !foreign.test(text);
}

let inter: ReadonlySet<number> | undefined;

/** The font that draws a character, null for Inter; undefined if none does. */
export function fontOf(character: string): ScriptFont | null | undefined {
  const code = character.codePointAt(0) ?? 0;
  inter ??= new Set(openFont(fontFile(400)).characterSet);
  if (inter.has(code)) return null;
  return scriptFonts.find(
    ({ letters, file }) => letters.test(character) && openFont(file).hasGlyphForCodePoint(code),
  );
}

/** Joiners say how the letters around them are joined, in the font of those. */
const joiner = /[\u200C\u200D]/;

/** Cuts where the font changes. What no font draws is left to Inter. */
function fontRuns(text: string, toLeft: boolean): TextRun[] {
  const runs: { text: string; font: ScriptFont | null; toLeft: boolean }[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const font = last && joiner.test(character) ? last.font : (fontOf(character) ?? null);
    if (last && last.font === font) last.text += character;
    else runs.push({ text: character, font, toLeft });
  }
  return toLeft ? runs.reverse() : runs;
}

type Bidi = ReturnType<typeof bidiFactory.default>;

let bidi: Bidi | undefined;

/** Loaded with the first text that needs it, as the CommonJS it is: loaders do not agree on what its default export is. */
function loadBidi(): Bidi {
  return (createRequire(import.meta.url)("bidi-js") as typeof bidiFactory.default)();
}

const leftToRightMark = "\u200E";

/** From a right-to-left letter to the last one before a letter of the other direction, with the bracket that closes there. */
const phrase =
  /[\p{sc=Arab}\p{sc=Hebr}](?:(?:(?![\p{sc=Arab}\p{sc=Hebr}])[^\p{L}])*[\p{sc=Arab}\p{sc=Hebr}])*\p{M}*[)\]»”"]?/gu;

/** Whether a line starts at its right: most of its letters are of a script that does. */
export function readsToLeft(text: string): boolean {
  if (!rightToLeft.test(text)) return false;
  const letters = text.match(/\p{L}/gu) ?? [];
  return letters.filter((letter) => rightToLeft.test(letter)).length * 2 > letters.length;
}

/**
 * By the Unicode Bidirectional Algorithm (UAX 9), the base direction that of most letters: a name starts at its right, an
 * English sentence with such a name in it stays English, and the figure after the name stays after it.
 */
function visualRuns(whole: string): TextRun[] {
  bidi ??= loadBidi();
  const mostlyLeft = readsToLeft(whole);
  const text = mostlyLeft ? whole : whole.replace(phrase, `$&${leftToRightMark}`);
  const { levels } = bidi.getEmbeddingLevels(text, mostlyLeft ? "rtl" : "ltr");
  const stretches: { level: number; text: string }[] = [];
  for (const [at, unit] of text.split("").entries()) {
    const level = levels[at] ?? 0;
    if (unit === leftToRightMark) continue;
    const shown = level % 2 === 1 ? (bidi.getMirroredCharacter(unit) ?? unit) : unit;
    const last = stretches.at(-1);
    if (last && last.level === level) last.text += shown;
    else stretches.push({ level, text: shown });
  }
  return leftToRight(stretches).flatMap(({ text: read, level }) => fontRuns(read, level % 2 === 1));
}

/** Rule L2: from the highest level down, what stands at it or above is turned round. */
function leftToRight<T extends { readonly level: number }>(stretches: readonly T[]): T[] {
  const order = [...stretches];
  for (let level = Math.max(0, ...order.map((one) => one.level)); level > 0; level--) {
    for (let from = 0; from < order.length; from++) {
      let to = from;
      while ((order[to]?.level ?? -1) >= level) to++;
      if (to > from) order.splice(from, to - from, ...order.slice(from, to).reverse());
      from = Math.max(from, to - 1);
    }
  }
  return order;
}
