import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { randomOf } from "../../src/random.ts";
import { withOwnDatabase } from "./own-database.ts";
import { makeSendingTenant } from "./sender.ts";
import { type Soak, scaled } from "./soak.ts";

const root = join(import.meta.dirname, "../..");

/** A file of a million rows, imported by the command, which is killed again and again and started again. */
export const soak: Soak = {
  promises: [24],
  title: "an import of 1,000,000 rows, killed anywhere",
  minutes: 6,
  run: (log) =>
    withOwnDatabase({ durable: true }, async ({ db, owner, server }) => {
      const { tenantId } = await makeSendingTenant(db, "orrery");
      const rows = scaled(1_000_000);
      const folder = await mkdtemp(join(tmpdir(), "bellwether-import-"));
      const path = join(folder, "use.csv");
      await writeFile(path, rows);
      const random = randomOf("import soak");
      let kills = 0;
      const started = performance.now();
      for (;;) {
        const cli = ["--import", join(root, "scripts/load-tsx.ts"), join(root, "src/cli.ts"), "import", path];
        const child = spawn(process.execPath, cli, {
          cwd: folder,
          env: { PATH: process.env.PATH ?? "", DATABASE_URL: server.url, SECRET_KEY: "07".repeat(32) },
          stdio: ["ignore", "ignore", "pipe"],
        });
        let faults = "";
        child.stderr.on("data", (bytes) => {
          faults += bytes;
        });
        const ended = once(child, "close") as Promise<[number | null, string | null]>;
        const killAfterMs = 1_500 + random() * 14_000;
        // From the twelfth on it may live.
        const lives = kills >= 12;
        const result = await Promise.race([
          ended,
          ...(lives ? [] : [wait(killAfterMs).then(() => undefined)]),
        ]);
        if (result === undefined) {
          child.kill("SIGKILL");
          await ended;
          kills++;
          const [done] = await owner.rows<{ rows: number }>(
            "select coalesce(max(rows_in), 0)::int as rows from app.import_run",
          );
          log.say(`killed after ${(killAfterMs / 1000).toFixed(1)} s, ${done?.rows ?? 0} rows dealt with`);
          continue;
        }
        if (result[0] !== 0) throw new Error(`the import ended with ${result[0]}: ${faults}`);
        break;
      }
      const took = (performance.now() - started) / 1_000;
      const [found] = await owner.rows<{ rows: number; distinct: number; accounts: number }>(
        `select count(*)::int as rows, count(distinct properties ->> 'none')::int as distinct, count(distinct account_id)::int as accounts
           from app.event where tenant_id = $1`,
        [tenantId],
      );
      const [sums] = await owner.rows<{ users: number; sum: number }>(
        `select count(distinct user_key)::int as users, sum(extract(epoch from at))::bigint as sum from app.event where tenant_id = $1`,
        [tenantId],
      );
      const wanted = expected(rows);
      const stored = found?.rows ?? 0;
      log.state("kills", kills);
      log.state("seconds with all restarts", took.toFixed(0));
      log.hold("rows missing", Math.max(0, rows - stored), "0", stored >= rows);
      log.hold("rows twice", Math.max(0, stored - rows), "0", stored <= rows);
      log.hold("sum of their times", sums?.sum ?? 0, `= ${wanted.sum}`, Number(sums?.sum) === wanted.sum);
      log.hold("users", sums?.users ?? 0, `= ${wanted.users}`, sums?.users === wanted.users);
      await rm(folder, { recursive: true, force: true });
    }),
};

const firstAt = Date.parse("2026-01-01T00:00:00Z") / 1_000;
const atOf = (row: number) => firstAt + ((row * 7_919) % 20_000_000);
const userOf = (row: number) => (row * 104_729) % 5_003;

function expected(rows: number): { sum: number; users: number } {
  let sum = 0;
  const users = new Set<number>();
  for (let row = 0; row < rows; row++) {
    sum += atOf(row);
    users.add(userOf(row));
  }
  return { sum, users: users.size };
}

async function writeFile(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path);
  out.write("account,user,time,event\n");
  for (let row = 0; row < rows; ) {
    const lines: string[] = [];
    for (const end = Math.min(rows, row + 10_000); row < end; row++) {
      const user = userOf(row);
      lines.push(
        `account ${user % 300},user ${user},${new Date(atOf(row) * 1_000).toISOString()},Feature ${row % 12}`,
      );
    }
    if (!out.write(`${lines.join("\n")}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}
