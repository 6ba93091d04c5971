import { hasGlyph, type TextStyle, textWidth } from "./text-width.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Emoji and the invisible marks that steer text direction: no bundled glyph draws the one, the other reorders a chart. */
const undrawable =
  /[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\p{Variation_Selector}\u{E0000}-\u{E007F}\p{Cc}]/gu;

/** Joiners that join nothing, as those of emoji. Between letters they stay: Persian and Hindi are written with them. */
const looseJoiner = /(?<![\p{L}\p{M}])\p{Join_Control}|\p{Join_Control}(?![\p{L}\p{M}])/gu;

/** The characters that Extended_Pictographic counts as emoji though text and the font know them as signs. */
const signs = /[©®™‼⁉ℹ↔-↙]/u;

/** Text as a chart can draw it: one line, without emoji, control and direction marks. Never empty for a name that was not. */
export function drawableText(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(undrawable, (match) => (signs.test(match) ? match : ""))
    .replace(looseJoiner, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" && text.trim() !== "" ? "(no name)" : plain;
}

/**
 * Text as a document can print it: a PDF has only the fonts that are in it, so that a letter of a script which none of the bundled
 * ones writes is printed as "□".
 */
export function printableText(text: string): string {
  return drawableText(text).replace(/[^\u0020-\u007E\p{Join_Control}]/gu, (letter) =>
    hasGlyph(letter) ? letter : "□",
  );
}

/** Cuts text at its end with "…" so that it is at most `maxWidth` pixels wide; never inside a grapheme. */
export function cutText(text: string, maxWidth: number, style: TextStyle): string {
  if (textWidth(text, style) <= maxWidth) return text;
  const graphemes = Array.from(segmenter.segment(text), (part) => part.segment);
  const cut = (kept: number) => `${graphemes.slice(0, kept).join("").trimEnd()}…`;
  let [fits, tooWide] = [0, graphemes.length];
  while (tooWide - fits > 1) {
    const middle = Math.floor((fits + tooWide) / 2);
    if (textWidth(cut(middle), style) <= maxWidth) fits = middle;
    else tooWide = middle;
  }
  return cut(fits);
}

/** Cuts text in its middle: "Düsseldorf…West". */
function cutMiddle(text: string, maxWidth: number, style: TextStyle): string {
  const graphemes = Array.from(segmenter.segment(text), (part) => part.segment);
  for (let kept = graphemes.length - 1; kept > 1; kept--) {
    const head = graphemes
      .slice(0, Math.ceil(kept / 2))
      .join("")
      .trimEnd();
    const tail = graphemes
      .slice(graphemes.length - Math.floor(kept / 2))
      .join("")
      .trimStart();
    const cut = `${head}…${tail}`;
    if (textWidth(cut, style) <= maxWidth) return cut;
  }
  return cutText(text, maxWidth, style);
}

/** Cuts a list of names, each at its end; names that become equal by that are cut in the middle instead. */
export function cutNames(names: readonly string[], maxWidth: number, style: TextStyle): string[] {
  const drawable = names.map(drawableText);
  const cut = drawable.map((name) => cutText(name, maxWidth, style));
  return cut.map((short, index) => {
    const name = drawable[index] ?? short;
    const twin = cut.some((other, at) => at !== index && other === short && drawable[at] !== name);
    return twin ? cutMiddle(name, maxWidth, style) : short;
  });
}
