import { describe, expect, test } from "vitest";
import { openOwner } from "./owner.ts";
import { runPooledTransactions } from "./pooled-transactions.ts";
import { openTestDb } from "./test-db.ts";

describe("one connection that all tenants share", () => {
  test("never carries a tenant over, through throws, cancelled queries and timeouts", async () => {
    const shared = await openTestDb({ max: 1 });
    const behind = await openOwner(shared);
    const { crossings, ends } = await runPooledTransactions(shared, behind, 1_200);
    await behind.close();
    await shared.close();
    expect(crossings).toEqual([]);
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(60);
  });
});
