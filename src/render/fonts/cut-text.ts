import { hasGlyph, type TextStyle, textWidth } from "./text-width.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Emoji and the invisible marks that steer text direction: no bundled glyph draws the one, the other reorders a chart. */
const undrawable = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1F3FB}-\u{1F3FF}\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\u{E0000}-\u{E007F}\p{Cc}]/gu;

/** The characters that Extended_Pictographic counts as emoji though text and the font know them as signs. */
const signs = /[©®™‼⁉ℹ↔-↙]/u;

/** Text as a chart can draw it: one line, without emoji, control and direction marks. Never empty for a name that was not. */
export function drawableText(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(undrawable, (match) => (signs.test(match) ? match : ""))
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" && text.trim() !== "" ? "(no name)" : plain;
}

/**
 * Text as a document can print it: a PDF has no font to fall back to, so that a letter which the bundled one lacks is
 * printed as "□", in reading order.
 */
export function printableText(text: string): string {
  return Array.from(drawableText(text), (character) => (hasGlyph(character) ? character : "□")).join("");
}

/** Cuts text at its end with "…" so that it is at most `maxWidth` pixels wide; never inside a grapheme. */
export function cutText(text: string, maxWidth: number, style: TextStyle): string {
  if (textWidth(text, style) <= maxWidth) return text;
  const graphemes = Array.from(segmenter.segment(text), (part) => part.segment);
  while (graphemes.length > 0 && textWidth(`${graphemes.join("").trimEnd()}…`, style) > maxWidth) graphemes.pop();
  return `${graphemes.join("").trimEnd()}…`;
}

/** Cuts text in its middle: "Düsseldorf…West". */
function cutMiddle(text: string, maxWidth: number, style: TextStyle): string {
  const graphemes = Array.from(segmenter.segment(text), (part) => part.segment);
  for (let kept = graphemes.length - 1; kept > 1; kept--) {
    const head = graphemes.slice(0, Math.ceil(kept / 2)).join("").trimEnd();
    const tail = graphemes.slice(graphemes.length - Math.floor(kept / 2)).join("").trimStart();
    const cut = `${head}…${tail}`;
    if (textWidth(cut, style) <= maxWidth) return cut;
  }
  return cutText(text, maxWidth, style);
}

/** Cuts a list of names, each at its end; names that become equal by that are cut in the middle instead (UX 3.1). */
export function cutNames(names: readonly string[], maxWidth: number, style: TextStyle): string[] {
  const drawable = names.map(drawableText);
  const cut = drawable.map((name) => cutText(name, maxWidth, style));
  return cut.map((short, index) => {
    const name = drawable[index] ?? short;
    const twin = cut.some((other, at) => at !== index && other === short && drawable[at] !== name);
    return twin ? cutMiddle(name, maxWidth, style) : short;
  });
}
