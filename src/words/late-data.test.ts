import { expect, test } from "vitest";
import { lateDataWords } from "./late-data.ts";

const berlin = { zone: "Europe/Berlin", today: "2026-11-20" };
const lastEventAt = "2026-11-18T22:10:00.000Z";

test.each([
  [lastEventAt, "2026-11-19", ": last event Wed 18 Nov, 23:10. Figures are as of Thursday."],
  [lastEventAt, "2026-11-13", ": last event Wed 18 Nov, 23:10. Figures are as of Fri 13 Nov."],
  [lastEventAt, null, ": last event Wed 18 Nov, 23:10."],
  [null, "2026-11-19", ". Figures are as of Thursday."],
  [null, null, "."],
])("data whose last event is of %s, with figures of %s: “Data is late%s”", (last, day, rest) => {
  expect(lateDataWords({ lastEventAt: last }, day, berlin)).toEqual({ lead: "Data is late", rest });
});
