import type { CellKind, CellValue, Sheet, SheetCell } from "../workbook.ts";
import { typedCell } from "./typed-cell.ts";

/** Widths in characters of the standard font, as Excel counts them. */
const least = 8;
const most: Partial<Readonly<Record<CellKind, number>>> = { prose: 72, text: 44 };
const usualMost = 24;
/** Characters of running text in the width of one digit, by which Excel counts. */
const textInDigit = 1.15;
/** Room at the sides, and for the arrow of the filter. */
const padding = 3;
const arrow = 2;

/** A sheet's columns, each as wide as what stands in it, within bounds; and how many lines its heads and rows then take. */
export function columnWidths(sheet: Sheet): {
  readonly widths: readonly number[];
  readonly headLines: number;
  readonly rowLines: readonly number[];
} {
  const room = sheet.layout === "list" ? arrow : 0;
  const widths = sheet.columns.map(({ head, kind }, index) => {
    const content = sheet.rows.reduce(
      (widest, row) => Math.max(widest, cellWidth(row[index] ?? null, kind)),
      0,
    );
    const word = Math.max(...head.split(" ").map(textWidth));
    return Math.max(least, word + room + padding, Math.min(content + padding, most[kind] ?? usualMost));
  });
  const headLines = sheet.columns.map(({ head }, index) =>
    linesOf(head, (widths[index] ?? least) - room - padding),
  );
  const rowLines = sheet.rows.map((row) =>
    row.reduce<number>((lines, cell, index) => {
      const { kind, value } = typedCell(cell, sheet.columns[index]?.kind ?? "text");
      const width = textInDigit * ((widths[index] ?? least) - padding);
      return kind === "prose" && value !== null ? Math.max(lines, linesOf(String(value), width)) : lines;
    }, 1),
  );
  return { widths, headLines: Math.max(1, ...headLines), rowLines };
}

/** How many characters wide a text is: those of East Asian scripts count twice, of several lines the longest. */
export function textWidth(text: string): number {
  return text
    .split("\n")
    .reduce((widest, line) => Math.max(widest, line.length + (line.match(wide)?.length ?? 0)), 0);
}

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/g;

function cellWidth(cell: SheetCell, columnKind: CellKind): number {
  const { kind, value } = typedCell(cell, columnKind);
  return value === null ? 0 : valueWidth(kind, value);
}

/** How wide a cell's value is as the reader sees it, roughly. */
function valueWidth(kind: CellKind, value: NonNullable<CellValue>): number {
  switch (kind) {
    case "day":
      return "30 Sept 2026".length;
    case "moment":
      return "30 Sept 2026 08:30".length;
    case "money":
      return "CHF ".length + grouped(Number(value));
    case "whole":
    case "change":
      return "+".length + grouped(Number(value));
    case "share":
      return "+%".length + grouped(100 * Number(value));
    default:
      return textWidth(String(value));
  }
}

/** Characters of a whole number with its commas. */
function grouped(value: number): number {
  const digits = String(Math.round(Math.abs(value))).length;
  return digits + Math.floor((digits - 1) / 3);
}

/** Lines of a text whose words wrap at a width. */
function linesOf(text: string, width: number): number {
  return text.split("\n").reduce((lines, line) => lines + linesOfOne(line, width), 0);
}

function linesOfOne(line: string, width: number): number {
  let lines = 1;
  let filled = 0;
  for (const word of line.split(" ").map(textWidth)) {
    if (filled > 0 && filled + 1 + word > width) {
      lines++;
      filled = word;
    } else {
      filled += (filled > 0 ? 1 : 0) + word;
    }
  }
  return lines;
}
