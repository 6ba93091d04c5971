import { AppError } from "../errors.ts";
import type { OpenCsv, ReadProgress } from "./open-csv.ts";
import { type RowReport, RowTally } from "./row-report.ts";

/** What a row of a file says: what is to be stored of it, if anything, and why the rest is not. */
export interface ReadRow<Row> {
  readonly row?: Row;
  readonly refused: readonly string[];
}

/** How the rows of a file become rows of the database. */
export interface RowsInput<Row> {
  readonly rowsPerStep: number;
  /** Makes the reader of rows from the file's header. `position` counts rows from 0. @throws AppError `bad-input` */
  readonly reader: (
    header: readonly string[],
  ) => (fields: readonly string[], position: number) => ReadRow<Row>;
  /** Stores a step, in one transaction. `isLast`: the file ends with it. @returns what the tenant's own data refuse */
  readonly store: (
    rows: readonly Row[],
    isLast: boolean,
  ) => Promise<readonly { readonly i: number; readonly code: string }[]>;
  /** What to say of a row that was refused when it was stored, and whether the rest of it counts. */
  readonly refusal: (code: string, row: Row) => { readonly reason: string; readonly kept: boolean };
  readonly onProgress?: ((progress: ReadProgress & { readonly rows: number }) => void) | undefined;
}

/**
 * Stores the rows of a CSV file in steps; what cannot be stored is refused row by row. The last step is stored even if it is
 * empty.
 * @throws AppError `bad-input` for an empty file, and what reading and storing throw
 */
export async function storeRows<Row extends { readonly i: number }>(
  csv: OpenCsv,
  input: RowsInput<Row>,
): Promise<RowReport> {
  const tally = new RowTally();
  let step: Row[] = [];
  const lines = new Map<number, number>();
  const write = async (isLast: boolean) => {
    const byPosition = new Map(step.map((row) => [row.i, row]));
    for (const { i, code } of await input.store(step, isLast)) {
      const row = byPosition.get(i);
      if (row === undefined) continue;
      const { reason, kept } = input.refusal(code, row);
      tally.refuse(lines.get(i) ?? 0, reason, kept);
    }
    step = [];
    lines.clear();
    input.onProgress?.({ ...csv.progress(), rows: tally.rows });
  };
  let read: ReturnType<RowsInput<Row>["reader"]> | undefined;
  for await (const { line, fields } of csv.rows) {
    if (read === undefined) {
      read = input.reader(fields);
      continue;
    }
    const { row, refused } = read(fields, tally.rows++);
    for (const reason of refused) tally.refuse(line, reason, row !== undefined);
    if (row === undefined) continue;
    lines.set(row.i, line);
    step.push(row);
    if (step.length === input.rowsPerStep) await write(false);
  }
  if (read === undefined) throw new AppError("bad-input", "The file is empty.");
  await write(true);
  return tally.report();
}
