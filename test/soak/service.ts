import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");

/** The whole service in a process of its own, from the source. */
export interface Service {
  readonly url: string;
  readonly child: ChildProcess;
  /** Standard output and error so far: what operators would keep. */
  output(): string;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves when `/readyz` says 200. @throws Error when it does not in time, with what it said */
  ready(timeoutMs?: number): Promise<void>;
}

/** Starts `src/main.ts`. `env` is all of its settings beside PORT. @param tree the checkout to run; default: this one */
export async function startService(
  env: Record<string, string>,
  port?: number,
  tree = root,
): Promise<Service> {
  const chosen = port ?? (await freePort());
  const script = ["--import", join(tree, "scripts/load-tsx.ts"), join(tree, "src/main.ts")];
  const child = spawn(process.execPath, script, {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH ?? "",
      NODE_COMPILE_CACHE: join(tmpdir(), "bellwether-soak-compiled"),
      LOG_LEVEL: "warn",
      ...env,
      PORT: String(chosen),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (bytes) => {
      output += bytes;
    });
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.once("close", (code, signal) => done(signal ?? code)),
  );
  const url = `http://127.0.0.1:${chosen}`;
  return {
    url,
    child,
    output: () => output,
    ended,
    ready: async (timeoutMs = 60_000) => {
      const until = performance.now() + timeoutMs;
      while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) }).catch(
          () => undefined,
        );
        await answer?.arrayBuffer();
        if (answer?.ok) return;
        await wait(50);
      }
      throw new Error(`The service was not ready: ${output.slice(-2_000)}`);
    },
  };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
