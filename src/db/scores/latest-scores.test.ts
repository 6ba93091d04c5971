import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSystem, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { newId } from "../../ids.ts";
import { addDays, eachDay } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { refreshLatest } from "./latest-scores.ts";
import { type ScoreRow, writeScores } from "./write-scores.ts";

const lastDay: Day = "2026-11-19";
const firstDay = addDays(lastDay, -29);

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
});
afterAll(() => db.close());

async function addAccounts(tx: TenantTx, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  const base = { tenant_id: cast.tenantId, first_day: firstDay, last_day: lastDay, created_at: now };
  await tx.db
    .insertInto("app.account")
    .values(ids.map((id) => ({ ...base, id, external_id: id, name: id })))
    .execute();
  return ids;
}

/** The n-th account's score says which day it is: n, and a hundredth for each day of the history. */
function scoresOf(ids: readonly string[]): ScoreRow[] {
  return [...eachDay(firstDay, lastDay)].flatMap((day, at) =>
    ids.map((accountId, n) => ({
      ...({ accountId, day, score: n + at / 100, band: at < 25 ? "watch" : "healthy" } as const),
      ...{ parts: { recent: 1, habit: 2, trend: 3, people: 4 }, decay: { recent: 1, habit: 1 } },
      ...{
        actual: 9,
        actual14: 5,
        base: 20,
        baseDays: 84,
        expected: null,
        users28: 2,
        users112: 2,
        silentDays: 0,
      },
      ...{ established: true, model: 1, segment: null },
    })),
  );
}

/** Rows of app.score that this transaction's statements read so far. */
async function rowsRead(tx: TenantTx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_all_tables where relid = 'app.score'::regclass`.execute(
    tx.db,
  );
  return rows[0]?.read ?? Number.NaN;
}

test("a first pass looks at three scores an account, though nothing is known yet of how many there are", async () => {
  await asSystem(db, cast.tenantId, async (tx) => {
    const ids = await addAccounts(tx, 150);
    await writeScores(tx, scoresOf(ids), { replacing: false });
    const before = await rowsRead(tx);
    await refreshLatest(tx, lastDay, ids, now);
    const read = (await rowsRead(tx)) - before;
    expect(read).toBeGreaterThanOrEqual(3 * ids.length);
    expect(read).toBeLessThan(6 * ids.length);

    const latest = await tx.db
      .selectFrom("app.score_latest")
      .select(["account_id", "day", "score", "score_7d", "score_28d", "band", "band_7d", "age_days"])
      .where("account_id", "in", ids)
      .execute();
    const seen = new Map(latest.map(({ account_id, ...row }) => [account_id, row]));
    expect(ids.map((id) => seen.get(id))).toEqual(
      ids.map((_, n) => ({
        ...{ day: lastDay, score: n + 0.29, score_7d: n + 0.22, score_28d: n + 0.01 },
        ...{ band: "healthy", band_7d: "watch", age_days: 29 },
      })),
    );
  });
});
