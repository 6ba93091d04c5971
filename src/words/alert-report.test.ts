import { expect, test } from "vitest";
import type { AlertReport, Judged } from "../results/alert-report.ts";
import { fewAnswersNote, judgedSentence, rightWords } from "./alert-report.ts";

const judged = (useful: number): Judged => ({ told: 20, useful, expected: 0, wrong: 2 });
const report = (all: Judged, ...rules: readonly Judged[]): AlertReport => ({
  from: "2025-11-20",
  to: "2026-11-20",
  all,
  rules: rules.map((rule) => ({ ...rule, kind: "drop", fromPercent: 35, months: [] })),
  months: [],
});

test("that too few answered is said once: over the rows, or of all of them", () => {
  expect([judged(18), judged(3)].map(rightWords)).toEqual(["90%", "–"]);
  expect(fewAnswersNote(report(judged(21), judged(18), judged(3)))).toBe(
    "–: fewer than 10 were judged, too few to say.",
  );
  expect(fewAnswersNote(report(judged(18), judged(18)))).toBe("");
  const few = report(judged(3), judged(3));
  expect(judgedSentence(few.all)).toBe("5 alerts were judged: too few answers to say, 10 are needed.");
  expect(fewAnswersNote(few)).toBe("");
});
