import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, daysBetween, eachDay } from "../../scoring/days.ts";
import { rangeOf, usualBaseOf, usualWeekOf, weeksOf } from "./usage-range.ts";

const data = { firstDay: "2024-01-01", lastDay: "2026-11-19" };

describe("the range of an account's charts", () => {
  test("is thirteen whole weeks that end on the data's day when none is asked for", () => {
    expect(rangeOf({}, data)).toEqual({ from: "2026-08-21", to: "2026-11-19" });
  });

  test("is what was asked for, within the data", () => {
    expect(rangeOf({ from: "2026-10-01", to: "2026-10-31" }, data)).toEqual({
      from: "2026-10-01",
      to: "2026-10-31",
    });
    expect(rangeOf({ from: "2020-01-01", to: "2030-01-01" }, data)).toEqual({
      from: "2024-01-01",
      to: "2026-11-19",
    });
    expect(rangeOf({ to: "2026-10-31" }, data)).toEqual({ from: "2026-08-02", to: "2026-10-31" });
  });

  test("starts with a young account, but shows four weeks at least", () => {
    expect(rangeOf({}, { ...data, firstDay: "2026-10-01" })).toEqual({
      from: "2026-10-01",
      to: "2026-11-19",
    });
    expect(rangeOf({}, { ...data, firstDay: "2026-11-15" })).toEqual({
      from: "2026-10-23",
      to: "2026-11-19",
    });
  });

  test.each([
    [{ from: "2026-11-10", to: "2026-11-09" }, "The end is before the start."],
    [{ from: "2026-02-30" }, "I can't read that date. Write it as 2026-11-19."],
    [{ to: "yesterday" }, "I can't read that date. Write it as 2026-11-19."],
    [{ from: "2026-11-20" }, "The data ends on Thu 19 Nov. Pick an earlier start."],
    [{ from: "'; drop table" }, "I can't read that date. Write it as 2026-11-19."],
  ])("refuses %j", (asked, sentence) => {
    expect(() => rangeOf(asked, data)).toThrow(
      expect.objectContaining({ code: "bad-input", message: sentence }),
    );
  });
});

describe("the weeks of a range", () => {
  test("end on its last day, are whole, and hold every user-day within them once", () => {
    const use = fc.array(fc.record({ back: fc.nat(400), userDays: fc.nat(50) }), { maxLength: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), use, (length, days) => {
        const to = "2026-11-19";
        const from = addDays(to, 1 - length);
        const used = days.map(({ back, userDays }) => ({ day: addDays(to, -back), userDays }));
        const weeks = weeksOf({ from, to }, used);
        expect(weeks.length).toBe(Math.max(1, Math.floor(length / 7)));
        expect(weeks.at(-1)?.lastDay).toBe(to);
        for (const { firstDay, lastDay } of weeks) expect(daysBetween(firstDay, lastDay)).toBe(6);
        for (const [index, week] of weeks.entries()) {
          const next = weeks[index + 1];
          if (next) expect(addDays(week.lastDay, 1)).toBe(next.firstDay);
        }
        const first = weeks[0]?.firstDay ?? to;
        const within = used
          .filter(({ day }) => day >= first)
          .reduce((sum, { userDays }) => sum + userDays, 0);
        expect(weeks.reduce((sum, { userDays }) => sum + userDays, 0)).toBe(within);
      }),
    );
  });
});

describe("the usual week", () => {
  const since = (firstDay: string, lastActiveDay = "2026-11-19") => ({
    firstDay,
    lastActiveDay,
    day: "2026-11-19",
  });

  test("is the 10th to 90th percentile of the base's weeks, times the market", () => {
    const base = usualBaseOf(since("2024-01-01"), 0.5);
    expect(base).toEqual({ from: "2026-07-31", to: "2026-10-22", days: 84, market: 0.5 });
    if (!base) return;
    const days = [...eachDay(base.from, base.to)].map((day, index) => ({
      day,
      userDays: index % 7 === 0 ? Math.floor(index / 7) * 10 : 0,
    }));
    // Weeks of 0, 10, … 110 user-days: percentiles at 1.1 and 9.9 of 11 steps, halved.
    expect(usualWeekOf(base, days)).toEqual({ low: 5.5, high: 49.5 });
  });

  test("stands still while an account is silent, is unknown under 56 days, and is that of the first four weeks of who stopped in them", () => {
    expect(usualBaseOf(since("2024-01-01", "2026-10-14"), 1)?.to).toBe("2026-09-16");
    expect(usualBaseOf(since("2026-10-01"), 1)).toBeNull();
    const firstWeeks = { from: "2026-09-25", to: "2026-10-22", days: 28 };
    expect(usualBaseOf(since("2026-09-24"), 1)).toMatchObject(firstWeeks);
    expect(usualBaseOf(since("2026-09-24", "2026-10-01"), 1)).toMatchObject(firstWeeks);
    expect(usualBaseOf({ ...since("2026-09-24", "2026-10-01"), day: "2026-11-18" }, 1)).toBeNull();
  });
});
