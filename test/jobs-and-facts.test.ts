import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemContext } from "../src/context.ts";
import { enqueue, type QueueName } from "../src/db/queue.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { pick, randomOf } from "../src/demo/random.ts";
import { newId } from "../src/ids.ts";
import { acknowledgeAlert, resolveAlert, snoozeAlert } from "../src/usecases/alerts/change-alert.ts";
import { announce } from "../src/usecases/deliveries/announce.ts";
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
  for (const { tenantId } of [orrery, initech]) {
    await owner.rows(
      `insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1::uuid, $2, 'slack', $1::uuid::text, now())`,
      [tenantId, newId()],
    );
  }
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
    const random = randomOf("jobs");
    const ends = { committed: 0, thrown: 0, "failed by the database": 0, "cut off": 0 };
    type End = keyof typeof ends;
    const one = async (): Promise<void> => {
      const { tenantId, priya, jonas } = pick(random, [orrery, initech]);
      const end: End = pick(random, [
        "committed",
        "committed",
        "thrown",
        "failed by the database",
        "cut off",
      ]);
      const subjectId = newId();
      const memberIds = random() < 0.5 ? [priya] : [priya, jonas, priya];
      await withTenant(db, systemContext(tenantId, "test"), async (tx) => {
        await announce(tx, { subjectKind: "alert", subjectId, memberIds, now });
        if (random() < 0.3) await announce(tx, { subjectKind: "alert", subjectId, memberIds, now });
        if (end === "thrown") throw new Error("thrown");
        if (end === "failed by the database") await sql`select 1 / 0`.execute(tx.db);
        if (end === "cut off") await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.db);
      }).then(
        () => expect(end).toBe("committed"),
        (error: Error) => expect(`${end}: ${error.message}`).not.toMatch(/^committed/),
      );
      ends[end] += 1;
    };
    // Four at a time, as replicas and requests would.
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let turn = 0; turn < 100; turn++) await one();
      }),
    );
    const deliveries = await owner.rows<{ tenantId: string; deliveryId: string }>(
      `select tenant_id as "tenantId", id as "deliveryId" from app.delivery where channel = 'slack'`,
    );
    const byId = (one: Record<string, string>, other: Record<string, string>) =>
      String(one.deliveryId) < String(other.deliveryId) ? -1 : 1;
    expect((await jobs("deliver")).sort(byId)).toEqual(deliveries.map((row) => ({ ...row })).sort(byId));
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
