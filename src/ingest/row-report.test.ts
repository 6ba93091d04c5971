import { expect, test } from "vitest";
import { RowTally } from "./row-report.ts";

test("a row of which anything leads to its loss is not counted as in, whatever else is wrong with it", () => {
  const tally = new RowTally();
  tally.rows = 4;
  tally.refuse(3, "renews must be a day", true);
  tally.refuse(3, "There is no account “nobody”.", false);
  tally.refuse(2, "seats must be a number", true);
  tally.refuse(5, "no account", false);
  expect(tally.report()).toEqual({
    rows: 4,
    stored: 2,
    refused: 3,
    refusals: [
      { line: 2, reason: "seats must be a number" },
      { line: 3, reason: "renews must be a day" },
      { line: 3, reason: "There is no account “nobody”." },
      { line: 5, reason: "no account" },
    ],
  });
});
