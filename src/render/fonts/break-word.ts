import { type TextStyle, textWidth } from "./text-width.ts";

/** Letters that stay on either side of a hyphen. */
const fewest = 3;
/** What one sound is written with is not parted. */
const oneSound = /(?:sch|ch|ck|ph|th)$/iu;
const vowel = /^[aeiouyäöüáàâéèêëíìîïóòôúùûøåæœ]/iu;

/**
 * A word that is wider than its column, with a hyphen where each line ends: "Einzelhandelsgesell-schaft". It is parted before the
 * last consonant of a syllable, as German and English mostly are. A word that holds more than letters is as it was.
 * @param maxWidth in the unit of `style.size`
 */
export function breakWord(word: string, maxWidth: number, style: TextStyle): string {
  if (textWidth(word, style) <= maxWidth || !/^[\p{Script=Latin}\p{M}]+[.,;:)]*$/u.test(word)) return word;
  let fits = 0;
  while (textWidth(`${word.slice(0, fits + 1)}-`, style) <= maxWidth) fits++;
  const at = syllableEnd(word, fits) ?? fits;
  return at < fewest ? word : `${word.slice(0, at)}-${breakWord(word.slice(at), maxWidth, style)}`;
}

/** The last place up to `end` at which a syllable begins with a consonant. */
function syllableEnd(word: string, end: number): number | undefined {
  for (let next = word.length - fewest + 1; next > fewest; next--) {
    const before = word.slice(0, next);
    if (!vowel.test(word.slice(next)) || vowel.test(before.slice(-1))) continue;
    const at = next - (oneSound.exec(before)?.[0].length ?? 1);
    if (at >= fewest && at <= Math.min(end, word.length - fewest)) return at;
  }
  return undefined;
}
