import fc from "fast-check";
import { expect, test } from "vitest";
import { nextQuiet, type QuietHours, quietUntil } from "./quiet-hours.ts";

const noQuietHours: QuietHours = { from: null, to: null, weekend: false };

import { dayIn, weekdayIn } from "./zones.ts";

const nights: QuietHours = { from: "18:00", to: "08:00", weekend: true };
const berlin = "Europe/Berlin";
const end = (quiet: QuietHours, at: string, zone = berlin) =>
  quietUntil(quiet, zone, new Date(at))?.toISOString() ?? null;

test("Friday evening to Monday morning is one quiet, which ends when people are back", () => {
  expect(end(nights, "2026-11-20T16:59:00Z")).toBeNull();
  expect(end(nights, "2026-11-20T17:00:00Z")).toBe("2026-11-23T07:00:00.000Z");
  expect(end(nights, "2026-11-22T12:00:00Z")).toBe("2026-11-23T07:00:00.000Z");
  expect(end(nights, "2026-11-23T06:59:59Z")).toBe("2026-11-23T07:00:00.000Z");
  expect(end(nights, "2026-11-23T07:00:00Z")).toBeNull();
});

test("a quiet within one day, weekends alone, and none at all", () => {
  expect(end({ from: "12:00", to: "13:30", weekend: false }, "2026-11-20T11:30:00Z")).toBe(
    "2026-11-20T12:30:00.000Z",
  );
  expect(end({ from: null, to: null, weekend: true }, "2026-11-21T11:30:00Z")).toBe(
    "2026-11-22T23:00:00.000Z",
  );
  expect(end({ from: "09:00", to: "17:00", weekend: true }, "2026-11-22T12:00:00Z")).toBe(
    "2026-11-22T23:00:00.000Z",
  );
  expect(end(noQuietHours, "2026-11-21T11:30:00Z")).toBeNull();
});

test("the end is a local time across both changes of the clocks", () => {
  expect(end({ ...nights, weekend: false }, "2026-10-24T20:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
  expect(end({ ...nights, weekend: false }, "2026-03-28T20:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
  // An end that the clock skips comes when it has skipped it.
  expect(end({ from: "22:00", to: "02:30", weekend: false }, "2026-03-29T00:30:00Z")).toBe(
    "2026-03-29T01:30:00.000Z",
  );
});

test("whatever is set, a quiet ends: later than now, within four days, and never in the middle of a quiet", () => {
  const time = fc
    .integer({ min: 0, max: 23 * 60 + 59 })
    .map((minutes) =>
      [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":"),
    );
  const settings = fc
    .record({ from: time, to: time, weekend: fc.boolean() })
    .filter(({ from, to }) => from !== to);
  const zones = fc.constantFrom(berlin, "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata", "UTC");
  const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(settings, zones, instants, (quiet, zone, at) => {
      const until = quietUntil(quiet, zone, new Date(at));
      if (until === null) {
        expect(quiet.weekend && weekdayIn(new Date(at), zone) >= 6).toBe(false);
        return;
      }
      expect(until.getTime()).toBeGreaterThan(at);
      expect(until.getTime() - at).toBeLessThan(4 * 86_400_000);
      expect(quietUntil(quiet, zone, until)).toBeNull();
      expect(dayIn(until, zone) >= dayIn(new Date(at), zone)).toBe(true);
    }),
  );
});

test("the next quiet is the one that holds, else the one that comes", () => {
  const next = (quiet: QuietHours, at: string) => {
    const found = nextQuiet(quiet, berlin, new Date(at));
    return found && [found.from.toISOString(), found.until.toISOString()];
  };
  expect(next(nights, "2026-11-20T07:30:00Z")).toEqual([
    "2026-11-20T17:00:00.000Z",
    "2026-11-23T07:00:00.000Z",
  ]);
  expect(next(nights, "2026-11-21T12:00:00Z")).toEqual([
    "2026-11-21T12:00:00.000Z",
    "2026-11-23T07:00:00.000Z",
  ]);
  expect(next({ from: null, to: null, weekend: true }, "2026-11-23T12:00:00Z")).toEqual([
    "2026-11-27T23:00:00.000Z",
    "2026-11-29T23:00:00.000Z",
  ]);
  expect(next({ from: "12:00", to: "13:00", weekend: false }, "2026-11-20T12:00:00Z")).toEqual([
    "2026-11-21T11:00:00.000Z",
    "2026-11-21T12:00:00.000Z",
  ]);
  expect(next(noQuietHours, "2026-11-20T07:30:00Z")).toBeNull();
});
