import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, as, type Cast, makeCast } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { findAccountWithin } from "./find-account-within.ts";

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
  const names = ["Acme", "Acme Freight", "Vela Freight", "Vela Foods", "Fjord Energy", "Next Week"];
  for (const name of names) await addAccount(db, cast.tenantId, { name, seenBy: [cast.priya] });
  await addAccount(db, cast.tenantId, { name: "Kite Labs", externalId: "C-7", seenBy: [cast.jonas] });
});
afterAll(() => db.close());

const find = (text: string, memberId = cast.priya) =>
  withTenant(db, as(cast.tenantId, memberId), async (tx) => {
    const found = await findAccountWithin(tx, text);
    return found && [found.before, found.name, found.after];
  });

test.each([
  ["a name with words behind it", "fjord energy since tomorrow", ["", "Fjord Energy", "since tomorrow"]],
  ["a name with words before it", "snooze fjord", ["snooze", "Fjord Energy", ""]],
  ["the longest piece", "acme freight please", ["", "Acme Freight", "please"]],
  ["an exact name that others begin with", "acme please", ["", "Acme", "please"]],
  ["a later word of a name", "foods please", ["", "Vela Foods", "please"]],
  ["a name of common words with one that is none", "nxt next week!", null],
  ["what several names begin with", "vela please", null],
  ["common words alone, though a name begins with them", "next please", null],
  ["what is only like a name", "fjrod please", null],
  ["two letters", "fj please", null],
  ["nothing", "", null],
])("finds in other words: %s", async (_, text, found) => {
  expect(await find(text)).toEqual(found);
});

test("finds nothing that the asker may not see", async () => {
  for (const text of ["kite labs please", "C-7 please"]) {
    expect(await find(text)).toBeNull();
    expect(await find(text, cast.jonas)).toEqual(["", "Kite Labs", "please"]);
  }
});
