import type { Report } from "./report.ts";
import type { Chart, Theme } from "./types.ts";
import type { Workbook } from "./workbook.ts";

/** What the render thread can be asked for: plain data, so that it crosses threads. */
export type RenderJob =
  | { readonly kind: "paint"; readonly chart: Chart; readonly theme: Exclude<Theme, "themed"> }
  | { readonly kind: "draw"; readonly chart: Chart; readonly width: number }
  | { readonly kind: "print"; readonly document: Printable };

/** What can be made into a file: a report as PDF, a workbook as XLSX. */
export type Printable = Report | Workbook;

/** A job on its way to the thread. */
export interface RenderRequest {
  readonly id: number;
  readonly job: RenderJob;
}

/**
 * What comes back: the bytes (a drawing's are its SVG in UTF-8), or why there are none. `width` and `height` in pixels, of a
 * drawing in logical ones, 0 for a document.
 */
export type RenderAnswer =
  | { readonly id: number; readonly bytes: Uint8Array; readonly width: number; readonly height: number }
  | { readonly id: number; readonly error: string };
