import { expect, test } from "vitest";
import { usageLogOf } from "../../../test/usage-log-of.ts";
import { backtestFigures } from "../../cli/backtest-figures.ts";
import { backtestText } from "../../cli/backtest-text.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import type { UsageLog } from "../../scoring/backtest/usage-log.ts";
import { addDays } from "../../scoring/days.ts";
import { unknownOf } from "../../words/backtest.ts";
import { backtestReport } from "./backtest-report.ts";
import { runBacktest } from "./run-backtest.ts";

/* What a report says where there is nothing of a kind: no false alarm, no alert, nobody who stopped. */

/** Long after the log. */
const today = "2026-11-20";

/** Accounts with two users each; the last `stopping` of them stop for good, one after the other. */
function logOf(stopping: number, accounts = 9): UsageLog {
  const rows = [];
  for (let day = 0; day < 560; day++) {
    for (let account = 0; account < accounts; account++) {
      if (account >= accounts - stopping && day >= 330 + 20 * account) continue;
      for (const user of ["ada", "ben"])
        rows.push({ account: `a${account}`, user, day: addDays("2020-01-06", day) });
    }
  }
  return usageLogOf(rows);
}

function found(log: UsageLog): BacktestFindings {
  const sink = { score: () => undefined, alert: () => undefined };
  return runBacktest({ log, today, rules: { kind: "b2b" }, sink });
}

/** All that a report says, cell by cell. */
function wordsOf(findings: BacktestFindings): string {
  const { sentences, bars, tables } = backtestReport({ file: "log.csv" }, findings);
  const cells = tables.flatMap(({ title, note, heads, rows }) => [title, note, ...heads, ...rows.flat()]);
  return [...sentences, bars?.note, ...(bars?.rows ?? []).map(({ label }) => label), ...cells].join("\n");
}

const stopping = found(logOf(3));
/** Enough accounts for a riskiest tenth of each week, in which nobody is found. */
const calm = found(logOf(0, 21));

test("says that no alarm was false where none was", () => {
  expect(stopping.alerts).toMatchObject({ falsePerQuarter: 0, precision: 1 });
  const words = wordsOf(stopping);
  expect(words).toMatch(
    /Alerts told of \d of \d lasting declines \(\d+%\) within 91 days, on average \d+\.\d days (earlier|later) than a review every 28 days; none was false\./,
  );
  expect(words).not.toMatch(/Infinity|NaN|undefined/);
});

test.each([
  [{ sent: 4, falsePerQuarter: 0.05 }, "an account saw a false alarm once in 5.0 years."],
  [{ sent: 0, falsePerQuarter: 0 }, "none was sent."],
])("says how often one was: %j", (over, words) => {
  expect(wordsOf({ ...stopping, alerts: { ...stopping.alerts, ...over } })).toContain(`; ${words}`);
});

test("where nobody stopped, no figure of a ranking is given: – on screen, null in JSON, and the parts left out of the report", () => {
  const { title, sentences, bars, tables } = backtestReport({ file: "log.csv" }, calm);
  expect(bars).toBeNull();
  expect(tables.map((table) => table.title)).toEqual([
    "What came of each band",
    "Alerts, as they were sent",
    "Declines that were made",
  ]);
  expect([title, ...sentences, ...tables.flatMap(({ rows }) => rows.flat())].join("\n")).not.toMatch(
    /0\.000 to|– to –|Infinity|NaN|undefined|the one that stopped/,
  );
  const text = backtestText("log.csv", calm).join("\n");
  expect(text).not.toMatch(/0\.000 to|– to –|of draws|Infinity|NaN|undefined/);
  for (const scorer of ["health", "days silent", "28 against 28", "BG/NBD"])
    expect(text).toMatch(new RegExp(`^${scorer} +lapse +\\d+ +21 +0\\.000 +– +– +–$`, "m"));
  const json = JSON.parse(JSON.stringify(backtestFigures("log.csv", calm)));
  const none = { base: 0, auc: null, ap: null, p10: null };
  expect(json).toMatchObject({
    lapse: { ...none, intervals: {} },
    decline: { ...none, intervals: {} },
    baselines: { recency: { lapse: none, decline: none }, linear: { lapse: none }, bgNbd: { lapse: none } },
    unknown: expect.arrayContaining(["Nobody stopped afterwards: there is nothing to rank."]),
  });
});

test("gives where the figures of health lie when the accounts are drawn anew", () => {
  const table = backtestReport({ file: "log.csv" }, stopping).tables[0];
  const between = expect.stringMatching(/^0\.\d{3} to [01]\.\d{3}$/);
  expect(table?.rows[1]).toEqual(["95% of draws", between, between, "–"]);
});

test("speaks of the days as people do, and of the Sundays that there were", () => {
  const words = wordsOf(stopping);
  expect(words).toContain("log.csv: 9 accounts, 6 Jan 2020 – 18 Jul 2021, b2b.");
  expect(words).toMatch(/Judged on \d+ Sundays, 20 Dec 2020 – 23 May 2021, by the 56 days after each/);
  expect(words).toMatch(
    /What came up to 22 Oct 2020 is left for fitting, with \d+ Sundays, 3 May – 18 Oct 2020: none/,
  );
  expect(words).not.toMatch(/\d{4}-\d{2}-\d{2}/);
});

test("is confidential, and may be sample data, where it is of a tenant; a file is neither", () => {
  const tenant = { name: "Orrery", demo: true };
  expect(backtestReport({ tenant }, stopping)).toMatchObject({ tenantName: "Orrery", demo: true });
  expect(backtestReport({ file: "log.csv" }, stopping)).toMatchObject({
    tenantName: null,
    demo: false,
    name: "Backtest of log.csv",
  });
});

test("says what a log can't tell, and why", () => {
  expect(unknownOf(calm)).toEqual([
    "Nobody stopped afterwards: there is nothing to rank.",
    "Nobody fell to 30% afterwards: there is nothing to rank.",
    "There is no lasting decline that alerts could tell of.",
  ]);
  expect(unknownOf(stopping)).toContain("P@10% takes weeks with 20 rows: there is none.");
  expect(wordsOf(calm)).toContain("Nobody stopped afterwards");
  const nobody = { ...calm, lapse: { ...calm.lapse, rows: 0, accounts: 0 } };
  expect(unknownOf(nobody)).toEqual([
    "No account could be judged: none was used on 8 days of 112 by 2 users or more, and lately, on any of these Sundays.",
  ]);
  const [lapse, decline] = [stopping.lapse, stopping.decline].map(
    (verdict) => verdict && { ...verdict, p10: 1 },
  );
  if (!lapse || !decline) throw new Error("This log has both labels.");
  expect(unknownOf({ ...stopping, lapse, decline })).toEqual([]);
});

test("calls figures of a few rows chance", () => {
  const few = { ...stopping, lapse: { ...stopping.lapse, rows: 1_324, base: 1 / 1_324 } };
  expect(unknownOf(few)).toContain("Only 1 of 1,324 rows stopped afterwards: figures of so few are chance.");
  const enough = { ...few, lapse: { ...few.lapse, base: 10 / 1_324 } };
  expect(unknownOf(enough).join(" ")).not.toContain("chance");
});

test("does not judge by a baseline that nothing was known to fit to", () => {
  const sink = { score: () => undefined, alert: () => undefined };
  const early = runBacktest({ log: logOf(3), today, rules: { kind: "b2b" }, from: "2020-02-16", sink });
  expect(early.lapse.auc).toBeGreaterThan(0.5);
  expect(early.baselines.bgNbd.lapse.auc).toBeNaN();
  expect(unknownOf(early).join(" ")).toContain("BG/NBD could not be fitted");
});
