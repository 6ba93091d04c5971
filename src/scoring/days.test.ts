import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayNumber, dayOf, daysBetween, eachDay, isDay, startOfMonth, weekdayOf } from "./days.ts";

describe("days", () => {
  it("agree with the platform's calendar over four millennia", () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (number) => {
        const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
        expect(dayOf(number)).toBe(day);
        expect(dayNumber(day)).toBe(number);
        expect(weekdayOf(day) % 7).toBe(new Date(number * 86_400_000).getUTCDay());
      }),
    );
  });

  it("count across leap days and years", () => {
    expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(daysBetween("2026-12-31", "2027-01-01")).toBe(1);
    expect([...eachDay("2027-02-27", "2027-03-01")]).toEqual(["2027-02-27", "2027-02-28", "2027-03-01"]);
    expect(startOfMonth("2026-11-20")).toBe("2026-11-01");
  });

  it("say what is wrong with a day that does not exist", () => {
    expect(() => dayNumber("2027-02-29")).toThrow("does not exist on the calendar");
    expect(() => dayNumber("20 Nov")).toThrow("write it as YYYY-MM-DD");
  });

  it.each([
    ["2028-02-29", true],
    ["0001-01-01", true],
    ["2027-02-29", false],
    ["2026-00-10", false],
    ["2026-12-00", false],
    ["2026-1-5", false],
    ["2026-11-20T08:30", false],
    ["2026-11-20\n", false],
    ["", false],
  ])("know a day from what is none: %j", (text, is) => {
    expect(isDay(text)).toBe(is);
    if (is) expect(() => dayNumber(text)).not.toThrow();
    else expect(() => dayNumber(text)).toThrow(RangeError);
  });
});
