import type { CellKind, SheetCell, TypedCell } from "../workbook.ts";

/** A cell with its kind: its own, or its column's. */
export function typedCell(cell: SheetCell, columnKind: CellKind): TypedCell {
  return typeof cell === "object" && cell !== null ? cell : { kind: columnKind, value: cell };
}
