import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enqueue, type QueueName } from "../src/db/queue.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { acknowledgeAlert, resolveAlert, snoozeAlert } from "../src/usecases/alerts/change-alert.ts";
import { connectSlack, runAnnouncements } from "./announced-facts.ts";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* A job is the second half of a fact: both are there, or neither is. Counted by the owner, who sees the queue's tables. */

let db: TestDb;
let owner: Owner;
let orrery: Cast;
let initech: Cast;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  orrery = await makeCast(db, "orrery");
  initech = await makeCast(db, "initech");
  await connectSlack(owner, [orrery, initech]);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

/** The payloads of all jobs of a queue. */
async function jobs(queue: QueueName): Promise<Record<string, string>[]> {
  const rows = await owner.rows<{ data: Record<string, string> }>(
    "select data from pgboss.job where name = $1 order by created_on",
    [queue],
  );
  return rows.map((row) => row.data);
}

describe("a job", () => {
  test("exists if and only if its delivery does, whatever way transactions end", async () => {
    const { ends, wrongEnds, deliveries, jobs } = await runAnnouncements(db, owner, [orrery, initech], 400);
    expect(wrongEnds).toEqual([]);
    expect(jobs).toEqual(deliveries);
    expect(deliveries.length).toBeGreaterThan(ends.committed);
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(30);
  });

  test("comes with each change of an alert, and with none that came to nothing", async () => {
    const { tenantId, priya } = orrery;
    const account = await addAccount(db, tenantId, { name: "Acme", ownerId: priya, score: 70 });
    const alertId = await addAlert(db, tenantId, account);
    const change = (work: Parameters<typeof withTenant>[2]) => withTenant(db, as(tenantId, priya), work);
    await change((tx) => acknowledgeAlert(tx, { alertId, now }));
    await change((tx) => acknowledgeAlert(tx, { alertId, now }));
    await expect(
      change(async (tx) => {
        await resolveAlert(tx, { alertId, how: "handled", now });
        throw new Error("lost on the way");
      }),
    ).rejects.toThrow("lost on the way");
    const until = new Date(now.getTime() - 1);
    await expect(
      (async () => change((tx) => snoozeAlert(tx, { alertId, until, wakeIfWorse: true, now })))(),
    ).rejects.toThrow("That time is past");
    const [alert] = await owner.rows("select state, version from app.alert where id = $1", [alertId]);
    expect(alert).toEqual({ state: "acknowledged", version: 2 });
    expect(await jobs("refresh-alert")).toEqual([{ tenantId, alertId }]);
  });

  test("carries ids and nothing else", async () => {
    for (const queue of ["deliver", "refresh-alert"] as const) {
      for (const data of await jobs(queue)) {
        for (const value of Object.values(data)) expect(value).toMatch(/^[0-9a-f-]{36}$/);
      }
    }
  });
});

describe("the door into the queue", () => {
  test("is the only one: the app's role cannot look at jobs, change or remove them", async () => {
    for (const statement of [
      "select * from pgboss.job",
      "select * from pgboss.queue",
      "update pgboss.job set state = 'completed'",
      "delete from pgboss.job",
      "insert into pgboss.job (name, data) values ('deliver', '{}')",
      "truncate pgboss.job",
    ]) {
      await expect(
        asSystem(db, orrery.tenantId, (tx) => sql.raw(statement).execute(tx.db)),
        statement,
      ).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("takes no payload of another tenant, none without a tenant, and none outside a tenant", async () => {
    const before = (await jobs("deliver")).length;
    const put = (tenantId: string, data: unknown) =>
      asSystem(db, tenantId, (tx) =>
        sql`select app.enqueue('deliver', ${JSON.stringify(data)}::jsonb)`.execute(tx.db),
      );
    const refused = "a job is enqueued for the tenant of its transaction only";
    const deliveryId = newId();
    await expect(put(orrery.tenantId, { tenantId: initech.tenantId, deliveryId })).rejects.toThrow(refused);
    await expect(put(orrery.tenantId, { deliveryId })).rejects.toThrow(refused);
    await expect(put(orrery.tenantId, [{ tenantId: orrery.tenantId }])).rejects.toThrow(refused);
    await expect(
      sql`select app.enqueue('deliver', ${JSON.stringify({ tenantId: orrery.tenantId })}::jsonb)`.execute(
        db.kysely,
      ),
    ).rejects.toThrow(refused);
    expect(await jobs("deliver")).toHaveLength(before);
  });

  test("takes no job for a tenant that is nobody's, though both are empty", async () => {
    // null is not distinct from null: without a tenant, a payload without one must not slip through.
    await expect(sql`select app.enqueue('deliver', '{}'::jsonb)`.execute(db.kysely)).rejects.toThrow(
      "for the tenant of its transaction only",
    );
  });

  test("names a queue that is not there", async () => {
    await expect(
      asSystem(db, orrery.tenantId, (tx) => enqueue(tx, "nowhere" as QueueName, {} as never)),
    ).rejects.toThrow("no queue named nowhere");
  });
});
