import { cutEnd } from "../../words/names.ts";

/** Characters of a cell at most, in UTF-16 units. */
const mostCharacters = 32_767;

/** Control characters but tab and line feed, halves of pairs, and two code points that are none. */
const forbidden = /(?![\t\n])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu;

/** Text without what XML 1.0 does not take; lines end in a line feed. */
export function xmlSafe(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(forbidden, "");
}

/**
 * Text as a cell can hold it: what XML takes, at most 32,767 characters. What Excel would read as an escape of its own
 * (`_x0041_`, ECMA-376-1 22.9.2.19) is escaped, so that it stays what was written.
 */
export function cellText(text: string): string {
  return cutEnd(xmlSafe(text), mostCharacters).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
}
