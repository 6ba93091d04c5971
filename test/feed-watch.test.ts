import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemContext } from "../src/context.ts";
import { type Db, openDb } from "../src/db/connection.ts";
import { setScoredMetrics } from "../src/db/metrics/metrics.ts";
import { readOutages } from "../src/db/usage/outages.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { defineMetric } from "../src/usecases/metrics/define-metric.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { watchFeeds } from "../src/usecases/usage/watch-feeds.ts";
import { addAccount, asSystem, dataDay, makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { tellStory } from "./story.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* A feed that stops, as three replicas see it; and what it holds back. */

const hour = 3_600_000;
const later = (hours: number) => new Date(now.getTime() + hours * hour);

let db: TestDb;
let owner: Owner;
let replicas: Db[];
beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  replicas = [1, 2, 3].map(() => openDb(db.ownerUrl, { max: 2 }));
});
afterAll(async () => {
  for (const replica of replicas) await replica.close();
  await owner.close();
  await db.close();
});

/** A source that sent 100 events an hour for five weeks and nothing in the last three whole hours. */
async function stoppedFeed(slug: string) {
  const { tenantId, priya } = await makeCast(db, slug);
  await owner.rows("delete from app.tenant_clock where tenant_id = $1", [tenantId]);
  await owner.rows(
    "insert into app.installation (tenant_id, id, platform, workspace_id, created_at) values ($1, $2, 'slack', $3, now())",
    [tenantId, newId(), slug],
  );
  const sourceId = newId();
  await owner.rows(
    "insert into app.write_key (tenant_id, id, key_hash, hint, source, created_at) values ($1, $2, $3, 'abcd', 'web', now())",
    [tenantId, sourceId, slug],
  );
  await owner.rows(
    `insert into app.feed_hour (tenant_id, source_id, hour, events)
     select $1, $2, h, 100 from generate_series(date_trunc('hour', $3::timestamptz) - interval '35 days',
                                                date_trunc('hour', $3::timestamptz) - interval '4 hours', '1 hour') h`,
    [tenantId, sourceId, now],
  );
  const watch = (at: Date) =>
    Promise.all(replicas.map((replica) => watchFeeds(replica, tenantId, { now: at, requestId: "test" })));
  const outages = () =>
    owner.rows("select source_id, ended_at, version from app.feed_outage where tenant_id = $1", [tenantId]);
  /** What is told of the one outage. */
  const told = () =>
    withTenant(db, systemContext(tenantId, "test"), async (tx) => {
      const [{ id = "" } = {}] = await owner.rows<{ id: string }>(
        "select id from app.feed_outage where tenant_id = $1",
        [tenantId],
      );
      return (await readOutages(tx, [id])).get(id);
    });
  const arrive = (events: number, fromHours: number, toHours: number) =>
    owner.rows(
      `insert into app.feed_hour (tenant_id, source_id, hour, events)
       select $1, $2, h, $4 from generate_series(date_trunc('hour', $3::timestamptz) + $5 * interval '1 hour',
                                                 date_trunc('hour', $3::timestamptz) + $6 * interval '1 hour', '1 hour') h`,
      [tenantId, sourceId, now, events, fromHours, toHours],
    );
  return { tenantId, priya, sourceId, watch, outages, told, arrive };
}

describe("a feed that stops", () => {
  test("is one outage, told once to the admin, and ended once", async () => {
    const { tenantId, sourceId, watch, outages } = await stoppedFeed("stopped");
    for (let look = 0; look < 3; look++) await watch(later(look / 12));
    expect(await outages()).toEqual([{ source_id: sourceId, ended_at: null, version: 1 }]);
    const told = await owner.rows(
      `select m.role, d.channel from app.delivery d join app.member m on m.tenant_id = d.tenant_id and m.id = d.member_id
        where d.tenant_id = $1 and d.subject_kind = 'feed' order by d.channel`,
      [tenantId],
    );
    expect(told).toEqual([
      { role: "admin", channel: "inbox" },
      { role: "admin", channel: "slack" },
    ]);
    await owner.rows("update app.delivery set state = 'sent' where tenant_id = $1", [tenantId]);
    const jobs = () =>
      owner.rows("select 1 from pgboss.job where name = 'deliver' and data ->> 'tenantId' = $1", [tenantId]);
    expect(await jobs()).toHaveLength(1);

    await owner.rows(
      "insert into app.feed_hour (tenant_id, source_id, hour, events) values ($1, $2, date_trunc('hour', $3::timestamptz), 300)",
      [tenantId, sourceId, now],
    );
    await watch(later(1));
    await watch(later(1.1));
    expect(await outages()).toEqual([{ source_id: sourceId, ended_at: later(1), version: 2 }]);
    expect(await jobs()).toHaveLength(2);
  });

  test("has all accounts scored again, when it is found and when it ends, where the model uses what is counted from events", async () => {
    const { tenantId, watch, arrive } = await stoppedFeed("late-metrics");
    const acme = await addAccount(db, tenantId, { name: "Acme", score: 79, firstDay: addDays(dataDay, -90) });
    await asSystem(db, tenantId, async (tx) => {
      const source = { from: "event", event: "Ticket" };
      const draft = { name: "tickets", label: "Tickets", kind: "counter", good: "down", source };
      await defineMetric(tx, { draft, now });
      await setScoredMetrics(tx, ["tickets"]);
    });
    const due = async () =>
      (
        await owner.rows<{ account_id: string }>(
          "delete from app.rescore_due where tenant_id = $1 returning account_id",
          [tenantId],
        )
      ).map((row) => row.account_id);
    await due();
    await watch(later(0));
    expect(await due()).toEqual([acme]);
    await watch(later(0.5));
    expect(await due()).toEqual([]);
    await arrive(300, 0, 0);
    await watch(later(1));
    expect(await due()).toEqual([acme]);
    await watch(later(1.1));
    expect(await due()).toEqual([]);
  });

  test("is over when its key is revoked: nothing is expected of it any more", async () => {
    const { tenantId, watch, outages } = await stoppedFeed("revoked");
    await watch(now);
    expect(await outages()).toMatchObject([{ ended_at: null }]);
    await owner.rows("update app.write_key set revoked_at = $2 where tenant_id = $1", [tenantId, later(1)]);
    await watch(later(2));
    expect(await outages()).toMatchObject([{ ended_at: later(2) }]);
  });

  test("holds the alert of a fall until it works again", async () => {
    const { tenantId, priya, watch, told, arrive } = await stoppedFeed("held");
    const level = (ago: number) => (ago < 10 ? 0 : 8);
    await tellStory(owner, { tenantId, name: "Acme", ownerId: priya, lastDay: dataDay, days: 220, level });
    const pass = (at: Date) => runPass(db, tenantId, { now: at, requestId: "test", full: false });
    const drops = () =>
      owner.rows(
        "select to_jsonb(a) ->> 'opened_day' as day from app.alert a where tenant_id = $1 and kind = 'drop'",
        [tenantId],
      );
    await pass(later(-24));
    await watch(later(-0.1));
    await pass(now);
    expect(await drops()).toEqual([]);
    expect(await told()).toMatchObject({ endedAt: null, heldAlerts: 1 });
    await arrive(100, -3, 24);
    await watch(later(23));
    expect(await told()).toMatchObject({ endedAt: later(23).toISOString(), heldAlerts: 1 });
    await pass(later(24));
    expect(await drops()).toEqual([{ day: addDays(dataDay, 1) }]);
  });

  test("is told as thin once a little arrives again, and is over with most of it", async () => {
    const { watch, told, outages, arrive } = await stoppedFeed("thin");
    await watch(now);
    expect(await told()).toMatchObject({ fallPercent: null, usualPerHour: 100, version: 1 });
    await arrive(10, -3, 30);
    for (const at of [20, 20.1]) await watch(later(at));
    expect(await outages()).toMatchObject([{ ended_at: null, version: 2 }]);
    // A whole day without a full hour: 10 of 100 in each that was looked at, but one.
    expect(await told()).toMatchObject({ fallPercent: 86, usualPerHour: 100, heldAlerts: 0 });
    await arrive(90, 31, 60);
    await watch(later(48));
    expect(await outages()).toMatchObject([{ ended_at: later(48), version: 3 }]);
  });
});
