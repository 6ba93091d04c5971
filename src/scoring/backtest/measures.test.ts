import { describe, expect, it } from "vitest";
import { randomOf } from "../../random.ts";
import { type Judged, measuresOf, type Ranking, rankingOf, type Weights } from "./measures.ts";
import { verdictOn } from "./verdict.ts";

const aucOf = (ranking: Ranking, weights?: Weights) => measuresOf(ranking, weights).auc;
const apOf = (ranking: Ranking, weights?: Weights) => measuresOf(ranking, weights).ap;
const p10Of = (ranking: Ranking, weights?: Weights) => measuresOf(ranking, weights).p10;

const items = (marks: string, week = 0): Judged[] =>
  [...marks].map((mark, index) => ({ risk: -index, bad: mark === "x", week, account: index }));
const equal = (marks: string) => items(marks).map((item) => ({ ...item, risk: 7 }));

describe("measures of a ranking", () => {
  it("agree with figures worked out by hand", () => {
    expect(aucOf(rankingOf(items("xxoo")))).toBe(1);
    expect(aucOf(rankingOf(items("oxxo")))).toBe(0.5);
    expect(aucOf(rankingOf(equal("xo")))).toBe(0.5);
    expect(apOf(rankingOf(items("xoxo")))).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(apOf(rankingOf(equal("xooo")))).toBe(0.25);
  });

  it("pick a tenth of each week that has enough rows: at least one, halves to even", () => {
    const week = items(`xo${"o".repeat(18)}`);
    expect(p10Of(rankingOf(week))).toBe(0.5);
    expect(p10Of(rankingOf([...week, ...items("oooo", 7)]))).toBe(0.5);
    expect(p10Of(rankingOf(items(`xo${"o".repeat(23)}`)))).toBe(0.5);
    expect(p10Of(rankingOf(items(`xxo${"o".repeat(32)}`)))).toBe(0.5);
  });

  it("count an account as often as its weight says", () => {
    const ranking = rankingOf(items("oxo"));
    expect(aucOf(ranking, [1, 1, 1])).toBe(0.5);
    expect(aucOf(ranking, [0, 1, 1])).toBe(1);
    expect(aucOf(ranking, [3, 1, 1])).toBe(0.25);
    expect(apOf(ranking, [3, 1, 1])).toBe(0.25);
    const twice = rankingOf([...items("oxo"), ...items("oxo")].map((item) => ({ ...item, account: 0 })));
    expect(aucOf(twice)).toBe(aucOf(ranking));
  });

  it("come with intervals that hold the figure, and that a seed fixes", () => {
    const many = items("xoxxoxooxxoooxooxoooxooooo");
    const verdict = verdictOn(many, randomOf("a"));
    expect(verdict.intervals?.auc?.low).toBeLessThan(verdict.auc);
    expect(verdict.intervals?.auc?.high).toBeGreaterThan(verdict.auc);
    expect(verdictOn(many, randomOf("a"))).toEqual(verdict);
    expect(verdictOn(many, randomOf("b")).intervals).not.toEqual(verdict.intervals);
  });

  it("come without an interval of what no draw can tell", () => {
    const verdict = verdictOn(items("ooooo"), randomOf("a"));
    expect(verdict.auc).toBeNaN();
    expect(verdict.intervals).toEqual({});
    expect(verdictOn(items("o".repeat(30)), randomOf("a"))).toMatchObject({ p10: Number.NaN, intervals: {} });
    expect(verdictOn(items(`xoo${"o".repeat(20)}`), randomOf("a")).intervals).toHaveProperty("p10");
  });

  it("rank nothing where everybody stopped, or nobody did", () => {
    for (const [marks, base] of [
      ["o".repeat(30), 0],
      ["x".repeat(30), 1],
    ] as const) {
      const none = { auc: Number.NaN, ap: Number.NaN, p10: Number.NaN, intervals: {} };
      expect(verdictOn(items(marks), randomOf("a"))).toEqual({ rows: 30, accounts: 30, base, ...none });
    }
    const lone = rankingOf(items(`x${"o".repeat(29)}`));
    expect(p10Of(lone, [0, ...Array(29).fill(1)])).toBeNaN();
  });

  it("know nothing of a scorer that knows no risk", () => {
    const verdict = verdictOn(items("xoxo").map((item) => ({ ...item, risk: Number.NaN })));
    expect(verdict).toMatchObject({ rows: 4, base: 0.5, auc: Number.NaN, ap: Number.NaN });
  });
});
