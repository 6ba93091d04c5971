/**
 * `npm run soak -- NAME`: a long run of one promise of docs/reliability.md, with real parts; prints what was measured and
 * exits with 1 when a figure is missed. `npm run soak` lists them. SOAK_SCALE=0.1 tries a tenth of the size.
 */
import { readdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Figure, Soak, SoakLog } from "../test/soak/soak.ts";

const folder = join(import.meta.dirname, "..", "test", "soak");

async function listSoaks(): Promise<Map<string, Soak>> {
  const soaks = new Map<string, Soak>();
  for (const file of (await readdir(folder)).sort()) {
    const { soak } = (await import(join(folder, file))) as { soak?: Soak };
    if (soak) soaks.set(file.replace(/\.ts$/, ""), soak);
  }
  return soaks;
}

async function run(name: string, soak: Soak): Promise<boolean> {
  const figures: Figure[] = [];
  const log: SoakLog = {
    say: (line) => process.stderr.write(`${line}\n`),
    state: (what, measured) => figures.push({ name: what, measured: String(measured) }),
    hold: (what, measured, aim, held) => figures.push({ name: what, measured: String(measured), aim, held }),
  };
  const started = performance.now();
  await soak.run(log);
  const seconds = (performance.now() - started) / 1000;
  const scale = process.env.SOAK_SCALE ? `, at ${process.env.SOAK_SCALE} of the size` : "";
  process.stdout.write(`${name}: ${soak.title} (promise ${soak.promises.join(", ")})\n`);
  process.stdout.write(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.versions.node}, ${seconds.toFixed(0)} s${scale}\n\n`,
  );
  process.stdout.write(`${tableText(figures)}\n`);
  return figures.every(({ held }) => held !== false);
}

function tableText(figures: readonly Figure[]): string {
  const cells = figures.map(({ name, measured, aim, held }) => [
    held === false ? "missed" : held ? "held" : "",
    name,
    measured,
    aim ?? "",
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((cell) => cell[column]?.length ?? 0)));
  return cells
    .map((cell) =>
      cell
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const soaks = await listSoaks();
const name = process.argv[2] ?? "";
const soak = soaks.get(name);
if (soak) {
  process.exitCode = (await run(name, soak)) ? 0 : 1;
} else {
  for (const [each, { title, promises, minutes }] of soaks)
    process.stdout.write(
      `${each.padEnd(16)}${title} (promise ${promises.join(", ")}, about ${minutes} min)\n`,
    );
  if (name !== "") process.stderr.write(`No soak is named ${name}.\n`);
  process.exitCode = name === "" ? 0 : 2;
}
