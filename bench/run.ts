/**
 * `npm run bench -- NAME`: measures what `bench/NAME.ts` exports as `bench(): Promise<BenchTable>` and prints its table.
 * Without a name it lists them.
 *
 * Machines differ, ratios last: a bench measures its reference in the same process and minute, and says what it aims at,
 * what it reached and what bounds it. docs/benchmarks.md keeps what was found.
 */
import { readdir } from "node:fs/promises";
import { type BenchTable, tableText } from "./parts/bench-table.ts";
import { readTsx } from "./parts/read-tsx.ts";

const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -3))
  .sort();
const name = process.argv[2];

if (name === undefined) {
  process.stdout.write(`${["npm run bench -- NAME, which is one of:", ...names].join("\n  ")}\n`);
} else if (names.includes(name)) {
  readTsx();
  const { bench } = (await import(`./${name}.ts`)) as { bench: () => Promise<BenchTable> };
  process.stdout.write(`${tableText(await bench())}\n`);
} else {
  process.stderr.write(`There is no bench “${name}”. It is one of: ${names.join(", ")}\n`);
  process.exitCode = 2;
}
