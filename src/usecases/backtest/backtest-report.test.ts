import { expect, test } from "vitest";
import { backtestText } from "../../cli/backtest-text.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import { type UsageLog, usageLogOf } from "../../scoring/backtest/usage-log.ts";
import { addDays } from "../../scoring/days.ts";
import { unknownOf } from "../../words/backtest.ts";
import { backtestReport } from "./backtest-report.ts";
import { runBacktest } from "./run-backtest.ts";

/* What a report says where there is nothing of a kind: no false alarm, no alert, nobody who stopped. */

/** Long after the log. */
const today = "2026-11-20";

/** Nine accounts, two users each; the last `stopping` of them stop for good, one after the other. */
function logOf(stopping: number): UsageLog {
  const rows = [];
  for (let day = 0; day < 560; day++) {
    for (let account = 0; account < 9; account++) {
      if (account >= 9 - stopping && day >= 330 + 20 * account) continue;
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
  const { sentences, bars, tables } = backtestReport("log.csv", findings);
  const cells = tables.flatMap(({ title, note, heads, rows }) => [title, note, ...heads, ...rows.flat()]);
  return [...sentences, bars.note, ...bars.rows.map(({ label }) => label), ...cells].join("\n");
}

const stopping = found(logOf(3));

test("says that no alarm was false where none was", () => {
  expect(stopping.alerts).toMatchObject({ falsePerQuarter: 0, precision: 1 });
  const words = wordsOf(stopping);
  expect(words).toMatch(
    /Of \d+ lasting declines, alerts told of \d+\.\d% within 91 days, .*; none was false\./,
  );
  expect(words).not.toMatch(/Infinity|NaN|undefined/);
});

test.each([
  [{ sent: 4, falsePerQuarter: 0.05 }, "a false alarm came once in 5.0 years an account."],
  [{ sent: 0, falsePerQuarter: 0 }, "none was sent."],
])("says how often one was: %j", (over, words) => {
  expect(wordsOf({ ...stopping, alerts: { ...stopping.alerts, ...over } })).toContain(`; ${words}`);
});

test("leaves out an interval of what never came", () => {
  const calm = found(logOf(0));
  expect(calm.lapse.auc).toBeNaN();
  expect(calm.lapse.intervals).toEqual({});
  const words = wordsOf(calm);
  expect(words).not.toMatch(/between –|Infinity|NaN|undefined/);
  expect(words).not.toContain("the one that stopped");
  const text = backtestText("log.csv", calm).join("\n");
  expect(text).not.toMatch(/– to –|Infinity|NaN|undefined/);
  expect(wordsOf(stopping)).toMatch(/95% of the AUCs of health lie between 0\.\d{3} and [01]\.\d{3}/);
});

test("says what a log can't tell, and why", () => {
  const calm = found(logOf(0));
  expect(unknownOf(calm)).toEqual([
    "Nobody stopped afterwards: there is nothing to rank.",
    "Nobody fell to 30% afterwards: there is nothing to rank.",
    "P@10% takes weeks with 20 rows: there is none.",
    "There is no lasting decline that alerts could tell of.",
  ]);
  expect(wordsOf(calm)).toContain("Nobody stopped afterwards");
  const nobody = { ...calm, lapse: { ...calm.lapse, rows: 0, accounts: 0 } };
  expect(unknownOf(nobody)).toEqual([
    "No account could be judged: none was used on 8 days of 112 by 2 users or more, and lately, on any of these Sundays.",
  ]);
  expect(unknownOf({ ...stopping, lapse: { ...stopping.lapse, p10: 1 } })).toEqual([]);
});

test("does not judge by a baseline that nothing was known to fit to", () => {
  const sink = { score: () => undefined, alert: () => undefined };
  const early = runBacktest({ log: logOf(3), today, rules: { kind: "b2b" }, from: "2020-02-16", sink });
  expect(early.lapse.auc).toBeGreaterThan(0.5);
  expect(early.baselines.bgNbd.lapse.auc).toBeNaN();
  expect(unknownOf(early).join(" ")).toContain("BG/NBD could not be fitted");
});
