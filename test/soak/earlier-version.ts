import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** A checkout of an earlier commit, beside this one. */
export interface EarlierVersion {
  readonly folder: string;
  /** "26a246c fix(web): …" */
  readonly title: string;
  /** Names of the migrations that this checkout has and the earlier one has not. */
  readonly migrationsSince: readonly string[];
  /** Runs its command line. @returns what it printed, as JSON */
  command(args: readonly string[], env: Record<string, string>): Promise<unknown>;
  remove(): Promise<void>;
}

/**
 * Checks out an earlier commit into a folder of its own and builds its web view; its packages are the ones here.
 * @param commit default: the one before the newest migration was added
 */
export async function checkOutEarlier(commit?: string): Promise<EarlierVersion> {
  const git = async (...args: string[]) => (await run("git", args, { cwd: root })).stdout.trim();
  const from = commit ?? `${await git("log", "--diff-filter=A", "--format=%H", "-1", "--", "migrations/")}~1`;
  const folder = await mkdtemp(join(tmpdir(), "bellwether-earlier-"));
  await git("worktree", "add", "--detach", "--force", folder, from);
  await chmod(folder, 0o755);
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await run(process.execPath, [join(folder, "scripts/build-assets.ts")], { cwd: folder });
  const files = async (at: string) => (await git("ls-tree", "--name-only", at, "migrations/")).split("\n");
  const before = new Set(await files(from));
  return {
    folder,
    title: await git("log", "-1", "--format=%h %s", from),
    migrationsSince: (await files("HEAD")).filter((file) => !before.has(file)),
    command: async (args, env) => {
      const script = [
        "--import",
        join(folder, "scripts/load-tsx.ts"),
        join(folder, "src/cli.ts"),
        ...args,
        "--json",
      ];
      const { stdout } = await run(process.execPath, script, {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", LOG_LEVEL: "error", ...env },
        maxBuffer: 64 * 1024 * 1024,
      });
      return JSON.parse(stdout) as unknown;
    },
    remove: async () => {
      await git("worktree", "remove", "--force", folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
