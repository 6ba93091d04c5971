/** The kinds of file that an export can be. */
export const exportFormats = ["pdf", "csv", "xlsx"] as const;

/** A kind of file: a report to print, a workbook to look at, a table for another program. */
export type ExportFormat = (typeof exportFormats)[number];

/** "PDF": what a kind of file is called. */
export function formatName(format: ExportFormat): string {
  return format.toUpperCase();
}

/** The kind of file that is asked for, in any case; undefined for a kind that is not made. */
export function findFormat(text: string): ExportFormat | undefined {
  const lower = text.toLowerCase();
  return exportFormats.find((format) => format === lower);
}

/** The kind of the file `SUBJECT.FORMAT`, as addresses name it; undefined for anything else. */
export function formatOfFile(file: string, subject: string): ExportFormat | undefined {
  return exportFormats.find((format) => file === `${subject}.${format}`);
}

/** Why a delivery failed whose file could not be made. */
export const fileNotMade = "file-not-made";
