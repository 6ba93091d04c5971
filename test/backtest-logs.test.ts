import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BacktestFindings } from "../src/results/backtest.ts";
import { readLogFile } from "../src/usecases/backtest/read-log-file.ts";
import { runBacktest } from "../src/usecases/backtest/run-backtest.ts";

// Two real logs; not part of the repository, beside it in CI.
const folder = join(import.meta.dirname, "..", "..", "shared", "data");
const pathOf = (name: string) => join(folder, `${name}_events.csv.gz`);
const isThere = existsSync(pathOf("cdnow")) && existsSync(pathOf("openstack"));
/** Long after both of them. */
const today = "2026-11-21";
const columns = { account: "account", user: "user", time: "date", event: "feature" };

async function backtestOf(name: string): Promise<BacktestFindings> {
  const { log } = await readLogFile(pathOf(name), columns, { today });
  return runBacktest({ log, today, rules: { kind: undefined }, sink: { score: () => {}, alert: () => {} } });
}

/** AUC, AP and P@10%, as tables print them. */
const figures = (verdict: { auc: number; ap: number; p10: number } | null) =>
  [verdict?.auc, verdict?.ap, verdict?.p10].map((value) => value?.toFixed(3));

describe.skipIf(!isThere)("the published protocol on the published logs", () => {
  test("comes out to the row on CDNOW, baselines and all", async () => {
    const found = await backtestOf("cdnow");
    expect(found).toMatchObject({ published: "CDNOW", kind: "retail", decline: null });
    expect(found.lapse).toMatchObject({ rows: 42_171, accounts: 3_762 });
    expect(found.lapse.base).toBeCloseTo(0.425, 3);
    expect(figures(found.baselines.recency.lapse)).toEqual(["0.608", "0.509", "0.553"]);
    expect(figures(found.baselines.linear.lapse)).toEqual(["0.593", "0.504", "0.553"]);
    expect(figures(found.baselines.bgNbd.lapse)).toEqual(["0.676", "0.570", "0.633"]);
    expect(found.lapse.auc).toBeGreaterThan(0.67);
  });

  test("comes out to the row on OpenStack, baselines and all", async () => {
    const found = await backtestOf("openstack");
    expect(found).toMatchObject({ published: "OpenStack", kind: "b2b" });
    expect(found.lapse).toMatchObject({ rows: 7_686, accounts: 85 });
    expect(found.decline).toMatchObject({ rows: 7_052, accounts: 81 });
    expect(figures(found.baselines.recency.lapse)).toEqual(["0.761", "0.106", "0.123"]);
    expect(figures(found.baselines.linear.lapse)).toEqual(["0.575", "0.062", "0.086"]);
    expect(figures(found.baselines.bgNbd.lapse)).toEqual(["0.750", "0.107", "0.112"]);
    expect(figures(found.baselines.bgNbd.decline).slice(0, 2)).toEqual(["0.703", "0.217"]);
    expect(found.lapse.auc).toBeGreaterThan(0.81);
    expect(found.decline?.auc).toBeGreaterThan(0.785);
    expect(found.alerts.daysEarlier).toBeGreaterThan(10);
  });
});

test.runIf(!isThere)("the real logs are not here: their test was left out", () => {
  process.stderr.write("SKIPPED ALOUD: test/backtest-logs.test.ts needs ../shared/data/*_events.csv.gz\n");
});
