import { expect, test } from "vitest";
import { acmeChange } from "../bot/samples/score-changes.ts";
import { partFigures } from "./score-change.ts";

test.each([
  [0, "47 user-days in 28 days, usual 92; was 94, usual 92"],
  [3, "47 user-days in 28 days, usual 92; was 94, usual 92"],
  [4, "47 user-days in 28 days, usual 92, nobody for 4 days; was 94, usual 92"],
  [9, "47 user-days in 28 days, usual 92, nobody for 9 days; was 94, usual 92"],
])("Trend says that nobody came, once that is no long weekend: %i days", (silentDays, words) => {
  const change = { ...acmeChange, after: { ...acmeChange.after, silentDays } };
  expect(partFigures(change, "trend")).toBe(words);
});
