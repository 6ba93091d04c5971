/**
 * Starts the built service as a newcomer would, in an empty data folder: it must serve, be ready, offer a sign-in link, and
 * stop by itself on SIGTERM. Then once more on the same data, after a kill. Exit code 1 says what failed. How long a start takes
 * is told, not judged: a machine may be slow, or busy.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Whatever is not there by then does not come any more. */
const patienceMs = 600_000;
const root = join(import.meta.dirname, "..");
const dataDir = await mkdtemp(join(tmpdir(), "bellwether-start-"));
const port = await freePort();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function startOnce(name: string, end: NodeJS.Signals): Promise<void> {
  const started = performance.now();
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: "", LOG_LEVEL: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const exited = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready && output.includes("/sign-in?token=")) break;
    if (performance.now() - started > patienceMs || child.exitCode !== null) {
      child.kill("SIGKILL");
      throw new Error(
        `${name}: not ready after ${Math.round((performance.now() - started) / 1000)} s:\n${output}`,
      );
    }
    await wait(100);
  }
  process.stdout.write(`${name}: ready after ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  child.kill(end);
  const code = await Promise.race([
    exited,
    wait(patienceMs, undefined, { ref: false }).then(() => "late" as const),
  ]);
  if (end === "SIGTERM" && code !== 0) throw new Error(`${name}: stopped with ${code}:\n${output}`);
}

try {
  await startOnce("first start", "SIGKILL");
  await startOnce("start after a kill", "SIGTERM");
  await startOnce("third start", "SIGTERM");
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
