import { expect, test } from "vitest";
import { behindDay, lateDataWords } from "./late-data.ts";

const berlin = { zone: "Europe/Berlin", today: "2026-11-20" };
const lastEventAt = "2026-11-18T22:10:00.000Z";

test("data are behind where they miss the day before, as the tenant counts days and not the reader", () => {
  const madeAt = "2026-11-22T20:30:00Z";
  const behind = (dataDay: string | null, tenantZone: string) =>
    behindDay({ dataDay, madeAt }, { tenantZone });
  expect(behind("2026-11-21", "Europe/Berlin")).toBeNull();
  expect(behind("2026-11-20", "Europe/Berlin")).toBe("2026-11-20");
  expect(behind("2026-11-21", "Pacific/Auckland")).toBe("2026-11-21");
  expect(behind(null, "Europe/Berlin")).toBeNull();
});

test.each([
  [lastEventAt, "2026-11-19", ": last event Wed 18 Nov, 23:10. Figures are as of Thursday."],
  [lastEventAt, "2026-11-13", ": last event Wed 18 Nov, 23:10. Figures are as of Fri 13 Nov."],
  [lastEventAt, null, ": last event Wed 18 Nov, 23:10."],
  [null, "2026-11-19", ". Figures are as of Thursday."],
  [null, null, "."],
])("data whose last event is of %s, with figures of %s: “Data is late%s”", (last, day, rest) => {
  expect(lateDataWords({ lastEventAt: last }, day, berlin)).toEqual({ lead: "Data is late", rest });
});
