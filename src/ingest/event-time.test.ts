import { expect, test } from "vitest";
import { eventTime, parseInstant } from "./event-time.ts";

const received = Date.UTC(2026, 10, 20, 7, 30);
const hour = 3_600_000;
const day = 24 * hour;
const at = (time: number) => ({ ok: true, at: time });

test("a wrong clock cancels out by sentAt, however wrong", () => {
  for (const skew of [-40 * day, -2 * hour, 0, 3 * hour, 40 * day]) {
    expect(eventTime(received - 5 * hour + skew, received + skew, received)).toEqual(at(received - 5 * hour));
  }
});

test("sentAt counts for nothing when it is before the event or leads out of the accepted span", () => {
  expect(eventTime(received - hour, received - day, received)).toEqual(at(received - hour));
  expect(eventTime(received - hour, received + 90 * day, received)).toEqual(at(received - hour));
});

test("an event without a time happened when it arrived; up to an hour ahead counts as now", () => {
  expect(eventTime(undefined, undefined, received)).toEqual(at(received));
  expect(eventTime(received + hour, undefined, received)).toEqual(at(received));
  expect(eventTime(received + hour + 1, undefined, received)).toEqual({ ok: false, code: "in-future" });
});

test("an event is taken in for exactly 30 days", () => {
  expect(eventTime(received - 30 * day, undefined, received)).toEqual(at(received - 30 * day));
  expect(eventTime(received - 30 * day - 1, undefined, received)).toEqual({ ok: false, code: "too-old" });
});

test("an instant is ISO 8601, without a zone UTC, and exists on the calendar", () => {
  const noon = Date.UTC(2024, 1, 29, 12);
  for (const text of [
    "2024-02-29T12:00:00Z",
    "2024-02-29 12:00",
    "2024-02-29T13:00:00.000+01:00",
    "2024-02-29T13:00:00+0100",
  ]) {
    expect(parseInstant(text), text).toBe(noon);
  }
  expect(parseInstant("2024-02-29")).toBe(Date.UTC(2024, 1, 29));
  for (const text of [
    "2023-02-29",
    "2024-04-31T00:00:00Z",
    "2024-13-01",
    "29.02.2024",
    "2024",
    "",
    "2024-02-29T25:00",
  ]) {
    expect(parseInstant(text), text).toBeUndefined();
  }
});
