import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addAccount,
  as,
  asSystem,
  type Cast,
  dataDay,
  makeCast,
  now,
  spread,
} from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { type ScoreRow, writeScores } from "../../db/scores/write-scores.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { addDays } from "../../scoring/days.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import { getAlertRules } from "./get-alert-rules.ts";

let db: TestDb;
let owner: Owner;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  cast = await makeCast(db, "counted");
  const start = startModel("b2b");
  const segments = [{ name: "Large", when: { seats: { from: 100 } }, silenceDays: 14 }];
  await owner.rows(
    `insert into app.scoring_model (tenant_id, version, state, document, note, saved_at, published_at)
     values ($1, 2, 'published', $2, 'Large ones first', $3, $3)`,
    [cast.tenantId, JSON.stringify({ ...start, segments }), now],
  );
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** The rows of an account that was in use until so many days before the last, scored in a segment. */
function rowsOf(accountId: string, quietDays: number, segment: string | null): ScoreRow[] {
  return Array.from({ length: 60 }, (_, index) => {
    const ago = 59 - index;
    return {
      accountId,
      day: addDays(dataDay, -ago),
      score: 65,
      parts: spread(65),
      band: "watch",
      decay: { recent: 0, habit: 0 },
      actual: 3,
      actual14: 1,
      base: 9,
      baseDays: 84,
      expected: 3,
      users28: 1,
      users112: 1,
      silentDays: Math.max(0, quietDays - ago),
      established: true,
      model: 2,
      segment,
    };
  });
}

async function quiet(name: string, segment: string | null): Promise<string> {
  const id = await addAccount(db, cast.tenantId, { name, ownerId: cast.priya });
  await owner.rows("update app.account set first_day = $2 where id = $1", [id, addDays(dataDay, -400)]);
  await asSystem(db, cast.tenantId, (tx) => writeScores(tx, rowsOf(id, 20, segment)));
  return id;
}

const countedOf = (accountId: string) =>
  withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
    const of = { scope: "account", accountId } as const;
    return (await getAlertRules(tx, { of, now })).last90;
  });

test("what rules would have sent is counted by the silence of each account's own segment", async () => {
  const nothing = { drop: 0, silence: 0, "band-change": 0, again: 0 };
  expect(await countedOf(await quiet("Acme", "Large"))).toEqual({ ...nothing, silence: 1 });
  expect(await countedOf(await quiet("Orbis", null))).toEqual(nothing);
});

test("nothing is counted of a customer from the day on which it left", async () => {
  const acme = await quiet("Vela Freight", "Large");
  await owner.rows("update app.account set churned_on = $2 where id = $1", [acme, addDays(dataDay, -10)]);
  expect(await countedOf(acme)).toMatchObject({ silence: 0 });
});
