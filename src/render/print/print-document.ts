import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import { fontFamily, fontFile, scriptFonts } from "../fonts/fonts.ts";
import type { ChartDrawing } from "./chart-pen.ts";
import { LayoutBuilder } from "./pdfmake-parts.ts";
import { ReportFile } from "./report-file.ts";
import { ReportRenderer } from "./report-renderer.ts";

/** A document as reports define it. */
export type ReportDocument = Pick<
  TDocumentDefinitions,
  "content" | "header" | "footer" | "styles" | "defaultStyle" | "pageBreakBefore"
> & {
  readonly pageMargins: readonly [left: number, top: number, right: number, bottom: number];
  readonly language: string;
  readonly info: { readonly title: string; readonly author: string; readonly subject: string };
};

const [regular, semiBold] = [fontFile(400), fontFile(600)];
const fonts = {
  [fontFamily]: { normal: regular, bold: semiBold },
  ...Object.fromEntries(scriptFonts.map(({ family, file }) => [family, { normal: file, bold: file }])),
};
const fontFiles = new Set([regular, semiBold, ...scriptFonts.map(({ file }) => file)]);
/** Where pdfmake expects an SVG, a report has a drawing, which knows its size. */
const drawings = {
  measureSVG: ({ width, height }: ChartDrawing) => ({ width, height }),
  writeDimensions: (drawing: ChartDrawing) => drawing,
};
/** A4 in points. */
const pageSize = { width: 595.28, height: 841.89, orientation: "portrait" } as const;

/**
 * A document as PDF, by pdfmake's own layout and renderer. It fetches nothing and reads no file but the fonts: pdfmake's
 * front door, which would look for addresses in a document, is not used.
 */
export function printDocument(document: ReportDocument): Promise<Uint8Array> {
  const { title, author, subject } = document.info;
  const file = new ReportFile(
    fonts,
    {},
    {},
    {},
    {
      size: [pageSize.width, pageSize.height],
      pdfVersion: "1.4",
      compress: true,
      lang: document.language,
      autoFirstPage: false,
      font: null,
      info: { Title: title, Author: author, Subject: subject, Creator: "Bellwether", Producer: "Bellwether" },
    },
    null,
    (path) => fontFiles.has(path),
  );
  const [left, top, right, bottom] = document.pageMargins;
  const pages = new LayoutBuilder(pageSize, { left, top, right, bottom }, drawings).layoutDocument(
    document.content,
    file,
    document.styles ?? {},
    document.defaultStyle ?? {},
    undefined,
    each(document.header),
    each(document.footer),
    undefined,
    document.pageBreakBefore,
  );
  new ReportRenderer(file).renderPages(pages);
  return bytesOf(file);
}

/** A page's head or foot, new for each page: layout writes into it. */
function each(part: TDocumentDefinitions["header"]): unknown {
  return typeof part === "function" || part === undefined ? part : () => structuredClone(part);
}

function bytesOf(file: ReportFile): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    file.on("data", (chunk) => chunks.push(chunk));
    file.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    file.on("error", reject);
    file.end();
  });
}
