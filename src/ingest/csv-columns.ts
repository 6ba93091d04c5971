import { AppError } from "../errors.ts";

/** A column that is looked for. */
export interface AskedColumn {
  /** As the header may call it, in capitals or not. */
  readonly name: string;
  /** What it holds: "account". */
  readonly what: string;
  /** The option that names it on the command line, without its dashes. */
  readonly option: string;
}

/**
 * Where a column stands, from 0, by its name in the header. Capitals do not matter, unless only they tell two columns apart.
 * @throws AppError `bad-input` that lists the columns there are, or says what the file is instead; for a name that two columns have
 */
export function columnPlace(header: readonly string[], asked: AskedColumn): number {
  const place = findColumn(header, asked.name);
  if (place >= 0) return place;
  throw new AppError("bad-input", withoutColumn(header, asked));
}

/** The same of a column that a file may lack: -1 then. @throws AppError `bad-input` for a name that two columns have */
export function findColumn(header: readonly string[], name: string): number {
  const heads = header.map((head) => head.trim());
  const exact = placesWhere(heads, (head) => head === name);
  const found = exact.length > 0 ? exact : placesWhere(heads, (head) => lower(head) === lower(name));
  if (found.length > 1)
    throw new AppError(
      "bad-input",
      `The file has ${found.length} columns “${name}”: give each its own name.`,
    );
  return found[0] ?? -1;
}

function placesWhere(heads: readonly string[], fits: (head: string) => boolean): number[] {
  return heads.flatMap((head, place) => (fits(head) ? [place] : []));
}

function lower(text: string): string {
  return text.toLowerCase();
}

function oneLine(head: string): string {
  return head.replace(/\s+/g, " ").trim().slice(0, 40);
}

/** Names of columns that are listed; a file may have thousands. */
const listedColumns = 20;

function withoutColumn(header: readonly string[], { name, what, option }: AskedColumn): string {
  const [only = ""] = header;
  // Tabs part columns, and line ends stand in quoted names; other control characters are no text.
  if (/\p{Cc}|\uFFFD/u.test(header.join("").replace(/[\t\r\n]/g, "")))
    return "The file is not CSV, as it is or packed by gzip. Save it as CSV (UTF-8).";
  if (header.length === 1 && /[;\t|]/.test(only))
    return "The columns of the file have to be parted by commas. Save it as CSV with commas.";
  const known = header.slice(0, listedColumns).map(oneLine);
  const more = header.length > listedColumns ? ", …" : "";
  return `The file has no column “${name}” for the ${what}. It has: ${known.join(", ")}${more}. Say which it is with --${option}.`;
}
