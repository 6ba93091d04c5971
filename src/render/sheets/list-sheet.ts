import type { CellKind, CellValue, Sheet } from "../workbook.ts";

/** A column of a list, for a workbook and for CSV alike. */
export interface ListColumn<Row> {
  readonly head: string;
  readonly kind: CellKind;
  readonly cell: (row: Row) => CellValue;
  /** Of money: the row's currency. */
  readonly currency?: (row: Row) => string | null;
}

/** A sheet with a row for each thing. */
export function listSheet<Row>(
  name: string,
  columns: readonly ListColumn<Row>[],
  rows: readonly Row[],
): Sheet {
  return {
    name,
    layout: "list",
    columns: columns.map(({ head, kind }) => ({ head, kind })),
    rows: rows.map((row) =>
      columns.map(({ kind, cell, currency }) =>
        currency === undefined ? cell(row) : { kind, value: cell(row), currency: currency(row) },
      ),
    ),
  };
}
