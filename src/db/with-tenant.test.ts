import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { systemContext } from "../context.ts";
import { newId } from "../ids.ts";
import { enqueue } from "./queue.ts";
import { withTenant } from "./with-tenant.ts";

describe("withTenant", () => {
  let db: TestDb;
  const now = new Date("2026-11-20T07:00:00Z");
  beforeAll(async () => {
    db = await openTestDb({ max: 1 });
  });
  afterAll(() => db.close());

  async function makeTenant(slug: string): Promise<string> {
    const id = newId();
    await withTenant(db, systemContext(id, "test"), async (tx) => {
      await tx.db
        .insertInto("app.tenant")
        .values({ id, slug, name: slug, zone: "UTC", created_at: now })
        .execute();
    });
    return id;
  }

  test("a tenant sees its own row and no other", async () => {
    const one = await makeTenant("one");
    await makeTenant("two");
    const seen = await withTenant(db, systemContext(one, "test"), (tx) =>
      tx.db.selectFrom("app.tenant").select("slug").execute(),
    );
    expect(seen).toEqual([{ slug: "one" }]);
  });

  test("outside a tenant nothing is visible, whatever the setting holds", async () => {
    for (const value of ["", "*"]) {
      await db.kysely.transaction().execute(async (trx) => {
        if (value) await sql`select set_config('app.accounts', ${value}, true)`.execute(trx);
        expect(await trx.selectFrom("app.tenant").selectAll().execute()).toEqual([]);
      });
    }
  });

  test("a job exists if and only if its fact does", async () => {
    const id = await makeTenant("jobs");
    const payload = { deliveryId: newId() };
    await withTenant(db, systemContext(id, "test"), (tx) => enqueue(tx, "deliver", payload));
    await expect(
      withTenant(db, systemContext(id, "test"), async (tx) => {
        await enqueue(tx, "deliver", payload);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
  });
});
