import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween } from "../../scoring/days.ts";
import { neighbourRange, parseAccountRange, rangeToken } from "./account-range.ts";

const end = "2026-11-19";

describe("the range of an account's page", () => {
  it("is thirteen whole weeks unless said otherwise", () => {
    expect(parseAccountRange({}, end)).toEqual({ preset: "90d", from: "2026-08-21", to: end });
    expect(parseAccountRange({ range: "28d" }, end)).toEqual({ preset: "28d", from: "2026-10-23", to: end });
    expect(parseAccountRange({ range: "nonsense" }, end).preset).toBe("90d");
  });

  it("takes two days, and ends at the last complete day", () => {
    const range = parseAccountRange({ from: "2026-10-01", to: "2027-01-01" }, end);
    expect(range).toEqual({ preset: "custom", from: "2026-10-01", to: end });
  });

  it("says what is wrong, keeps the last good range and what was typed", () => {
    const wrong = { from: "2026-11-10", to: "2026-11-01", last: "2026-10-01..2026-10-31" };
    expect(parseAccountRange(wrong, end)).toEqual({
      preset: "custom",
      from: "2026-10-01",
      to: "2026-10-31",
      error: "The end is before the start.",
      asked: { from: "2026-11-10", to: "2026-11-01" },
    });
    expect(parseAccountRange({ from: "2026-02-30", to: end }, end).error).toBe("Pick both days.");
    expect(parseAccountRange({ from: "2027-01-01", to: "2027-02-01" }, end).error).toContain(
      "start is after",
    );
  });

  it("always comes to days in order that end in time, whatever the address says", () => {
    const field = fc.option(fc.oneof(fc.string(), fc.constantFrom("2026-11-01", "2020-02-29", "28d", "1y")), {
      nil: undefined,
    });
    fc.assert(
      fc.property(field, field, field, field, (range, from, to, last) => {
        const query = Object.fromEntries(
          Object.entries({ range, from, to, last }).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
          ),
        );
        const parsed = parseAccountRange(query, end);
        expect(parsed.from <= parsed.to && parsed.to <= end).toBe(true);
        const again = parseAccountRange({ from: "x", to: "y", last: rangeToken(parsed) }, end);
        expect([again.from, again.to]).toEqual([parsed.from, parsed.to]);
      }),
    );
  });

  it("moves by its own length, and not past the last complete day", () => {
    const range = parseAccountRange({ range: "28d" }, end);
    const earlier = neighbourRange(range, -1, end);
    expect(earlier).toMatchObject({ to: addDays(range.from, -1) });
    expect(earlier && daysBetween(earlier.from, earlier.to)).toBe(27);
    expect(neighbourRange(range, 1, end)).toBeUndefined();
    expect(earlier && neighbourRange(earlier, 1, end)).toMatchObject({ from: range.from, to: range.to });
  });
});
