import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { randomOf } from "../src/random.ts";
import { addDays } from "../src/scoring/days.ts";
import { BacktestLines } from "../src/usecases/backtest/backtest-files.ts";
import { readLogFile } from "../src/usecases/backtest/read-log-file.ts";
import { runBacktest } from "../src/usecases/backtest/run-backtest.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { mediansInTurn } from "./parts/timing.ts";

const real = join(import.meta.dirname, "..", "..", "shared", "data", "openstack_events.csv.gz");
/** Long after the log. */
const today = "2026-11-21";
const columns = { account: "account", user: "user", time: "date", event: "feature" };

/** A whole backtest, files written, against reading and rolling up the same log, which any must do. */
export async function bench(): Promise<BenchTable> {
  const folder = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
  try {
    const path = existsSync(real) ? real : await madeUp(folder);
    const read = () => readLogFile(path, columns, { today });
    const { log } = await read();
    const judge = () => {
      const sink = new BacktestLines();
      runBacktest({ log, rules: { kind: "b2b" }, sink, today });
      return sink.write(join(folder, "out"));
    };
    const works = { reading: read, judging: judge };
    const { reading, judging } = await mediansInTurn(works, { runs: 5, warmUps: 1 });
    const reference = "reading and rolling up";
    return {
      title: `Backtest of ${log.events.toLocaleString("en-GB")} events, ${log.accounts.size} accounts, ${log.firstDay} to ${log.lastDay}`,
      reference,
      rows: [
        { name: reference, value: reading },
        { name: "scores, alerts, baselines, files", value: judging },
        { name: "a whole backtest", value: reading + judging },
      ],
      aims: [{ what: "backtest against reading", reached: (reading + judging) / reading, atMost: 5 }],
      note: `${path === real ? "The published OpenStack log." : "A log that was made up: the published one is not here."} Every day of every account is scored and judged.`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Eight years of 300 accounts, some of which fall silent. */
async function madeUp(folder: string): Promise<string> {
  const random = randomOf("bench");
  const lines = ["account,user,date,feature"];
  for (let account = 0; account < 300; account++) {
    const [use, users, from] = [
      random() * 0.5,
      1 + Math.floor(6 * random() * random()),
      Math.floor(2_000 * random()),
    ];
    const to = Math.min(2_920, from + 200 + Math.floor(3_000 * random()));
    for (let day = from; day < to; day++) {
      for (let user = 0; user < users; user++) {
        if (random() < use)
          lines.push(`a${account},a${account}u${user},${addDays("2016-01-04", day)},f${user % 3}`);
      }
    }
  }
  const path = join(folder, "log.csv.gz");
  await writeFile(path, gzipSync(lines.join("\n")));
  return path;
}
