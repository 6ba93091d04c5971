import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { readResolveForm } from "../../bot/answers/alert-forms.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { alertStateWords } from "../exports/account-report.ts";
import { acknowledgeAlert, reopenAlert, resolveAlert, snoozeAlert } from "./change-alert.ts";
import { getAlert } from "./get-alert.ts";

/* What people do with an alert shortly before midnight in London is done the next day in Berlin, where they are. */

const lateEvening = new Date("2026-11-20T23:30:00Z");

let db: TestDb;
let cast: Cast;
let alertId: string;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery", { zone: "Europe/Berlin" });
  const acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 79 });
  alertId = await addAlert(db, cast.tenantId, acme);
});
afterAll(() => db.close());

const asPriya = <T>(work: (tx: TenantTx) => Promise<T>) =>
  withTenant(db, as(cast.tenantId, cast.priya), work);

test("an alert ends on the day that it is where the tenant is", async () => {
  await asPriya((tx) => resolveAlert(tx, { alertId, how: "handled", now: lateEvening }));
  const row = await asSystem(db, cast.tenantId, (tx) =>
    tx.db.selectFrom("app.alert").select("closed_day").where("id", "=", alertId).executeTakeFirstOrThrow(),
  );
  expect(row.closed_day).toBe("2026-11-21");
});

test("the day is said alike to who comes too late and in a report", async () => {
  await expect(asPriya((tx) => acknowledgeAlert(tx, { alertId, now: lateEvening }))).rejects.toThrow(
    "That alert was resolved on 2026-11-21 by Priya Shah.",
  );
  const facts = await asPriya((tx) => getAlert(tx, alertId));
  const said = (zone: string) => alertStateWords(facts, { today: "2026-11-21", zone });
  expect(said("Europe/Berlin")).toBe("resolved on 21 November by Priya Shah");
  expect(said("America/New_York")).toBe("resolved on 20 November by Priya Shah");
});

test("a note or a reason that cannot be kept is refused at its field, by forms and by the use case", async () => {
  for (const text of ["why\0", "why\ud800"]) {
    const change = { alertId, now: lateEvening };
    const until = new Date("2026-11-25T08:00:00Z");
    const unkept = (field: string) => ({ code: "bad-input", detail: { field } });
    await expect(
      asPriya((tx) => resolveAlert(tx, { ...change, how: "handled", note: text })),
    ).rejects.toMatchObject(unkept("note"));
    await expect(
      asPriya((tx) => snoozeAlert(tx, { ...change, until, reason: text, wakeIfWorse: true })),
    ).rejects.toMatchObject(unkept("reason"));
    const said = "There is a character in this that can't be kept. Type it again.";
    expect(readResolveForm({ how: "handled", note: text })).toEqual({ ok: false, errors: { note: said } });
  }
});

test("what is no id is no alert", async () => {
  for (const id of ["x", "\0", "../..", "a".repeat(300)])
    await expect(asPriya((tx) => reopenAlert(tx, { alertId: id, now: lateEvening }))).rejects.toMatchObject({
      code: "not-found",
    });
});
