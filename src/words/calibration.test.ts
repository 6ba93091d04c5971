import { expect, it } from "vitest";
import { calibrate } from "../scoring/models/calibrate.ts";
import { calibrationVerdict } from "./calibration.ts";

/** Rows of one score, of which a share went bad. */
const rowsAt = (score: number, rows: number, bad: number) =>
  Array.from({ length: rows }, (_, at) => ({ account: `${score} ${at % 10}`, score, bad: at < bad }));

const verdictOf = (rows: ReturnType<typeof rowsAt>) =>
  calibrationVerdict({
    ...calibrate(rows),
    period: { from: "2026-02-04", to: "2026-09-24" },
    horizonDays: 56,
    now: { atRisk: 60, watch: 70, leave: 3 },
    standing: { old: { healthy: 0, watch: 0, "at-risk": 0 }, next: null },
  });

it("says why a range that goes bad as often as those at risk stands above them", () => {
  expect(verdictOf([...rowsAt(57, 40, 40), ...rowsAt(87, 9, 8), ...rowsAt(92, 200, 4)])).toBe(
    "At risk below 60 (now 60): 41.8% or more goes bad, twice the usual 20.9%. Watch below 65 (now 70): 5 points further. Above, as much goes bad of 9 weekly scores: fewer than 20 alike are too few to go by.",
  );
  expect(verdictOf([...rowsAt(57, 40, 40), ...rowsAt(92, 200, 4)])).not.toContain("too few to go by");
});

it("says that a history sets no bands where no range goes bad twice as often as usual", () => {
  expect(verdictOf([20, 40, 60].flatMap((score) => rowsAt(score, 50, 10)))).toBe(
    "This history sets no bands: no range of scores goes bad at 40.0% or more, twice the usual 20.0%, or all but the highest do. They stay at 60 and 70.",
  );
});
