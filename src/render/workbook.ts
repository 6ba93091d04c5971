import type { BandNames } from "../words/status.ts";

/** A workbook: plain data, so that it crosses threads. Words come ready; figures, days and money as what they are. */
export interface Workbook {
  readonly kind: "workbook";
  /** "Acme: usage and health" */
  readonly title: string;
  readonly madeAt: Date;
  /** At the foot of every printed page: whose it is, and that it is sample data. */
  readonly footer: string;
  readonly bandNames: BandNames;
  /** At least one; names are made safe for Excel. */
  readonly sheets: readonly Sheet[];
}

/** One tab. */
export interface Sheet {
  readonly name: string;
  /** list: a row a thing, to filter and sort. card: labels with their values, to read. */
  readonly layout: "list" | "card";
  readonly columns: readonly SheetColumn[];
  /** How many of the first columns are printed, where all of them on the width of a page could not be read; absent: all. */
  readonly printedColumns?: number;
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly SheetCell[])[];
}

/** A column, and what its cells are. */
export interface SheetColumn {
  readonly head: string;
  readonly kind: CellKind;
}

/**
 * What a cell is, which decides how it is written:
 *
 * - text: a line; prose: sentences, which wrap
 * - whole: 1,900; number: with what it has after its point; change: +6, −15; share: of 1, as a change in per cent
 * - day: `YYYY-MM-DD`; moment: wall clock, `YYYY-MM-DDTHH:MM`: both stand in the file as they are said, whatever the reader's zone
 * - money: in its currency, if one is named
 * - band: a band's key; its word is printed, in its colour
 */
export type CellKind =
  | "text"
  | "prose"
  | "whole"
  | "number"
  | "change"
  | "share"
  | "day"
  | "moment"
  | "money"
  | "band";

/** A cell as its column says, empty, or one of its own kind. */
export type SheetCell = CellValue | TypedCell;

/** What stands in a cell; null: nothing is known. */
export type CellValue = string | number | null;

/** A cell that says what it is. */
export interface TypedCell {
  readonly kind: CellKind;
  readonly value: CellValue;
  /** Of money: an ISO 4217 code; null or absent where none is known. */
  readonly currency?: string | null;
}
