/**
 * `npm run bench -- NAME`: measures what `bench/NAME.ts` exports as `bench(): Promise<BenchTable>` and prints its table.
 *
 * A row is a median of several runs, in milliseconds unless its `unit` says otherwise. Machines differ, ratios last: a
 * bench names one row as its `reference`, measured in the same process and minute, and each row is printed as a multiple
 * of it. `note` says what bounds the figure.
 */
import { readdir } from "node:fs/promises";
import { performance } from "node:perf_hooks";

/** One line of a bench. */
export interface BenchRow {
  readonly name: string;
  readonly median: number;
  /** "ms" unless given. */
  readonly unit?: string;
}

/** What a bench found. `reference` is the name of the row that the others are compared with. */
export interface BenchTable {
  readonly title: string;
  readonly rows: readonly BenchRow[];
  readonly reference: string;
  readonly note?: string;
}

/** The median duration of `runs` runs of `work` in milliseconds, after `warmUps` that do not count. */
export async function medianMs(
  work: (run: number) => unknown,
  { runs = 15, warmUps = 2 }: { readonly runs?: number; readonly warmUps?: number } = {},
): Promise<number> {
  const times: number[] = [];
  for (let run = -warmUps; run < runs; run++) {
    const start = performance.now();
    await work(run);
    if (run >= 0) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Three figures that count, without exponents. */
function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The table as text: name, median, multiple of the reference. */
export function tableText(table: BenchTable): string {
  const reference = table.rows.find(({ name }) => name === table.reference)?.median ?? Number.NaN;
  const cells = table.rows.map(({ name, median, unit = "ms" }) => [
    name,
    `${figure(median)} ${unit}`,
    Number.isFinite(reference) ? `${figure(median / reference)} ×` : "",
  ]);
  const head = ["", "median", `of “${table.reference}”`];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((cell) => cell[column]?.length ?? 0)),
  );
  const line = (cell: readonly string[]) =>
    cell
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join("  ");
  return [table.title, "", line(head), ...cells.map(line), ...(table.note ? ["", table.note] : []), ""].join(
    "\n",
  );
}

async function main(name: string): Promise<void> {
  const names = (await readdir(import.meta.dirname))
    .filter((file) => file.endsWith(".ts") && file !== "run.ts" && !file.startsWith("sample-"))
    .map((file) => file.slice(0, -3));
  if (names.includes(name)) {
    const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<BenchTable> };
    process.stdout.write(`${tableText(await bench())}\n`);
  } else {
    process.stderr.write(`Which bench? npm run bench -- ${names.join("|")}\n`);
    process.exitCode = 2;
  }
}

// Not awaited at the top level: the benches import this module, and would wait for it to end.
if (import.meta.main) {
  main(process.argv[2] ?? "").catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
}
