import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, addAlert, as, type Cast, makeCast, now } from "../../../test/fixture.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { withTenant } from "../../db/with-tenant.ts";
import { announce } from "../deliveries/announce.ts";
import { listInbox } from "./list-inbox.ts";

let db: TestDb;
let cast: Cast;

beforeAll(async () => {
  db = await openTestDb();
  cast = await makeCast(db, "orrery");
});
afterAll(() => db.close());

const ask = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
  withTenant(db, as(cast.tenantId, cast.priya), work);

async function tell(name: string, score: number, at: Date): Promise<void> {
  const accountId = await addAccount(db, cast.tenantId, { name, ownerId: cast.priya, score });
  const alertId = await addAlert(db, cast.tenantId, accountId);
  await ask((tx) =>
    announce(tx, { subjectKind: "alert", subjectId: alertId, memberIds: [cast.priya], now: at }),
  );
}

test("alerts of one moment stand by health, the lowest first; later ones before them", async () => {
  for (const [name, score] of [
    ["Watch", 64],
    ["Lowest", 31],
    ["Healthy", 82],
    ["Low", 48],
  ] as const)
    await tell(name, score, now);
  await tell("Newest", 90, new Date(now.getTime() + 60_000));

  const { items } = await ask((tx) => listInbox(tx, { filter: "all", now }));
  expect(items.map(({ subject }) => (subject.kind === "alert" ? subject.alert.account.name : ""))).toEqual([
    "Newest",
    "Lowest",
    "Low",
    "Watch",
    "Healthy",
  ]);
});
