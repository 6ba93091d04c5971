import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { fellTogether } from "../detect/feed-outage.ts";
import { startRules } from "../models/compile-model.ts";
import { seriesOf } from "../series.ts";
import { marketFactor, scaledBase, speakerOf } from "./market.ts";
import { sumsOf } from "./sums.ts";

const accounts = (count: number, actual: number, base = 40, silentDays = 0) =>
  Array.from({ length: count }, () => ({ actual, base, silentDays }));

describe("the market", () => {
  it("is 1 with fewer than ten accounts that speak for it", () => {
    expect(marketFactor(accounts(9, 20))).toEqual({ factor: 1, median: 0.5, accounts: 9 });
    expect(marketFactor([...accounts(9, 20), ...accounts(5, 0, 3)]).factor).toBe(1);
    expect(marketFactor([])).toEqual({ factor: 1, median: null, accounts: 0 });
  });

  it("is the median, drawn towards 1 by five accounts' worth", () => {
    expect(marketFactor(accounts(10, 28)).factor).toBeCloseTo((10 * 0.7 + 5) / 15, 12);
  });

  it("explains no more than a halving, no more than a third of growth", () => {
    expect(marketFactor(accounts(100, 0)).factor).toBe(0.5);
    expect(marketFactor(accounts(100, 80)).factor).toBe(1.3);
  });

  it("does not hear accounts that left long ago", () => {
    const market = marketFactor([...accounts(12, 40), ...accounts(30, 0, 40, 57)]);
    expect(market).toEqual({ factor: 1, median: 1, accounts: 12 });
  });

  it("does not hear who stopped before it had a baseline", () => {
    const daily = Array.from({ length: 20 }, (_, day) => ({ day: addDays("2026-01-05", day), user: "ada" }));
    const rules = startRules.b2b.established;
    const on = (events: typeof daily) => sumsOf(seriesOf(events), addDays("2026-01-05", 60), rules);
    const [stopped, back] = [on(daily), on([...daily, { day: addDays("2026-01-05", 57), user: "ada" }])];
    expect(stopped && scaledBase(stopped)).toBe(20);
    expect(stopped && speakerOf(stopped)).toMatchObject({ base: null, silentDays: 41 });
    expect(back && speakerOf(back).base).toBeCloseTo((20 * 28) / 29, 12);
  });

  it("looks like a stopped feed when all fall to less than half at once", () => {
    expect(fellTogether(marketFactor(accounts(10, 19)))).toBe(true);
    expect(fellTogether(marketFactor(accounts(10, 20)))).toBe(false);
    expect(fellTogether(marketFactor(accounts(9, 0)))).toBe(false);
  });
});
