import { inflateRawSync } from "node:zlib";

/*
 * Reads an XLSX as a stranger would: the zip by its directory, the parts as the XML that they are. It does not ask the
 * library that wrote it.
 */

/** A cell as it stands in the file. */
export interface FoundCell {
  /** n: a figure; s, inlineStr: text. */
  readonly type: string;
  readonly value: string;
  /** The code of its number format; "General" for none. */
  readonly format: string;
}

/** The parts of an XLSX by their paths. */
export function workbookParts(bytes: Uint8Array): Map<string, string> {
  const file = Buffer.from(bytes);
  const end = file.lastIndexOf(Buffer.from("PK\x05\x06"));
  let at = file.readUInt32LE(end + 16);
  const parts = new Map<string, string>();
  for (let left = file.readUInt16LE(end + 10); left > 0; left--) {
    const size = file.readUInt32LE(at + 20);
    const nameLength = file.readUInt16LE(at + 28);
    const local = file.readUInt32LE(at + 42);
    const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const stored = file.subarray(from, from + size);
    const text = file.readUInt16LE(at + 10) === 0 ? stored : inflateRawSync(stored);
    parts.set(file.toString("utf8", at + 46, at + 46 + nameLength), text.toString("utf8"));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

/** The cells of every tab, row by row, each by its column's letters. */
export function workbookCells(parts: ReadonlyMap<string, string>): Map<string, Map<string, FoundCell>[]> {
  const formats = formatsOf(parts.get("xl/styles.xml") ?? "");
  const strings = [...(parts.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, item = ""]) => textOf(item),
  );
  const names = [...(parts.get("xl/workbook.xml") ?? "").matchAll(/<sheet name="([^"]*)"/g)];
  return new Map(
    names.map(([, name = ""], index) => {
      const xml = parts.get(`xl/worksheets/sheet${index + 1}.xml`) ?? "";
      const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(
        ([, row = ""]) => new Map(cellsOf(row, strings, formats)),
      );
      return [plain(name), rows];
    }),
  );
}

/** The texts of a tab as a table, a line a row. */
export function tabLines(cells: Map<string, Map<string, FoundCell>[]>, tab: string): string[] {
  return (cells.get(tab) ?? []).map((row) => [...row.values()].map(({ value }) => value).join(" | "));
}

function* cellsOf(row: string, strings: string[], formats: string[]): Iterable<[string, FoundCell]> {
  for (const [, attributes = "", , inner = ""] of row.matchAll(/<c ([^>]*?)(\/>|>(.*?)<\/c>)/gs)) {
    const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
    const type = attribute("t") ?? "n";
    const stored = /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? "";
    const value =
      type === "s" ? (strings[Number(stored)] ?? "") : type === "inlineStr" ? textOf(inner) : stored;
    const format = formats[Number(attribute("s") ?? 0)] ?? "General";
    yield [(attribute("r") ?? "").replace(/\d+/, ""), { type, value, format }];
  }
}

function formatsOf(styles: string): string[] {
  const codes = new Map(
    [...styles.matchAll(/<numFmt numFmtId="(\d+)" formatCode="([^"]*)"/g)].map(([, id = "", code = ""]) => [
      id,
      plain(code),
    ]),
  );
  const cellFormats = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(styles)?.[1] ?? "";
  return [...cellFormats.matchAll(/<xf [^>]*?numFmtId="(\d+)"/g)].map(
    ([, id = ""]) => codes.get(id) ?? "General",
  );
}

function textOf(xml: string): string {
  return [...xml.matchAll(/<t(?: [^>]*)?>(.*?)<\/t>/gs)].map(([, text = ""]) => plain(text)).join("");
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** What stands for itself, and Excel's own escapes, as a reader gets them. */
function plain(xml: string): string {
  return xml
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) =>
      code ? String.fromCodePoint(Number(code)) : (named[name] ?? whole),
    )
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
