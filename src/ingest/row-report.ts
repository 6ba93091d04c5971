/** Refusals that a report lists, by line. */
export const refusalsListed = 100;

/** What became of a file, row by row. */
export interface RowReport {
  readonly rows: number;
  readonly stored: number;
  readonly refused: number;
  /** The first hundred, by line (the header is line 1). */
  readonly refusals: readonly { readonly line: number; readonly reason: string }[];
}

/** Counts rows and keeps the first refusals. */
export class RowTally {
  rows = 0;
  readonly #refusedLines = new Set<number>();
  readonly #refusals: { line: number; reason: string }[] = [];
  #kept = 0;

  /** Notes what was refused of a row; `kept`: the rest of it counts. */
  refuse(line: number, reason: string, kept: boolean): void {
    if (!this.#refusedLines.has(line) && kept) this.#kept++;
    this.#refusedLines.add(line);
    if (this.#refusals.length < refusalsListed) this.#refusals.push({ line, reason });
  }

  report(): RowReport {
    const refused = this.#refusedLines.size;
    return {
      rows: this.rows,
      stored: this.rows - refused + this.#kept,
      refused,
      refusals: this.#refusals.toSorted((one, other) => one.line - other.line),
    };
  }
}
