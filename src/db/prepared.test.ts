import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSystem, type Cast, makeCast } from "../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../test/test-db.ts";
import { namedStatement, prepared } from "./prepared.ts";

describe("a prepared statement", () => {
  let db: TestDb;
  let cast: Cast;
  beforeAll(async () => {
    db = await openTestDb();
    cast = await makeCast(db, "orrery");
  });
  afterAll(() => db.close());

  test("is kept by its connection, under one name whatever its parameters, and answers as any other", async () => {
    const kept = await asSystem(db, cast.tenantId, async (tx) => {
      const twice = (value: number) => prepared(sql<{ twice: number }>`select 2 * ${value}::int as twice`);
      expect((await twice(4).execute(tx.db)).rows).toEqual([{ twice: 8 }]);
      expect((await twice(5).execute(tx.db)).rows).toEqual([{ twice: 10 }]);
      const { rows } = await sql<{ name: string }>`
        select name from pg_prepared_statements where statement like '%2 * $1::int as twice%'`.execute(tx.db);
      return rows;
    });
    expect(kept).toHaveLength(1);
  });

  test("is what is marked, and nothing else", () => {
    expect(namedStatement("select 1", [])).toBeUndefined();
    expect(namedStatement({ text: "select 1" }, undefined)).toBeUndefined();
    const one = namedStatement("/* prepared */ select $1", [1]);
    expect(one).toMatchObject({ text: "/* prepared */ select $1", values: [1] });
    expect(namedStatement("/* prepared */ select $1", [2])?.name).toBe(one?.name);
    expect(namedStatement("/* prepared */ select $1, 2", [2])?.name).not.toBe(one?.name);
  });
});
