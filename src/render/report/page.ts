import type { Content } from "pdfmake/interfaces.js";
import { dayRange } from "../../words/day-words.ts";
import { printableText } from "../fonts/cut-text.ts";
import { fontFamily } from "../fonts/fonts.ts";
import { paletteOf } from "../palette.ts";
import type { ReportDocument } from "../print/print-document.ts";
import type { ReportPeriod } from "../report.ts";

/** Reports are printed in the light theme. */
export const paper = paletteOf("light");

/** Width of what is printed on A4 between the margins, in points. */
export const paperWidth = 499;

/** The frame of every report: A4, page head, page numbers, type. Without a tenant it is confidential for nobody. */
export function reportDocument(
  report: { readonly tenantName: string | null; readonly period: ReportPeriod; readonly demo: boolean },
  name: string,
  content: Content[],
): ReportDocument {
  const tenant = report.tenantName === null ? null : printableText(report.tenantName);
  const period = dayRange(report.period.from, report.period.to);
  const confidential = tenant === null ? "" : ` · Confidential, for ${tenant}`;
  const sample = report.demo ? "Sample data · " : "";
  return {
    pageMargins: [48, 66, 48, 56],
    language: "en-GB",
    info: {
      title: `${name}, ${period}`,
      author: tenant ?? "Bellwether",
      subject: "Customer health",
    },
    defaultStyle: { font: fontFamily, fontSize: 9.5, lineHeight: 1.25, color: paper.ink },
    styles: {
      h1: { fontSize: 22, bold: true, lineHeight: 1.15 },
      h2: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] },
      muted: { color: paper.muted },
      small: { fontSize: 8, color: paper.muted },
      th: { fontSize: 8, color: paper.muted },
    },
    header: {
      margin: [48, 28, 48, 0],
      stack: [
        {
          columns: [
            { text: `${name} · ${period}${confidential}`, style: "small" },
            { text: `${sample}Bellwether`, style: "small", alignment: "right", width: 140 },
          ],
        },
        {
          canvas: [
            { type: "line", x1: 0, y1: 6, x2: paperWidth, y2: 6, lineWidth: 0.5, lineColor: paper.rule },
          ],
        },
      ],
    },
    footer: (page, pages) => ({
      margin: [48, 16, 48, 0],
      text: `Page ${page} of ${pages}`,
      alignment: "right",
      style: "small",
    }),
    // A heading never stands alone at the foot of a page.
    pageBreakBefore: (node, following) =>
      node.headlineLevel === 2 && following.getFollowingNodesOnPage().length === 0,
    content,
  };
}

/** A section's heading. */
export function heading(text: string): Content {
  return { text, style: "h2", headlineLevel: 2 };
}
