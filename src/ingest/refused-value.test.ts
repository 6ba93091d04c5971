import { expect, test } from "vitest";
import { insteadOf } from "./refused-value.ts";

test("a refused value is shown in one line of at most 40 characters", () => {
  expect(insteadOf("18.11.2026")).toBe(", not “18.11.2026”");
  expect(insteadOf("a\nb")).toBe(", not “a b”");
  expect(insteadOf("x".repeat(5_000))).toBe(`, not “${"x".repeat(40)}…”`);
  expect(insteadOf({ a: [1] })).toBe(', not “{"a":[1]}”');
  expect([undefined, null, ""].map(insteadOf)).toEqual(["", "", ""]);
});
