import { afterAll, beforeAll, expect, test } from "vitest";
import { subscribe } from "../../../test/digest-slots.ts";
import { makeCast, now } from "../../../test/fixture.ts";
import { type Owner, openOwner } from "../../../test/owner.ts";
import { openTestDb, type TestDb } from "../../../test/test-db.ts";
import { sendDueDigests } from "./send-digest.ts";

let db: TestDb;
let owner: Owner;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

test("a quiet day is skipped for who wants it so; a day without data is not quiet", async () => {
  const { tenantId } = await makeCast(db, "quiet");
  const rule = { zone: "Europe/Berlin", localTime: "08:30", weekdays: [2, 3, 4, 5] };
  const dayBefore = new Date("2026-11-19T08:00:00Z");
  await subscribe(owner, tenantId, dayBefore, [rule]);
  await owner.rows("update app.digest_subscription set skip_quiet = true where tenant_id = $1", [tenantId]);
  const send = (at: string) => sendDueDigests(db, tenantId, { now: new Date(at), requestId: "test" });
  const dataTo = (day: string) =>
    owner.rows("update app.tenant_clock set last_final_day = $2 where tenant_id = $1", [tenantId, day]);
  expect(await send("2026-11-20T07:30:00Z")).toBe(1);
  await dataTo("2026-11-23");
  expect(await send("2026-11-24T07:30:00Z")).toBe(0);
  expect(await send("2026-11-25T07:30:00Z")).toBe(1);
  const rows = await owner.rows(
    "select facts->>'kind' as kind from app.digest_sent where tenant_id = $1 order by due_at",
    [tenantId],
  );
  expect(rows).toEqual([{ kind: "first" }, { kind: "quiet" }]);
});

test("one digest that cannot be made keeps nobody else from theirs, and comes when it can be", async () => {
  const { tenantId } = await makeCast(db, "orrery");
  const yesterday = new Date(now.getTime() - 24 * 3_600_000);
  const rule = { zone: "Europe/Berlin", localTime: "08:30", weekdays: [1, 2, 3, 4, 5] };
  const [first] = await subscribe(
    owner,
    tenantId,
    yesterday,
    Array.from({ length: 12 }, () => rule),
  );
  const setZone = (zone: string) =>
    owner.rows("update app.member set zone = $2 where id = $1", [first?.memberId, zone]);
  const sent = () => owner.rows("select member_id from app.digest_sent where tenant_id = $1", [tenantId]);
  const run = () => sendDueDigests(db, tenantId, { now, requestId: "test" });
  await setZone("Nowhere/Never");
  await expect(run()).rejects.toThrow("could not be made: 1.");
  expect(await sent()).toHaveLength(11);
  await setZone("Europe/Berlin");
  expect(await run()).toBe(1);
  expect(await sent()).toHaveLength(12);
});
