import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as cast from "../../test/cast.ts";
import {
  clock,
  clockOf,
  clockWithZone,
  daysAway,
  duration,
  placeTime,
  proseDay,
  roughDuration,
  saidDay,
  saidInstant,
  shortDay,
  weekdayWords,
  zoneName,
} from "./dates.ts";
import { dayRange } from "./day-words.ts";
import { cutEnd, preview, shortName, shownName } from "./names.ts";
import { againstUsual, fileSize, listed, money, percent, plural, usage } from "./numbers.ts";
import { bandAndSignal, changeByParts, statusWords } from "./status.ts";
import { whyLine, whyLineLength } from "./why.ts";

const today = "2026-11-20";

describe("numbers", () => {
  test("counts have their unit, in the singular for one", () => {
    expect([0, 1, 2, 1_900].map((value) => plural(value, "account"))).toEqual([
      "0 accounts",
      "1 account",
      "2 accounts",
      "1,900 accounts",
    ]);
    expect(plural(5_200_000, "event")).toBe("5.2 million events");
    expect(usage(1, null)).toBe("1 user-day in 28 days");
    expect(usage(47, 92)).toBe("47 user-days in 28 days, usual 92");
  });

  test("a percentage is left out where usual is under 4, and a multiple said above +200%", () => {
    expect(againstUsual(2, 3)).toBeNull();
    expect(againstUsual(2, null)).toBeNull();
    expect(againstUsual(47, 92)).toBe("down 49%");
    expect(againstUsual(92, 92)).toBe("as usual");
    expect(againstUsual(276, 90)).toBe("3 times usual");
    expect(percent(0.4)).toBe("<1%");
  });

  test("money, lists and files read as people say them", () => {
    expect(money({ amount: 48_000, currency: "EUR" })).toBe("€48,000");
    expect(money({ amount: 5, currency: "not one" })).toBe("5 not one");
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
    expect([fileSize(1), fileSize(214_000), fileSize(999_600), fileSize(1_340_000)]).toEqual([
      "1 byte",
      "214 KB",
      "1 MB",
      "1.3 MB",
    ]);
  });
});

describe("dates", () => {
  test("the year is said when it is not this one", () => {
    expect(shortDay("2026-11-20", today)).toBe("Fri 20 Nov");
    expect(shortDay("2027-01-14", today)).toBe("Thu 14 Jan 2027");
    expect(proseDay("2027-01-14", today)).toBe("14 January 2027");
    expect(dayRange("2026-08-21", "2026-11-19")).toBe("21 Aug – 19 Nov 2026");
    expect(dayRange("2026-11-15", "2026-11-21")).toBe("15 – 21 Nov 2026");
    expect(dayRange("2025-11-15", "2026-11-21")).toBe("15 Nov 2025 – 21 Nov 2026");
    expect(dayRange("2025-12-20", "2026-01-05")).toBe("20 Dec 2025 – 5 Jan 2026");
  });

  test("the last six days are said by weekday, older ones by date", () => {
    expect(saidDay("2026-11-19", today)).toBe("Thursday");
    expect(saidDay("2026-11-14", today)).toBe("Saturday");
    expect(saidDay("2026-11-13", today)).toBe("Fri 13 Nov");
    expect(saidDay(today, today)).toBe("today");
    expect(saidInstant("2026-11-19T07:30:00Z", "Europe/Berlin", today)).toBe("Thursday 8:30");
    expect(saidInstant("2026-11-13T07:30:00Z", "Europe/Berlin", today)).toBe("Fri 13 Nov, 8:30");
    expect([
      daysAway("2027-01-14", today),
      daysAway("2026-11-21", today),
      daysAway("2026-11-19", today),
    ]).toEqual(["in 55 days", "tomorrow", "1 day ago"]);
  });

  test("times are of the reader's zone, on both sides of a clock change", () => {
    expect(clockWithZone("2026-11-20T07:12:00Z", "Europe/Berlin")).toBe("8:12 CET");
    expect(clockWithZone("2026-10-25T00:30:00Z", "Europe/Berlin")).toBe("2:30 CEST");
    expect(clockWithZone("2026-10-25T01:30:00Z", "Europe/Berlin")).toBe("2:30 CET");
    expect(clock("2026-11-20T23:05:00Z", "Europe/Berlin")).toBe("0:05");
    expect(zoneName("2026-11-20T07:12:00Z", "America/New_York")).toBe("EST");
    expect(zoneName("2026-11-20T07:12:00Z", "Asia/Kathmandu")).toBe("GMT+5:45");
    expect(zoneName("2026-11-20T07:12:00Z", "America/Sao_Paulo")).toBe("GMT−3");
    expect([placeTime("America/New_York"), placeTime("UTC"), placeTime("Etc/UTC")]).toEqual([
      "New York time",
      "UTC",
      "UTC",
    ]);
    expect([clockOf("08:30"), clockOf("17:00"), clockOf("00:05")]).toEqual(["8:30", "17:00", "0:05"]);
  });

  test("durations are exact beside figures, whole in prose", () => {
    const hour = 3_600_000;
    expect([duration(19 * hour + 20 * 60_000), duration(hour), duration(50 * hour), duration(0)]).toEqual([
      "19 h 20 min",
      "1 h",
      "2 days 2 h",
      "under 1 min",
    ]);
    expect([roughDuration(18 * hour + 3_000_000), roughDuration(hour), roughDuration(60_000)]).toEqual([
      "18 hours",
      "1 hour",
      "1 minute",
    ]);
  });

  test("weekdays are said as a group where they are one", () => {
    expect([[1, 2, 3, 4, 5], [1, 4], [7, 6, 5, 4, 3, 2, 1], [6, 7], [1]].map(weekdayWords)).toEqual([
      "on weekdays",
      "on Mon and Thu",
      "every day",
      "at weekends",
      "on Mondays",
    ]);
  });
});

describe("names", () => {
  test("marks that steer direction never reach a reader; a right-to-left name is isolated", () => {
    expect(shownName("‮Acme‬\u0000\nGmbH")).toBe("Acme GmbH");
    expect(shownName("חברת השמש")).toBe("\u2068חברת השמש\u2069");
    expect(shownName(" \u200B ")).toBe("(no name)");
  });

  test("a cut never splits a grapheme and keeps to its length", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 4, max: 40 }), (text, length) => {
        const cut = cutEnd(text, length);
        expect(cut.length).toBeLessThanOrEqual(Math.max(length, 1));
        if (text.isWellFormed()) expect(cut.isWellFormed()).toBe(true);
        expect(shortName(text, length).length).toBeLessThanOrEqual(Math.max(length, 9));
      }),
    );
    expect(cutEnd("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 12)).toBe("👩‍👩‍👧‍👦…");
  });

  test("a preview holds whole sentences, at most 120 characters", () => {
    expect(preview("One.", "Two.")).toBe("One. Two.");
    expect(preview("One.", "x".repeat(130))).toBe("One.");
    expect(preview("x".repeat(130))).toHaveLength(120);
  });
});

describe("status and reasons", () => {
  test("an account without data has no score, whatever else is known", () => {
    expect(statusWords({ score: null, band: null, signal: { kind: "data-late" } })).toBe("no data");
    const left = { kind: "left", on: "2026-11-03" } as const;
    expect(statusWords({ score: null, band: null, signal: left })).toBe("left on 3 Nov 2026");
    expect(statusWords({ score: 30, band: "at-risk", signal: left })).toBe("30, left on 3 Nov 2026");
    expect(bandAndSignal({ score: 55, band: "at-risk", signal: { kind: "silent", days: 1 } })).toBe(
      "at risk, silent 1 day",
    );
  });

  test("a change names its parts, the largest first, none that stayed", () => {
    expect(
      changeByParts(-15, [
        { part: "recent", change: -1 },
        { part: "habit", change: 0 },
        { part: "trend", change: -11 },
        { part: "people", change: -3 },
      ]),
    ).toBe("−15: Trend −11, People −3, Recent −1");
    expect(changeByParts(0, [{ part: "recent", change: null }])).toBe("0");
  });

  test("a part is told by its figure, and where a list can't know it by which way it went", () => {
    const part = { kind: "part", part: "trend", change: -4, windowDays: 28 } as const;
    const band = { kind: "band", from: "watch", fromScore: 63, part: "habit", change: 2 } as const;
    expect(whyLine({ cause: part }, today)).toBe("Trend −4 in 28 days: use against usual.");
    expect(whyLine({ cause: { ...part, roughly: true } }, today)).toBe(
      "Trend fell in 28 days: use against usual.",
    );
    expect(whyLine({ cause: { ...band, roughly: true } }, today)).toBe(
      "Was 63, watch. Habit rose: days in use, 6 months.",
    );
  });

  test("a why-line has at most 110 characters, and a long feature's name costs only itself", () => {
    const cause = {
      kind: "drop",
      dropPercent: 49,
      actual: 47,
      usual: 92,
      feature: "F".repeat(90),
      isNew: true,
    } as const;
    const line = whyLine({ cause }, today, "new-alert");
    expect(line).toBe("Usage down 49%: 47 user-days in 28 days, usual 92. New alert.");
    expect(line.length).toBeLessThanOrEqual(whyLineLength);
    expect(whyLine(cast.meridian, today, "was-at-risk")).toBe(
      "Back in use after 14 quiet days: 2 user-days in 28 days, usual 3. Was at risk.",
    );
    expect(whyLine({ cause: null }, today)).toBe("");
  });
});
