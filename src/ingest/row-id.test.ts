import { expect, test } from "vitest";
import { RowIds } from "./row-id.ts";

const rows = Array.from({ length: 30_000 }, (_, i) => [
  `account-${i % 7}`,
  `user-${i % 13}`,
  `2026-11-${10 + (i % 9)}`,
]);

test("equal rows get ids of their own, and the same file the same ids again", () => {
  const [first, again] = [new RowIds(), new RowIds()];
  const ids = rows.map((fields) => first.idOf(fields));
  expect(new Set(ids).size).toBe(rows.length);
  expect(rows.map((fields) => again.idOf(fields))).toEqual(ids);
});

test("the id of a row does not depend on the other rows around it", () => {
  const [whole, part] = [new RowIds(), new RowIds()];
  rows.slice(0, 100).forEach((fields) => void whole.idOf(fields));
  expect(whole.idOf(["new", "row"])).toBe(part.idOf(["new", "row"]));
  expect(part.idOf(["a,b", "c"])).not.toBe(part.idOf(["a", "b,c"]));
});

test("an id is a UUID of version 8", () => {
  expect(new RowIds().idOf(["a"])).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
