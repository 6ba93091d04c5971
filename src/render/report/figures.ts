import type { CanvasElement, Content, CustomTableLayout, TableCell } from "pdfmake/interfaces.js";
import type { Band } from "../../scoring/types.ts";
import { withChartView } from "../chart-view.ts";
import { breakWord } from "../fonts/break-word.ts";
import { cutText, printableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import { bandColour } from "../palette.ts";
import { ChartPen } from "../print/chart-pen.ts";
import { margin } from "../specs/drawing.ts";
import type { Chart } from "../types.ts";
import { paper, paperWidth } from "./page.ts";

/** Logical pixels per point: a chart's 12 px are set as 9.6 pt, the size of the text around it. */
const pixelsPerPoint = 1.25;
const columnGap = 19;
const halfWidth = (paperWidth - columnGap) / 2;

/** Charts as vector, laid out for the paper: wide ones alone, narrow ones two to a row. */
export async function chartRows(charts: readonly Chart[]): Promise<Content[]> {
  const rows: Content[] = [];
  let half: Content | undefined;
  for (const chart of charts) {
    const pairs = chart.kind === "score-change" || chart.kind === "feature-usage" || chart.kind === "metric";
    const drawing = await drawn(chart, pairs ? halfWidth : paperWidth);
    if (!pairs) rows.push(drawing);
    else if (half === undefined) half = drawing;
    else {
      const columns = [half, drawing].map((one) => ({ stack: [one], width: halfWidth }));
      rows.push({ columns, columnGap, unbreakable: true });
      half = undefined;
    }
  }
  return half === undefined ? rows : [...rows, half];
}

/** A chart whose words line up with the page's: the drawing's own margin stands out of its column on both sides. */
async function drawn(chart: Chart, columnWidth: number): Promise<Content> {
  const outside = margin / pixelsPerPoint;
  const width = columnWidth + 2 * outside;
  const options = {
    theme: "light",
    width: Math.round(width * pixelsPerPoint),
    // Its title is the account's name, which heads the report already.
    title: chart.kind !== "account",
  } as const;
  const drawing = await withChartView(chart, options, async (view, layout, height) => {
    const pen = new ChartPen();
    await view.toCanvas(1, { externalContext: pen });
    return pen.drawing(layout.width, height);
  });
  return { svg: drawing, width, margin: [-outside, 8, -outside, 4] } as unknown as Content;
}

const tabular = ["tnum"];

/** A figure in its column: digits of one width, one under the other. */
export function figure(text: string, bold = false): Content {
  return { text, bold, alignment: "right", fontFeatures: tabular, noWrap: true } as Content;
}

/** One column of a table. `width` in points; one column may take what the others leave. */
export interface Column<Row> {
  readonly head: string;
  readonly width: number | "rest";
  readonly align?: "right";
  readonly cell: (row: Row) => string | Content;
}

const fontSize = 9.5;
/** Between columns, half on each side. */
const gutter = 12;

/** A table of `width` points whose head repeats on every page and whose rows are never split. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number = paperWidth,
): Content {
  const taken = columns.reduce((sum, column) => sum + (column.width === "rest" ? 0 : column.width), 0);
  const rest = width - taken - gutter * (columns.length - 1);
  const widths = columns.map((column) => (column.width === "rest" ? rest : column.width));
  return {
    layout: ruled,
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths,
      body: [
        columns.map(
          (column): TableCell => ({ text: column.head, style: "th", alignment: column.align ?? "left" }),
        ),
        ...rows.map((row) =>
          columns.map((column, index): TableCell => {
            const cell = column.cell(row);
            if (typeof cell !== "string") return cell as TableCell;
            if (column.align === "right") return figure(cell) as TableCell;
            return words(printableText(cell), widths[index] ?? rest);
          }),
        ),
      ],
    },
  };
}

/** A word may be set this much smaller to be whole in its column. */
const mostShrunk = 0.88;

/** Text that stays in its column, at most about three lines: a word that alone is too wide is set a little smaller, else broken. */
function words(whole: string, width: number): TableCell {
  const style = { size: fontSize, weight: 400 } as const;
  // Most cells take one line, and need not be looked through for places to break.
  if (textWidth(whole, style) <= width) return { text: whole, noWrap: true };
  const text = cutText(whole, width * 2.6, style);
  const widest = Math.max(...text.split(breaks).map((word) => textWidth(word, style)));
  if (widest <= width) return { text };
  const shrunk = width / widest;
  if (shrunk >= mostShrunk) return { text, fontSize: Math.floor(fontSize * shrunk * 10) / 10 };
  const broken = text.replace(/\S+/gu, (word) => breakWord(word, width, style));
  const stillTooWide = broken.split(/(?<=-)|\s/u).some((piece) => textWidth(piece, style) > width);
  return stillTooWide ? ({ text, wordBreak: "break-all" } as TableCell) : { text: broken };
}

/** Where a line may break: between words, and between the letters of scripts that write none. */
const breaks = /[\s-]|(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/u;

const ruled: CustomTableLayout = {
  hLineWidth: (line, node) => (line === 0 || line === node.table.body.length ? 0 : 0.5),
  hLineColor: (line) => (line === 1 ? paper.rule : paper.grid),
  vLineWidth: () => 0,
  paddingLeft: (column) => (column === 0 ? 0 : gutter / 2),
  paddingRight: (column, node) => (column === (node.table.widths?.length ?? 0) - 1 ? 0 : gutter / 2),
  paddingTop: () => 3,
  paddingBottom: () => 1.5,
};

/** The mark of a band as a drawing, `size` points high: no status is told by colour alone, none by a glyph. */
function bandMark(band: Band | null, size: number): CanvasElement {
  const color = band === null ? paper.muted : bandColour(paper, band);
  const middle = size / 2;
  switch (band) {
    case "at-risk":
      return { type: "rect", x: size * 0.1, y: size * 0.1, w: size * 0.8, h: size * 0.8, color };
    case "watch": {
      const corners = [
        { x: middle, y: 0 },
        { x: size, y: middle },
        { x: middle, y: size },
        { x: 0, y: middle },
      ];
      return { type: "polyline", points: corners, closePath: true, color };
    }
    case "healthy":
      return { type: "ellipse", x: middle, y: middle, r1: size * 0.45, r2: size * 0.45, color };
    case null: {
      const radius = size * 0.4;
      return {
        type: "ellipse",
        x: middle,
        y: middle,
        r1: radius,
        r2: radius,
        lineColor: color,
        lineWidth: size * 0.14,
      };
    }
  }
}

/** A band's mark and words beside it, as one line. */
export function statusLine(band: Band | null, words: string, fontSize: number): Content {
  const size = fontSize * 0.8;
  return {
    columns: [
      {
        canvas: [bandMark(band, size)],
        width: size,
        margin: [0, fontSize * 0.28, 0, 0],
      },
      { text: words, fontSize, width: "*" },
    ],
    columnGap: fontSize * 0.45,
  };
}
