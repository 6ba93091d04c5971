import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayIn, findZone, nextDue, readLocalTime, startOfDay, weekdayIn } from "./zones.ts";

const weekdays = [1, 2, 3, 4, 5];
const everyDay = [1, 2, 3, 4, 5, 6, 7];

test("a day belongs to its zone", () => {
  const at = new Date("2026-11-19T23:30:00Z");
  expect(dayIn(at, "Europe/Berlin")).toBe("2026-11-20");
  expect(dayIn(at, "America/New_York")).toBe("2026-11-19");
  expect(startOfDay("2026-11-20", "Europe/Berlin").toISOString()).toBe("2026-11-19T23:00:00.000Z");
});

test("8:30 on weekdays in Berlin skips the weekend", () => {
  const schedule = { zone: "Europe/Berlin", localTime: "08:30", weekdays };
  expect(nextDue(schedule, new Date("2026-11-20T07:30:00Z")).toISOString()).toBe("2026-11-23T07:30:00.000Z");
});

test("a time that the clock skips is due when it has been skipped, a time that comes twice is due at the first", () => {
  const spring = nextDue(
    { zone: "Europe/Berlin", localTime: "02:30", weekdays: everyDay },
    new Date("2027-03-27T12:00:00Z"),
  );
  expect(spring.toISOString()).toBe("2027-03-28T01:30:00.000Z");
  const autumn = nextDue(
    { zone: "Europe/Berlin", localTime: "02:30", weekdays: everyDay },
    new Date("2026-10-24T12:00:00Z"),
  );
  expect(autumn.toISOString()).toBe("2026-10-25T00:30:00.000Z");
});

describe("in every zone, through both clock changes", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
    "Pacific/Apia",
  ];
  test.each(zones)(
    "%s: one due slot for each due day of a year, at its local time or just after a gap",
    (zone) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 47 }), (half) => {
          const localTime = `${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
          const days: string[] = [];
          let at = new Date("2026-01-01T12:00:00Z");
          while (at < new Date("2027-01-01T12:00:00Z")) {
            const next = nextDue({ zone, localTime, weekdays: everyDay }, at);
            expect(next.getTime()).toBeGreaterThan(at.getTime());
            days.push(dayIn(next, zone));
            at = next;
          }
          expect(new Set(days).size).toBe(days.length);
          expect(days.length).toBeGreaterThanOrEqual(364);
        }),
        { numRuns: 8, seed: 1 },
      );
    },
  );
});

test("weekdays count from Monday", () => {
  expect(weekdayIn(new Date("2026-11-23T00:30:00Z"), "Europe/Berlin")).toBe(1);
});

test("a zone is found by its IANA name and nothing else", () => {
  expect(findZone("Europe/Berlin")).toBe("Europe/Berlin");
  expect(findZone("Mars/Base")).toBeUndefined();
  expect(findZone("'; drop")).toBeUndefined();
});

test("a time of day is read as people type it, and nothing else is one", () => {
  expect(["8:30", " 08.30 ", "17:00", "0:05"].map(readLocalTime)).toEqual([
    "08:30",
    "08:30",
    "17:00",
    "00:05",
  ]);
  expect(["24:00", "8:60", "8", "830", "8:3", ""].map(readLocalTime)).toEqual(Array(6).fill(undefined));
});
