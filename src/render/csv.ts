/** A cell as it is written: text, a number, or nothing. */
export type CsvCell = string | number | null;

/** One column of a CSV file. */
export interface CsvColumn<Row> {
  readonly head: string;
  readonly cell: (row: Row) => CsvCell;
}

/**
 * What a spreadsheet may take for a formula: `=`, `+`, `-`, `@` (also full-width), a tab or carriage return, at the
 * start or after spaces, invisible marks, control characters and quotes, which some programs drop before they look. OWASP, "CSV Injection".
 */
const live = /^[\s\p{Cc}\p{Cf}\p{Zs}'"`‘’“”＂＇]*[=+\-@＝＋－＠﹢﹣﹦﹫−\t\r]/u;

/** Whether a spreadsheet may take a text for a formula, as it is or once its cell is edited. */
export function couldBeFormula(text: string): boolean {
  return live.test(text);
}

/**
 * Rows as CSV after RFC 4180: comma, CRLF, quotes where needed; UTF-8 with a byte order mark, without which Excel takes
 * it for Latin-1. Text that could be a formula is kept from being one by a leading apostrophe. Numbers are written
 * plainly ("-15"): they are typed here, so they cannot be formulas. A number that is not finite is left empty.
 */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  const lines = [columns.map(({ head }) => written(head)).join(",")];
  for (const row of rows) lines.push(columns.map(({ cell }) => written(cell(row))).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const safe = couldBeFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
