import { describe, expect, test } from "vitest";
import { parsePeriod, periodOf } from "./why-period.ts";

const today = "2026-11-20";
const meant = (text: string) => periodOf(parsePeriod(`acme ${text}`).period, today);

describe("the days of a question", () => {
  test.each([
    ["", {}],
    ["since 30d", { sinceDays: 30 }],
    ["since 2 months", { sinceDays: 60 }],
    ["for the past 3 weeks", { sinceDays: 21 }],
    ["since 2026-09-01", { from: "2026-09-01" }],
    ["since 2026-9-1", { from: "2026-09-01" }],
    ["since 1 Sep", { from: "2026-09-01" }],
    ["since 1. September until 15 Oct", { from: "2026-09-01", to: "2026-10-15" }],
    ["since yesterday", { from: "2026-11-19" }],
    ["from 2026-09-01 to 2026-10-01", { from: "2026-09-01", to: "2026-10-01" }],
    ["between 24 Dec 2025 and 6 Jan 2026", { from: "2025-12-24", to: "2026-01-06" }],
  ])("“%s” is read", (text, days) => {
    expect(meant(text)).toEqual(days);
    expect(parsePeriod(`acme ${text}`).rest.trim()).toBe("acme");
  });

  test("a day without its year is the latest that is past: before the end, where one is named", () => {
    expect(meant("since 21 Nov")).toEqual({ from: "2025-11-21" });
    expect(meant("since 20 Nov")).toEqual({ from: "2026-11-20" });
    expect(meant("from 24 Dec to 6 Jan")).toEqual({ from: "2025-12-24", to: "2026-01-06" });
  });

  test("a day that does not exist is not bent into another: the use case says that it can't be read", () => {
    expect(meant("since 2026-02-31")).toEqual({ from: "2026-02-31" });
    expect(meant("since 31 Feb 2026")).toEqual({ from: "2026-02-31" });
  });

  test.each(["from 12 Angry", "since 1 Maybe", "from Berlin to 2026-10-01", "since"])(
    "“%s” is part of a name",
    (text) => {
      expect(parsePeriod(`acme ${text}`)).toEqual({ rest: ` acme ${text}`, period: { sinceDays: null } });
    },
  );
});
