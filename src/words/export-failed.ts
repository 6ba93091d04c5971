import { type ExportFormat, formatName } from "../export-formats.ts";

/** The format to try where one could not be made. */
export function otherFormat(format: ExportFormat): ExportFormat {
  return format === "csv" ? "pdf" : "csv";
}

/** E6: "I couldn't make the PDF. The data is fine; the file took too long. Try CSV, or try again." */
export function exportFailedWords(format: ExportFormat): string {
  return `I couldn't make the ${formatName(format)}. The data is fine; the file took too long. Try ${formatName(otherFormat(format))}, or try again.`;
}
