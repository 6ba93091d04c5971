import { describe, expect, it } from "vitest";
import { addDays, daysBetween } from "../days.ts";
import { fellMost } from "./fell-most.ts";
import { onsetOf } from "./onset.ts";

const end = "2026-11-19";
const daily = (userDaysAt: (daysAgo: number) => number) =>
  Array.from({ length: 150 }, (_, daysAgo) => ({
    day: addDays(end, -daysAgo),
    userDays: userDaysAt(daysAgo),
  }));

describe("the onset of a fall", () => {
  it("is the first low day", () => {
    expect(
      onsetOf(
        daily((ago) => (ago > 21 ? 4 : 1)),
        end,
      ),
    ).toBe("2026-10-29");
    expect(
      onsetOf(
        daily((ago) => (ago > 30 ? 3 : 0)),
        end,
      ),
    ).toBe("2026-10-20");
  });

  it("is found among weekends within three days", () => {
    const found = onsetOf(
      daily((ago) => ([5, 6].includes(ago % 7) ? 0 : ago > 21 ? 5 : 2)),
      end,
    );
    expect(Math.abs(daysBetween(found ?? "2000-01-01", "2026-10-29"))).toBeLessThanOrEqual(3);
  });

  it("is unknown where nothing fell, and where there is no history", () => {
    expect(
      onsetOf(
        daily(() => 3),
        end,
      ),
    ).toBeNull();
    expect(
      onsetOf(
        daily((ago) => (ago > 10 ? 1 : 3)),
        end,
      ),
    ).toBeNull();
    expect(onsetOf(daily(() => 3).slice(0, 20), end)).toBeNull();
  });
});

describe("the feature that fell most", () => {
  it("is named when it stands out", () => {
    const board = { feature: "Planning board", actual: 14, usual: 41 };
    const found = fellMost([{ feature: "Reports", actual: 20, usual: 25 }, board]);
    expect(found).toEqual({ ...board, lost: 27, share: 27 / 32 });
  });

  it("is nobody when all fell alike, or nothing fell", () => {
    expect(fellMost(["A", "B", "C"].map((feature) => ({ feature, actual: 1, usual: 9 })))).toBeNull();
    expect(fellMost([{ feature: "Reports", actual: 9, usual: 9 }])).toBeNull();
  });
});
