import { expect, test } from "vitest";
import { narrowedSentence, narrowedWords } from "./portfolio-filters.ts";

test("a list says what it was narrowed to, and nothing where it shows all", () => {
  expect(narrowedWords({ filter: "all", search: "" })).toBe("");
  expect(narrowedWords({ filter: "at-risk", search: "acme" })).toBe("At risk, found by “acme”");
  expect(narrowedSentence({ filter: "all", search: "acme" }, 1, 40)).toBe(
    "1 of 40 accounts: Found by “acme”.",
  );
  expect(narrowedSentence({ filter: "all", search: "" }, 40, 40)).toBe("");
});
