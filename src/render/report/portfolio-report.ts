import type { Content } from "pdfmake/interfaces.js";
import { count, plural, signed } from "../../words/numbers.ts";
import { printableText } from "../fonts/cut-text.ts";
import type { ReportDocument } from "../print/print-document.ts";
import type { PortfolioReport } from "../report.ts";
import { chartRows, statusLine, table } from "./figures.ts";
import { heading, reportDocument } from "./page.ts";

/** The portfolio report as a document: the counts, the picture, then a row for every account. */
export async function portfolioDocument(report: PortfolioReport): Promise<ReportDocument> {
  const name = `${printableText(report.memberName)}: portfolio`;
  const { atRisk, watch, healthy, noData } = report.counts;
  const here = atRisk + watch + healthy + noData;
  const left = report.rows.length - here;
  const accounts = `${plural(here, "account")}${left > 0 ? ` and ${count(left)} that left` : ""}`;
  const content: Content[] = [
    { text: name, style: "h1" },
    countsLine(report),
    ...report.sentences.map((text): Content => ({ text, margin: [0, 6, 0, 0] })),
    ...(await chartRows(report.charts)),
    heading(report.rows.length === 1 ? accounts : `${accounts}, who needs somebody first`),
    rowsTable(report),
  ];
  return reportDocument(report, name, content);
}

function countsLine({ counts }: PortfolioReport): Content {
  const lines = [
    statusLine("at-risk", `${count(counts.atRisk)} at risk`, 12),
    statusLine("watch", `${count(counts.watch)} watch`, 12),
    statusLine("healthy", `${count(counts.healthy)} healthy`, 12),
    ...(counts.noData > 0 ? [statusLine(null, `${count(counts.noData)} no data`, 12)] : []),
  ];
  return { columns: lines.map((line) => ({ ...(line as object), width: 90 }) as Content), columnGap: 8 };
}

function rowsTable({ rows }: PortfolioReport): Content {
  const figure = (value: number | null, words: (value: number) => string) =>
    value === null ? "–" : words(value);
  return table(
    [
      { head: "Account", width: "rest", cell: ({ name }) => name },
      { head: "Status", width: 108, cell: ({ band, status }) => statusLine(band, status, 9.5) },
      { head: "Now", width: 22, align: "right", cell: ({ now }) => figure(now, count) },
      { head: "7 d", width: 22, align: "right", cell: ({ d7 }) => figure(d7, signed) },
      { head: "28 d", width: 24, align: "right", cell: ({ d28 }) => figure(d28, signed) },
      { head: "User-days, 28 d", width: 70, align: "right", cell: ({ usage }) => usage },
      { head: "Owner", width: 72, cell: ({ owner }) => owner ?? "–" },
    ],
    rows,
  );
}
