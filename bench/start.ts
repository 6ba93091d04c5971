import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { BenchTable } from "./parts/bench-table.ts";
import { median } from "./parts/timing.ts";

const root = join(import.meta.dirname, "..");
/** Long enough that the first passes and their garbage are gone. */
const restMs = 45_000;
const restarts = 3;

/**
 * The built service as a newcomer starts it: an empty folder to the first page (with sample data), a start on data that is
 * there, and what an idle service holds in memory. Linux only: memory is read from /proc.
 */
export async function bench(): Promise<BenchTable> {
  await promisify(execFile)("npm", ["run", "build"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
  const port = await freePort();
  try {
    const first = await startOnce(folder, port);
    await wait(restMs);
    const memory = { service: residentMb(first.child.pid ?? 0), database: databaseMb(folder) };
    await stop(first.child);
    const again: number[] = [];
    for (let run = 0; run < restarts; run++) {
      const next = await startOnce(folder, port);
      again.push(next.pageMs);
      await stop(next.child);
    }
    return {
      title: "Start: the built service",
      rows: [
        { name: "empty folder to the first page", value: first.pageMs },
        { name: "start on data that is there to the first page", value: median(again) },
        { name: "idle: the service", value: memory.service, unit: "MB" },
        { name: "idle: its database, shared memory counted once", value: memory.database, unit: "MB" },
      ],
      aims: [],
      note: "Stated, without an aim. The first start makes a database, two years of sample data and their scores. The service's memory is Node, the libraries, and Vega with its fonts on the render thread.",
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder: string, port: number): Promise<{ child: ChildProcess; pageMs: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, DATABASE_URL: "", LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (;;) {
    const there = await fetch(`http://127.0.0.1:${port}/sign-in`).then(
      (answer) => answer.status < 500,
      () => false,
    );
    if (there) return { child, pageMs: performance.now() - started };
    if (child.exitCode !== null) throw new Error(`The service ended with ${child.exitCode}.`);
    await wait(20);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

/** Megabytes of a process that are in memory. */
function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Megabytes of the database's processes; what they share is split among them by the kernel. */
function databaseMb(folder: string): number {
  let kilobytes = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const isOurs = readFileSync(`/proc/${pid}/cwd/postmaster.pid`, "utf8").includes(folder);
      if (!isOurs) continue;
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // Gone meanwhile, or another's, or not a database's.
    }
  }
  return kilobytes / 1024;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
