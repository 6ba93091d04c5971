import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { AppError } from "../errors.ts";
import { type Cluster, openCluster } from "./embedded-cluster.ts";

const run = promisify(execFile);

/** A PostgreSQL server of our own, in a folder. `url` is the owner's: loopback only, password in the folder. */
export interface EmbeddedServer {
  readonly url: string;
  /** False: it ran already, started by another process (or left behind by a killed one). */
  readonly startedHere: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that the project brings, in `folder`; makes the cluster at the first start. The server runs in a
 * session of its own, so Ctrl-C reaches us and not it. A server that a killed process left behind is taken over.
 * @param options.durable false only for tests: no fsync
 * @throws AppError `unavailable` when there is no bundled server, or it does not start: set DATABASE_URL then
 */
export async function startEmbeddedServer(
  folder: string,
  options: { durable?: boolean } = {},
): Promise<EmbeddedServer> {
  const cluster = await openCluster(folder);
  const running = await runningPort(cluster);
  const port = running ?? (await freePort());
  if (running === undefined) await start(cluster, port, options.durable ?? true);
  return {
    url: urlOf(port, cluster.password),
    startedHere: running === undefined,
    stop: async () => {
      const stopping = ["stop", "-D", cluster.dataFolder, "-m", "fast", "-w", "-t", "20"];
      await run(cluster.pgCtl, stopping, cluster.user).catch(() => {});
    },
  };
}

/** The port of a server that already runs on this folder and answers with our password. */
async function runningPort({ dataFolder, password }: Cluster): Promise<number | undefined> {
  const lines = (await readFile(join(dataFolder, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const port = Number(lines[3]);
  if (!port) return undefined;
  const client = new pg.Client({ connectionString: urlOf(port, password), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const folder = (await client.query("show data_directory")).rows[0].data_directory;
    return folder === dataFolder ? port : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

async function start({ pgCtl, dataFolder, user }: Cluster, port: number, durable: boolean): Promise<void> {
  const log = join(dataFolder, "server.log");
  const settings = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    "-c unix_socket_directories=''",
    "-c max_connections=200",
    "-c shared_buffers=128MB",
    "-c log_min_messages=fatal",
    ...(durable ? [] : ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]),
  ].join(" ");
  const starting = ["start", "-D", dataFolder, "-l", log, "-w", "-t", "30", "-s", "-o", settings];
  await run(pgCtl, starting, user).catch(async (cause: unknown) => {
    const last = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").at(-1);
    throw new AppError("unavailable", `The database did not start: ${last || (cause as Error).message}`, {
      cause,
    });
  });
}

function urlOf(port: number, password: string): string {
  return `postgres://bellwether:${password}@127.0.0.1:${port}/postgres`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new AppError("internal", "No free port.");
  return address.port;
}
