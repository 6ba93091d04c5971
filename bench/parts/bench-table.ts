/** One line of a bench: a median of several runs unless its name says otherwise. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** "ms" unless given. */
  readonly unit?: string;
}

/** What is aimed at: a ratio, and whether it is to be at most or at least that. */
export interface BenchAim {
  readonly what: string;
  readonly reached: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** Of `reached` and the aim; "×" unless given. */
  readonly unit?: string;
}

/** What a bench found. `reference` is the name of the row that the others are compared with. */
export interface BenchTable {
  readonly title: string;
  readonly rows: readonly BenchRow[];
  readonly reference?: string;
  readonly aims: readonly BenchAim[];
  /** What bounds the figures. */
  readonly note: string;
}

/** Three figures that count, without exponents. */
function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The table as text: name, value, multiple of the reference; then each aim with what was reached; then what bounds it. */
export function tableText(table: BenchTable): string {
  const reference = table.rows.find(({ name }) => name === table.reference);
  const multiple = ({ value, unit = "ms" }: BenchRow) =>
    reference && unit === (reference.unit ?? "ms") ? `${figure(value / reference.value)} ×` : "";
  const cells = table.rows.map((row) => [
    row.name,
    `${figure(row.value)} ${row.unit ?? "ms"}`,
    multiple(row),
  ]);
  const head = ["", "", reference ? `of “${reference.name}”` : ""];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)),
  );
  const line = (cell: readonly string[]) =>
    cell
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const tableLines = [...(reference ? [line(head)] : []), ...cells.map(line)];
  return [table.title, "", ...tableLines, "", ...table.aims.map(aimText), "", table.note, ""].join("\n");
}

function aimText({ what, reached, atMost, atLeast, unit = "×" }: BenchAim): string {
  const aim = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  const met = reached <= (atMost ?? Number.POSITIVE_INFINITY) && reached >= (atLeast ?? 0);
  return `${what}: ${figure(reached)} ${unit}, aim ${aim}: ${met ? "met" : "missed"}`;
}
