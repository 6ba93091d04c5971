import type { Cell, CellStyle, CellValue as LibraryValue, WriteSheet } from "hucre/xlsx";
import type { Band } from "../scoring/types.ts";
import { couldBeFormula } from "./csv.ts";
import { bandStyle, headStyle, kindStyle, moneyFormats, textForGood } from "./sheets/cell-styles.ts";
import { cellText, xmlSafe } from "./sheets/cell-text.ts";
import { columnWidths } from "./sheets/column-widths.ts";
import { tabNames } from "./sheets/tab-names.ts";
import { typedCell } from "./sheets/typed-cell.ts";
import type { Sheet, TypedCell, Workbook } from "./workbook.ts";

/** A line of a row, in points, and what the heads have beside; Excel's highest row. */
const linePoints = 15;
const headRoomPoints = 6;
const highestPoints = 409;
/** Excel knows no day before March 1900 by its right number. */
const firstDay = "1900-03-01";
const lastDay = "9999-12-31";
/** What a library that means well would write as an error's value instead of as the text that it is. */
const errorWords = /^#[A-Z_/0!?]+$/;
/** Characters of a page's foot at most. */
const mostInFooter = 200;

/**
 * A workbook as XLSX. It holds no formula, no link and no reference to another file: text is written as text whatever it
 * starts with, and stays text when its cell is edited. Takes the thread for a third of a second with 1,000 rows:
 * `createChartPainter().print` does it elsewhere.
 */
export async function renderXlsx(workbook: Workbook): Promise<Uint8Array> {
  const { writeXlsx, rangeRef } = await import("hucre/xlsx");
  const names = tabNames(workbook.sheets.map(({ name }) => name));
  const moneyFormat = moneyFormats();
  const sheets = workbook.sheets.map((sheet, index) =>
    sheetOf(sheet, { name: names[index] ?? sheet.name, workbook, rangeRef, moneyFormat }),
  );
  return writeXlsx({
    sheets,
    // Quoted here: the library writes a name with a space as it is, and Excel then repairs the file.
    namedRanges: sheets.flatMap(({ name, rows }, index) => {
      const within = (range: string) => `'${name.replaceAll("'", "''")}'!${range}`;
      const columns = workbook.sheets[index]?.printedColumns;
      const last = columns && rangeRef(0, 0, (rows?.length ?? 1) - 1, columns - 1).split(":")[1];
      return [
        ...(last ? [{ name: "_xlnm.Print_Area", range: within(`$A$1:${absolute(last)}`), scope: name }] : []),
        { name: "_xlnm.Print_Titles", range: within("$1:$1"), scope: name },
      ];
    }),
    properties: {
      title: xmlSafe(workbook.title),
      creator: "Bellwether",
      created: workbook.madeAt,
      modified: workbook.madeAt,
    },
  });
}

/** "$Q$41" of "Q41". */
function absolute(cell: string): string {
  return cell.replace(/^([A-Z]+)(\d+)$/, "$$$1$$$2");
}

interface Writing {
  readonly name: string;
  readonly workbook: Workbook;
  readonly moneyFormat: ReturnType<typeof moneyFormats>;
  readonly rangeRef: (fromRow: number, fromColumn: number, toRow: number, toColumn: number) => string;
}

function sheetOf(sheet: Sheet, writing: Writing): WriteSheet {
  const { name, workbook, rangeRef } = writing;
  const { widths, headLines, rowLines } = columnWidths(sheet);
  const styles = sheet.columns.map(({ kind }, index) => kindStyle(kind, sheet.layout, index === 0));
  const cells = new Map<string, Partial<Cell>>();
  sheet.columns.forEach(({ head, kind }, column) => {
    cells.set(`0,${column}`, written(cellText(head), headStyle(kind, sheet.layout)));
  });
  const rows = sheet.rows.map((row, index) =>
    sheet.columns.map(({ kind }, column): LibraryValue => {
      const given = typedCell(row[column] ?? null, kind);
      const base = given.kind === kind ? styles[column] : kindStyle(given.kind, sheet.layout, column === 0);
      const cell = cellOf(given, base ?? {}, sheet, writing);
      // What looks as its column does needs no word of its own.
      if (cell.style !== styles[column] || cell.richText) cells.set(`${index + 1},${column}`, cell);
      return cell.value ?? null;
    }),
  );
  const isList = sheet.layout === "list";
  return {
    name,
    columns: widths.map((width, column) => ({ width, style: styles[column] ?? {} })),
    rows: [sheet.columns.map(({ head }) => head), ...rows],
    cells,
    rowDefs: new Map([
      [0, { height: linePoints * headLines + headRoomPoints }],
      // Not every program finds the height of text that wraps by itself.
      ...rowLines.flatMap((lines, index) =>
        lines > 1 ? [[index + 1, { height: Math.min(highestPoints, linePoints * lines) }] as const] : [],
      ),
    ]),
    freezePane: isList ? { rows: 1, columns: 1 } : { rows: 1 },
    ...(isList ? { autoFilter: { range: rangeRef(0, 0, rows.length, sheet.columns.length - 1) } } : {}),
    view: { showGridLines: isList },
    pageSetup: {
      paperSize: "a4",
      orientation: isList ? "landscape" : "portrait",
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
    },
    headerFooter: { oddFooter: `&L&8 ${footer(workbook)}&R&8 Page &P of &N` },
  };
}

function cellOf(
  cell: TypedCell,
  style: CellStyle,
  { layout }: Sheet,
  { workbook, moneyFormat }: Writing,
): Partial<Cell> {
  const { kind, value } = cell;
  if (kind === "band") {
    const band = value as Band | null;
    return written(workbook.bandNames[band ?? "no-data"], bandStyle(style, band, layout));
  }
  if (value === null || value === "") return { value: null, style };
  if (kind === "money" && typeof value === "number")
    return { value: finite(value), style: { ...style, numFmt: moneyFormat(cell.currency) } };
  if (typeof value === "number") return { value: finite(value), style };
  if (kind === "day" && value >= firstDay && value <= lastDay)
    return { value: new Date(`${value}T00:00:00Z`), style };
  if (kind === "moment") return { value: new Date(`${value}:00Z`), style };
  return written(cellText(value), style);
}

function written(text: string, style: CellStyle): Partial<Cell> {
  const kept = couldBeFormula(text) ? textForGood(style) : style;
  // As a run of text it is no error, whatever it says.
  return errorWords.test(text)
    ? { value: null, richText: [{ text }], style: kept }
    : { value: text, style: kept };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** At the foot of a page `&` starts a code. */
function footer({ footer: text }: Workbook): string {
  return xmlSafe(text).slice(0, mostInFooter).replaceAll("&", "&&");
}
