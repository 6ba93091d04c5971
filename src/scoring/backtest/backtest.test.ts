import { describe, expect, it } from "vitest";
import { usageLogOf } from "../../../test/usage-log-of.ts";
import { randomOf } from "../../random.ts";
import { addDays, dayNumber, weekdayOf } from "../days.ts";
import { standardAlertRules } from "../detect/alert-rules.ts";
import { startRules } from "../models/compile-model.ts";
import type { Day } from "../types.ts";
import { type Backtest, backtest, type SentAlert } from "./backtest.ts";
import { DayCounts } from "./day-counts.ts";
import { eligibleRows } from "./eligible-rows.ts";
import { cutOffs, spansBefore, spansOf } from "./protocol.ts";
import { cutLog, type LogRow, type UsageLog } from "./usage-log.ts";

const start = "2020-01-06";
const rules = { score: startRules.b2b, alerts: standardAlertRules(false) };

/** Rows of an account, on each day that `level` gives users for. */
function rowsOf(account: string, days: number, level: (day: number) => number): LogRow[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    Array.from({ length: level(day) }, (_, user) => ({
      account,
      user: `u${user}`,
      day: addDays(start, day),
    })),
  );
}

/** Half a score of accounts that go on, and some that fall to nothing, one after the other. */
const log: UsageLog = usageLogOf([
  ...Array.from({ length: 12 }, (_, account) =>
    rowsOf(`stays-${account}`, 900, (day) => ((day + account) % 3 === 0 ? 2 : 1)),
  ).flat(),
  ...Array.from({ length: 8 }, (_, account) =>
    rowsOf(`stops-${account}`, 900, (day) => (day < 450 + 30 * account ? 2 : 0)),
  ).flat(),
]);

function run(of: UsageLog): { found: Backtest; scores: string[]; alerts: SentAlert[] } {
  const scores: string[] = [];
  const alerts: SentAlert[] = [];
  const found = backtest(of, {
    rules: { kind: "b2b", established: rules.score.established, of: () => rules },
    spans: spansOf(of, "b2b"),
    random: randomOf,
    sink: {
      score: (account, day, { score }) => scores.push(`${account} ${day} ${score}`),
      alert: (alert) => alerts.push(alert),
    },
  });
  return { found, scores, alerts };
}

describe("the protocol", () => {
  const rows: LogRow[] = [];
  for (let week = 0; week < 150; week++) {
    for (const account of ["stays", "stops"]) {
      if (account === "stops" && week > 100) continue;
      for (const user of ["ada", "ben"]) rows.push({ account, user, day: addDays(start, week * 7) });
    }
  }
  const weekly = usageLogOf(rows);

  it("cuts on Sundays, as far as labels reach", () => {
    const span = { from: "2020-01-06", to: "2020-01-26" };
    expect(cutOffs(span, weekly, "b2b")).toEqual(["2020-01-12", "2020-01-19", "2020-01-26"]);
    const all = cutOffs({ from: "2020-01-06", to: "2030-01-01" }, weekly, "b2b");
    expect(all.every((day) => weekdayOf(day) === 7)).toBe(true);
    expect(addDays(all.at(-1) ?? "", 56) <= weekly.lastDay).toBe(true);
  });

  it("judges established accounts while they are silent for at most 28 days, by what came after", () => {
    const days = cutOffs({ from: "2021-06-07", to: "2022-03-06" }, weekly, "b2b");
    const of = (account: string) =>
      eligibleRows(weekly.accounts.get(account) ?? [], days, weekly.lastDay, "b2b");
    expect(of("stays")).toHaveLength(39);
    expect(of("stays").some((row) => row.lapse || row.decline)).toBe(false);
    // Last used on Monday 2021-12-06: judged on the four Sundays to 2022-01-02, and each is a lapse.
    expect(of("stops")).toHaveLength(30);
    expect(
      of("stops")
        .filter((row) => row.lapse)
        .map((row) => row.number),
    ).toEqual(["2021-12-12", "2021-12-19", "2021-12-26", "2022-01-02"].map(dayNumber));
    const alone = rows.map((row) => ({ ...row, user: "ada" }));
    expect(eligibleRows(usageLogOf(alone).accounts.get("stays") ?? [], days, weekly.lastDay, "b2b")).toEqual(
      [],
    );
  });

  it("leaves the first 40% for fitting, and H days between", () => {
    const { train, test } = spansOf(weekly, "b2b");
    expect(train).toEqual({ from: addDays(start, 112), to: addDays(start, 112 + Math.floor(0.4 * 931)) });
    expect(test).toEqual({ from: addDays(train.to, 56), to: addDays(weekly.lastDay, -56) });
    const given = { from: "2021-06-07", to: "2022-03-06" };
    expect(spansBefore(weekly, "b2b", given)).toEqual({ train: { ...train, to: "2021-04-12" }, test: given });
  });
});

describe("a log", () => {
  it("counts an account's user once a day, whatever the order, and is cut by day", () => {
    const row = { account: "a", user: "ada", day: "2026-01-02", feature: "x" };
    const built = usageLogOf([
      row,
      { ...row, feature: "y" },
      { ...row, day: "2026-01-01" },
      { ...row, user: "ben" },
    ]);
    expect(built).toMatchObject({ events: 4, firstDay: "2026-01-01", lastDay: "2026-01-02" });
    expect(built.accounts.get("a")).toMatchObject([
      { day: "2026-01-01", users: ["ada"] },
      { day: "2026-01-02", users: ["ada", "ben"], features: ["x", "y"], events: 3 },
    ]);
    expect(cutLog(built, "2026-01-01", "2026-01-02").accounts.get("a")).toHaveLength(1);
    expect(() => cutLog(built, "2027-01-01", "2028-01-01")).toThrow("no event");
    expect(() => usageLogOf([{ ...row, day: "2026-02-30" }])).toThrow("does not exist");
  });

  it("counts any stretch of days", () => {
    const counts = new DayCounts(
      usageLogOf(rowsOf("a", 20, (day) => day % 3)).accounts.get("a") ?? [],
      dayNumber(start) + 25,
    );
    const at = dayNumber(start);
    expect([counts.userDays(at - 9, at + 30), counts.activeDays(at, at + 3)]).toEqual([19, 2]);
    expect([counts.userDays(at + 1, at + 2), counts.userDays(at + 5, at + 5)]).toEqual([2, 0]);
  });
});

describe("a backtest", () => {
  const whole = run(log);

  it("finds that who is about to stop ranks low once it has begun, and that alerts tell of it", () => {
    const { lapse, decline, baselines, alerts, bands, tenths } = whole.found;
    expect(lapse).toMatchObject({ accounts: 19 });
    expect(lapse.auc).toBeGreaterThan(0.75);
    expect(decline?.auc).toBeGreaterThan(0.7);
    expect(baselines.recency.lapse.rows).toBe(lapse.rows);
    expect(baselines.recency.lapse.auc).toBeGreaterThan(0.75);
    expect(alerts).toMatchObject({ declines: 8, caught: 1 });
    expect(alerts.daysEarlier).toBeGreaterThan(5);
    expect(bands.reduce((sum, band) => sum + band.rows, 0)).toBe(lapse.rows);
    expect(tenths[0]?.lapseRate).toBeGreaterThan(tenths[9]?.lapseRate ?? 1);
  });

  it("makes declines at random places, of which the larger are told sooner", () => {
    const { half, quarter, none } = whole.found.injected;
    expect(half.sites).toBeGreaterThan(100);
    expect(none.caught).toBe(1);
    expect(none.medianDays).toBeLessThanOrEqual(quarter.medianDays);
    expect(quarter.medianDays).toBeLessThanOrEqual(half.medianDays);
  });

  it("is the same again, and whatever the order of the rows", () => {
    expect(run(log)).toEqual(whole);
    const turned = new Map([...log.accounts].map(([account, series]) => [account, series.toReversed()]));
    const rows = [...turned].flatMap(([account, series]) =>
      series.flatMap(({ users, day }) => users.toReversed().map((user) => ({ account, user, day }))),
    );
    expect(run(usageLogOf(rows)).scores).toEqual(whole.scores);
  });

  it("gives the scores and alerts of the past the same, however long the log goes on", () => {
    const to: Day = addDays(start, 600);
    const past = cutLog(log, start, addDays(to, 1));
    const spans = spansOf(log, "b2b");
    const scores: string[] = [];
    const alerts: SentAlert[] = [];
    backtest(past, {
      rules: { kind: "b2b", established: rules.score.established, of: () => rules },
      spans: { ...spans, test: { from: spans.test.from, to } },
      random: randomOf,
      sink: {
        score: (account, day, { score }) => scores.push(`${account} ${day} ${score}`),
        alert: (alert) => alerts.push(alert),
      },
    });
    expect(scores.length).toBeGreaterThan(100);
    expect(whole.scores).toEqual(expect.arrayContaining(scores));
    expect(alerts).toEqual(whole.alerts.filter(({ day }) => day <= to));
  });
});
