import type { Content } from "pdfmake/interfaces.js";
import { cutText, printableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { ReportDocument } from "../print/print-document.ts";
import type { BacktestReport } from "../report.ts";
import { table } from "./figures.ts";
import { heading, paper, paperWidth, reportDocument } from "./page.ts";

/** The report of a backtest as a document: what was found in words, the picture, then the tables. */
export function backtestDocument(report: BacktestReport): ReportDocument {
  const content: Content[] = [
    { text: printableText(report.title), style: "h1" },
    ...report.sentences.map((text): Content => ({ text: printableText(text), margin: [0, 6, 0, 0] })),
    ...(report.bars === null ? [] : [barsSection(report.bars)]),
    ...report.tables.map(tableSection),
  ];
  return reportDocument(report, cutText(printableText(report.name), nameWidth, small), content);
}

/** What the head of a page has room for beside the days, in points. */
const nameWidth = 240;
const small = { size: 8, weight: 400 } as const;
const normal = { size: 9.5, weight: 400 } as const;
/** Narrower columns of figures would read as one. */
const leastWidth = 40;

function tableSection({ title, note, heads, rows }: BacktestReport["tables"][number]): Content {
  const body = table(
    heads.map((head, index) => ({
      head,
      width: index === 0 ? ("rest" as const) : widthOf(head, rows, index),
      ...(index === 0 ? {} : { align: "right" as const }),
      cell: (row: readonly string[]) => row[index] ?? "",
    })),
    rows,
  );
  return { unbreakable: true, stack: [heading(title), body, noteLine(note)] };
}

/** As wide as its head and its widest figure. */
function widthOf(head: string, rows: readonly (readonly string[])[], column: number): number {
  const figures = rows.map((row) => textWidth(row[column] ?? "", normal));
  return Math.ceil(Math.max(leastWidth, textWidth(head, small), ...figures)) + 1;
}

function noteLine(text: string): Content {
  return { text, style: "small", margin: [0, 4, 0, 0] };
}

const barsHeight = 96;
const barGap = 5;

/** A bar for each row, as high as its share of the highest; its figure above, its label below. */
function barsSection({ title, note, rows }: NonNullable<BacktestReport["bars"]>): Content {
  const highest = Math.max(...rows.map(({ share }) => share), Number.MIN_VALUE);
  const step = (paperWidth + barGap) / rows.length;
  const labels = (words: (row: (typeof rows)[number]) => string, style: string): Content => ({
    columns: rows.map((row) => ({
      text: words(row),
      style,
      alignment: "center" as const,
      width: step - barGap,
    })),
    columnGap: barGap,
  });
  return {
    unbreakable: true,
    stack: [
      heading(title),
      {
        canvas: rows.map(({ share }, index) => ({
          type: "rect" as const,
          x: index * step,
          y: barsHeight * (1 - share / highest),
          w: step - barGap,
          h: Math.max(0.75, (barsHeight * share) / highest),
          color: paper.muted,
        })),
        margin: [0, 4, 0, 2],
      },
      labels(({ share }) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`, ""),
      labels(({ label }) => label, "small"),
      noteLine(note),
    ],
  };
}
