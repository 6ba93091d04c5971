import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { cutOffs } from "./eligible-rows.ts";
import { judge } from "./judge.ts";
import { auc, averagePrecision, precisionAtTenth } from "./measures.ts";
import { pureScorer } from "./pure-scorer.ts";
import { type LogRow, usageLogOf } from "./usage-log.ts";

const items = (bad: string) => [...bad].map((mark, index) => ({ risk: -index, bad: mark === "x" }));

describe("measures of a ranking", () => {
  it("agree with figures worked out by hand", () => {
    expect(auc(items("xxoo"))).toBe(1);
    expect(auc(items("oxxo"))).toBe(0.5);
    expect(auc(items("xo").map((item) => ({ ...item, risk: 7 })))).toBe(0.5);
    expect(averagePrecision(items("xoxo"))).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(averagePrecision(items("xooo").map((item) => ({ ...item, risk: 7 })))).toBe(0.25);
  });

  it("pick a tenth of each week that has enough rows, at least one", () => {
    const week = items(`xo${"o".repeat(18)}`);
    expect(precisionAtTenth([week])).toBe(0.5);
    expect(precisionAtTenth([week, items("oooo")])).toBe(0.5);
  });
});

describe("the protocol", () => {
  const rows: LogRow[] = [];
  for (let week = 0; week < 150; week++) {
    for (const account of ["stays", "stops"]) {
      if (account === "stops" && week > 100) continue;
      for (const user of ["ada", "ben"]) rows.push({ account, user, day: addDays("2020-01-06", week * 7) });
    }
  }
  const log = usageLogOf(rows);

  it("cuts on Sundays", () => {
    expect(cutOffs({ from: "2020-01-06", to: "2020-01-26" })).toEqual([
      "2020-01-12",
      "2020-01-19",
      "2020-01-26",
    ]);
  });

  it("judges established accounts while they are silent for at most 28 days, by what came after", () => {
    const span = { from: "2021-06-07", to: "2022-03-06" };
    const perfect = judge(log, (account) => (account === "stays" ? 1 : 0), "b2b", { span });
    // Last used on Monday 2021-12-06: judged on the four Sundays to 2022-01-02, and each is a lapse.
    expect(perfect.lapse.rows).toBe(39 + 30);
    expect(perfect.lapse.base).toBeCloseTo(4 / 69, 12);
    expect(perfect.unscored).toBe(0);
    const formula = judge(log, pureScorer(log, "b2b"), "b2b", { span });
    // On the first of the four nobody can know; the other three have to rank riskiest.
    expect(formula.lapse.auc).toBeGreaterThanOrEqual(0.75);
    expect(judge(log, () => null, "b2b", { span }).unscored).toBe(69);
  });
});
