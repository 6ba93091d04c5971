import { expect, test } from "vitest";
import { acmeChange, acmeYear } from "../bot/samples/score-changes.ts";
import { featureWords, partFigures, publishedWords } from "./score-change.ts";

test.each([
  [0, "47 user-days in 28 days, usual 92; was 94, usual 92"],
  [3, "47 user-days in 28 days, usual 92; was 94, usual 92"],
  [4, "47 user-days in 28 days, usual 92, nobody for 4 days; was 94, usual 92"],
  [9, "47 user-days in 28 days, usual 92, nobody for 9 days; was 94, usual 92"],
])("Trend says that nobody came, once that is no long weekend: %i days", (silentDays, words) => {
  const change = { ...acmeChange, after: { ...acmeChange.after, silentDays } };
  expect(partFigures(change, "trend")).toBe(words);
});

test("days that another memory weighs otherwise stand beside what was full by it", () => {
  const before = { activeDays: 86, windowDays: 182, weighed: 46.3, full: 60 };
  const after = { activeDays: 87, windowDays: 182, weighed: 11.6, full: 15 };
  const wordsOf = (full: number) =>
    partFigures(
      {
        ...acmeChange,
        before: { ...acmeChange.before, habit: { ...before, full } },
        after: { ...acmeChange.after, habit: after },
      },
      "habit",
    );
  const days = "in use on 87 of 182 days, was 86; newer days count more";
  expect(wordsOf(60)).toBe(`${days}: 11.6 in all, full at 15; was 46.3, full at 60`);
  expect(wordsOf(15)).toBe(`${days}: 11.6 in all, was 46.3; full at 15`);
});

test("features are held against the first day's window, and both windows are said", () => {
  const named = ["Planning board 41 to 14", "Reports 20 to 11", "Search 4 to 9"] as const;
  expect(featureWords(acmeChange)).toBe(
    `User-days in the 28 days to 22 Oct and to 19 Nov: fell most, ${named[0]}, ${named[1]}; rose most, ${named[2]}.`,
  );
  expect(featureWords({ ...acmeYear, features: acmeChange.features.slice(2) })).toBe(
    `User-days in the 28 days to 19 Nov 2025 and to 19 Nov 2026: rose most, ${named[2]}.`,
  );
  expect(featureWords({ ...acmeChange, features: [{ feature: "Search", before: 4, after: 4 }] })).toBe("");
});

test("what a publish moved is told once", () => {
  const published = { version: 2, since: "2026-11-22", accounts: 18 };
  expect(publishedWords(published)).toBe("Scoring v2 since 22 Nov moved 18 accounts.");
  expect(publishedWords({ ...published, accounts: 1 })).toBe("Scoring v2 since 22 Nov moved 1 account.");
});
