import { expect, test } from "vitest";
import { backtestText } from "../../cli/backtest-text.ts";
import { type UsageLog, usageLogOf } from "../../scoring/backtest/usage-log.ts";
import { addDays } from "../../scoring/days.ts";
import { backtestReport } from "./backtest-report.ts";
import { type BacktestFindings, runBacktest } from "./run-backtest.ts";

/* What a report says where there is nothing of a kind: no false alarm, no alert, nobody who stopped. */

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
  return runBacktest({ log, rules: { kind: "b2b" }, sink });
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
  const words = wordsOf(calm);
  expect(words).not.toMatch(/between –|Infinity|NaN|undefined/);
  expect(words).not.toContain("the one that stopped");
  const text = backtestText("log.csv", calm).join("\n");
  expect(text).not.toMatch(/– to –|Infinity|NaN|undefined/);
  expect(wordsOf(stopping)).toMatch(/95% of the AUCs of health lie between 0\.\d{3} and [01]\.\d{3}/);
});
