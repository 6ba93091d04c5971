import { expect, test } from "vitest";
import { nextQuietWords, quietWords, wayWords } from "./notices.ts";

const zone = "Europe/Berlin";
const now = "2026-11-20T07:30:00Z";

test("one sentence says what comes by the same way", () => {
  const slack = { by: ["slack"], next: ["teams", "email"] } as const;
  expect(wayWords({ alerts: slack, digests: slack, notices: slack })).toEqual([
    "Alerts, digests and notices come by Slack; if Slack fails, by Teams, then by mail.",
  ]);
  expect(
    wayWords({
      alerts: { by: ["slack", "email"], next: ["teams"] },
      digests: { by: ["email"], next: [] },
      notices: { by: [], next: [] },
    }),
  ).toEqual([
    "Alerts come by Slack and mail; if both fail, by Teams.",
    "Digests come by mail.",
    "Notices wait in your inbox.",
  ]);
});

test("quiet hours say what they mean, in whose time", () => {
  const quiet = { from: "18:00", to: "08:00", weekend: true };
  expect(quietWords({ quiet, zone })).toBe(
    "Quiet from 18:00 to 8:00 and all weekend, Berlin time: alerts wait, then come as one summary.",
  );
  expect(quietWords({ quiet: { from: null, to: null, weekend: true }, zone })).toContain(
    "Quiet all weekend, Berlin time",
  );
  expect(quietWords({ quiet: { from: null, to: null, weekend: false }, zone })).toBe(
    "No quiet hours: alerts come at any hour.",
  );
});

test("the next quiet is named with its end, and what waits for it", () => {
  const from = "2026-11-20T17:00:00Z";
  const until = "2026-11-23T07:00:00Z";
  expect(nextQuietWords({ nextQuiet: { from, until, holds: false }, held: 0, zone }, now)).toBe(
    "Next: Fri 20 Nov, 18:00 to Mon 23 Nov, 8:00 CET.",
  );
  expect(nextQuietWords({ nextQuiet: { from, until, holds: true }, held: 1, zone }, now)).toBe(
    "It is quiet now, until Mon 23 Nov, 8:00 CET. 1 alert waits.",
  );
  const lunch = { from: "2026-11-20T11:00:00Z", until: "2026-11-20T12:00:00Z", holds: false };
  expect(nextQuietWords({ nextQuiet: lunch, held: 0, zone }, now)).toBe(
    "Next: Fri 20 Nov, 12:00 to 13:00 CET.",
  );
  expect(nextQuietWords({ nextQuiet: null, held: 0, zone }, now)).toBeNull();
});
