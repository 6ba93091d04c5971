import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CalibrationRow, calibrate } from "./calibrate.ts";

/** Rows of one score, of which a share went bad. */
function rowsAt(score: number, rows: number, bad: number): CalibrationRow[] {
  return Array.from({ length: rows }, (_, at) => ({ account: `${score} ${at % 10}`, score, bad: at < bad }));
}

describe("bands of a history", () => {
  it("end where twice the usual share went bad, and where more than usual did", () => {
    const rows = [
      rowsAt(32, 40, 30),
      rowsAt(47, 40, 20),
      rowsAt(58, 60, 12),
      rowsAt(83, 100, 3),
      rowsAt(97, 60, 1),
    ];
    const { base, bands, bins, accounts, badAccounts } = calibrate(rows.flat());
    // 66 of 300 went bad: 22%.
    expect(base).toBeCloseTo(0.22, 9);
    expect(bins.map(({ from, to, rows: many, bad }) => [from, to, many, bad])).toEqual([
      [30, 35, 40, 30],
      [45, 50, 40, 20],
      [55, 60, 60, 12],
      [80, 85, 100, 3],
      [95, 100, 60, 1],
    ]);
    expect(bands).toEqual({ atRisk: 50, watch: 55, leave: 3 });
    expect([accounts, badAccounts]).toEqual([50, 34]);
  });

  it("count few rows a range together where they are of one mind, and leave out what few rows alone say", () => {
    const sparse = [32, 37, 42, 47, 52, 57, 62].flatMap((score) => rowsAt(score, 5, 5));
    const rows = [...sparse, ...rowsAt(72, 5, 4), ...rowsAt(92, 200, 4)];
    // 35 rows up to 64 all went bad; of the five above, four did, which is too few to go by.
    expect(calibrate(rows).bands).toEqual({ atRisk: 65, watch: 70, leave: 3 });
  });

  it("are none where scores do not tell who goes bad", () => {
    const even = [20, 40, 60, 80, 95].flatMap((score) => rowsAt(score, 50, 10));
    expect(calibrate(even).bands).toBe(null);
  });

  it("smooth over chance: what went bad may only fall as scores rise, and nobody is counted twice", () => {
    const row = fc.record({
      account: fc.constantFrom("a", "b", "c", "d"),
      score: fc.double({ min: 0, max: 100, noNaN: true }),
      bad: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 300 }), (rows) => {
        const { bins, bands, base } = calibrate(rows);
        for (const [at, bin] of bins.entries())
          expect(bin.smoothed).toBeLessThanOrEqual((bins[at - 1]?.smoothed ?? 1) + 1e-9);
        const total = bins.reduce((sum, bin) => sum + bin.rows, 0);
        expect(total).toBe(rows.length);
        const smoothedBad = bins.reduce((sum, bin) => sum + bin.rows * bin.smoothed, 0);
        expect(smoothedBad).toBeCloseTo(base * rows.length, 6);
        if (bands) expect(bands.watch).toBeGreaterThan(bands.atRisk);
      }),
    );
  });
});
