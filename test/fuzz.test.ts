import { expect, test } from "vitest";
import { openOwner } from "./owner.ts";
import { fuzz } from "./soak/fuzz.ts";
import { openTestDb } from "./test-db.ts";

test("bodies that no client sends are never our fault: a seeded slice of 5,000", async () => {
  const db = await openTestDb();
  const owner = await openOwner(db);
  const { bad, routes, statuses, lost } = await fuzz(db, owner, 400);
  await owner.close();
  await db.close();
  expect(bad).toEqual([]);
  expect(lost).toBe(0);
  // Some get through and some are refused: it would see nothing if all were stopped at the door.
  expect(routes).toBeGreaterThan(30);
  expect(statuses.get("2xx")).toBeGreaterThan(50);
  expect(statuses.get("4xx")).toBeGreaterThan(100);
});
