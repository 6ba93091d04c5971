import type { ExportFormat } from "../../export-formats.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { Report } from "../../render/report.ts";
import type { Workbook } from "../../render/workbook.ts";
import type { Day } from "../../scoring/types.ts";

/** What an export is made of: read under the asker's rights in a transaction, made into a file after it. */
export interface ExportRequest {
  /** "Acme-health-2026-11-19.pdf": ASCII letters, digits, "-" and "." only. */
  readonly fileName: string;
  readonly period: { readonly from: Day; readonly to: Day };
  readonly document:
    | { readonly format: "pdf"; readonly report: Report }
    | { readonly format: "csv"; readonly text: string }
    | { readonly format: "xlsx"; readonly workbook: Workbook };
}

/** What each kind of file is called where files are sent. */
export const contentTypes = {
  pdf: "application/pdf",
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const satisfies Readonly<Record<ExportFormat, string>>;

/** A file for a browser or a chat. */
export interface ExportFile {
  readonly name: string;
  readonly contentType: (typeof contentTypes)[ExportFormat];
  readonly bytes: Uint8Array;
}

/** Makes the file; `painter` makes a PDF or a workbook on a thread of its own. */
export async function makeExportFile(
  request: Pick<ExportRequest, "fileName" | "document">,
  painter: Pick<ChartPainter, "print">,
): Promise<ExportFile> {
  const { document, fileName: name } = request;
  const contentType = contentTypes[document.format];
  switch (document.format) {
    case "pdf":
      return { name, contentType, bytes: await painter.print(document.report) };
    case "xlsx":
      return { name, contentType, bytes: await painter.print(document.workbook) };
    case "csv":
      return { name, contentType, bytes: new TextEncoder().encode(document.text) };
    default:
      return document satisfies never;
  }
}

/** A file's name from what it is about, made of characters that every system and header takes. */
export function exportFileName(subject: string, day: Day, format: ExportFormat): string {
  const plain = subject
    .replace(/ß/g, "ss")
    .replace(/[øØ]/g, "o")
    .replace(/[łŁ]/g, "l")
    .replace(/[æÆ]/g, "ae")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return `${plain || "Account"}-health-${day}.${format}`;
}
