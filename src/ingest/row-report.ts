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
  readonly #lostLines = new Set<number>();
  readonly #refusals: { line: number; reason: string }[] = [];

  /** Notes what was refused of a row, which may be several things; `kept`: as far as this goes, the rest of it counts. */
  refuse(line: number, reason: string, kept: boolean): void {
    this.#refusedLines.add(line);
    if (!kept) this.#lostLines.add(line);
    if (this.#refusals.length < refusalsListed) this.#refusals.push({ line, reason });
  }

  report(): RowReport {
    return {
      rows: this.rows,
      stored: this.rows - this.#lostLines.size,
      refused: this.#refusedLines.size,
      refusals: this.#refusals.toSorted((one, other) => one.line - other.line),
    };
  }
}
