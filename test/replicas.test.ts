import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Db, openDb } from "../src/db/connection.ts";
import { ensureEventMonths } from "../src/db/usage/events.ts";
import { randomOf } from "../src/random.ts";
import { addDays } from "../src/scoring/days.ts";
import { sendDueDigests } from "../src/usecases/digests/send-digest.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { changes, sentSlots, slotsBetween, subscribe, times, zones } from "./digest-slots.ts";
import { asSystem, type Cast, dataDay, makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { type Level, tellStory } from "./story.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* Three replicas on one database, each with a pool and a clock of its own, doing everything at the same moment. */

const minute = 60_000;
const hour = 60 * minute;

let db: TestDb;
let owner: Owner;
let replicas: Db[];

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  replicas = [1, 2, 3].map((number) => openDb(db.ownerUrl, { max: 3, applicationName: `replica ${number}` }));
});
afterAll(async () => {
  for (const replica of replicas) await replica.close();
  await owner.close();
  await db.close();
});

/** One look of every replica at the same moment; each clock may be off. */
function tick(tenantId: string, at: number, skews: readonly number[] = [0, 0, 0]): Promise<number[]> {
  return Promise.all(
    replicas.map((replica, index) =>
      sendDueDigests(replica, tenantId, { now: new Date(at + (skews[index] ?? 0)), requestId: "test" }),
    ),
  );
}

describe("digests from three replicas", () => {
  test("are one for each slot through every change of clocks, skewed clocks and six hours without any", async () => {
    const random = randomOf("replicas");
    let subscriptions = 0;
    let slots = 0;
    for (const [index, sunday] of changes.entries()) {
      const { tenantId } = await makeCast(db, `orrery-${index}`, {
        zone: zones[index % zones.length] ?? "UTC",
      });
      const from = new Date(Date.parse(`${sunday}T00:00:00Z`) - 18 * hour);
      const to = new Date(Date.parse(`${sunday}T00:00:00Z`) + 24 * hour);
      const rules = Array.from({ length: 30 }, (_, rule) => ({
        zone: zones[rule % zones.length] ?? "UTC",
        localTime: times[Math.floor(rule / 3) % times.length] ?? "08:30",
        weekdays: random() < 0.8 ? [1, 2, 3, 4, 5, 6, 7] : [6, 7],
      }));
      const all = await subscribe(owner, tenantId, from, rules);
      subscriptions += all.length;
      const dark = from.getTime() + (6 + Math.floor(random() * 20)) * hour;
      for (let at = from.getTime(); at <= to.getTime(); at += 30 * minute) {
        if (at > dark && at < dark + 6 * hour) continue;
        // Now and then a clock is an hour ahead or behind; none is ahead at the end.
        const jump = () =>
          at < to.getTime() - 2 * hour && random() < 0.1 ? (random() < 0.5 ? hour : -hour) : 0;
        await tick(tenantId, at, [jump(), jump(), jump()]);
      }
      await tick(tenantId, to.getTime());
      const sent = await sentSlots(owner, tenantId);
      for (const rule of all) {
        const due = slotsBetween(rule, from, to);
        slots += due.length;
        const name = `${rule.localTime} in ${rule.zone} around ${sunday}`;
        const show = (list: readonly number[]) => list.map((at) => new Date(at).toISOString());
        expect(show(sent.get(rule.memberId) ?? []), name).toEqual(show(due.map(({ at }) => at)));
      }
    }
    expect(subscriptions).toBeGreaterThanOrEqual(200);
    expect(slots).toBeGreaterThan(300);
    const [inbox] = await owner.rows<{ count: number }>(
      "select count(*)::int from app.delivery where subject_kind = 'digest' and channel = 'inbox'",
    );
    expect(inbox?.count).toBe(slots);
  });

  test("that were missed for days become one, of the latest slot", async () => {
    const { tenantId } = await makeCast(db, "orrery-away");
    const from = new Date("2026-11-16T12:00:00Z");
    const rule = { zone: "Europe/Berlin", localTime: "08:30", weekdays: [1, 2, 3, 4, 5] };
    const [member] = await subscribe(owner, tenantId, from, [rule]);
    expect((await tick(tenantId, Date.parse("2026-11-19T20:00:00Z"))).sort()).toEqual([0, 0, 1]);
    expect(await tick(tenantId, Date.parse("2026-11-20T07:29:00Z"))).toEqual([0, 0, 0]);
    expect((await tick(tenantId, Date.parse("2026-11-20T07:30:00Z"))).sort()).toEqual([0, 0, 1]);
    const sent = await sentSlots(owner, tenantId);
    expect(sent.get(member?.memberId ?? "")).toEqual([
      Date.parse("2026-11-19T07:30:00Z"),
      Date.parse("2026-11-20T07:30:00Z"),
    ]);
  });
});

describe("passes of three replicas", () => {
  const stories: Record<string, Level> = {
    Steady: () => 6,
    Fallen: (ago) => (ago < 14 ? 1 : 8),
    Silent: (ago) => (ago < 34 ? 0 : 5),
    Growing: (ago) => Math.max(1, 9 - Math.floor(ago / 20)),
    Recovered: (ago) => (ago < 24 ? 9 : ago < 40 ? 1 : 8),
    Young: (ago) => (ago < 20 ? 3 : 0),
  };

  async function makeTenant(slug: string): Promise<Cast> {
    const cast = await makeCast(db, slug);
    await owner.rows("delete from app.tenant_clock where tenant_id = $1", [cast.tenantId]);
    for (const [name, level] of Object.entries(stories)) {
      await tellStory(owner, {
        tenantId: cast.tenantId,
        name,
        ownerId: cast.priya,
        lastDay: dataDay,
        days: 230,
        level,
      });
    }
    return cast;
  }

  const scoresOf = (tenantId: string) =>
    owner.rows(
      `select a.name, s.day, s.score, s.recent, s.habit, s.trend, s.people, s.band, s.recent_sum, s.habit_sum, s.actual, s.base, s.expected
         from app.score s join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
        where s.tenant_id = $1 order by a.name, s.day`,
      [tenantId],
    );
  const alertsOf = (tenantId: string) =>
    owner.rows(
      `select a.name, l.kind, l.cause, l.state, l.opened_day, l.closed_day, l.closed_how, l.version,
              (select count(*)::int from pgboss.job j where j.name = 'refresh-alert' and j.data ->> 'alertId' = l.id::text) as edits from app.alert l
         join app.account a on a.tenant_id = l.tenant_id and a.id = l.account_id
        where l.tenant_id = $1 order by a.name, l.opened_day, l.kind`,
      [tenantId],
    );

  test("leave the same scores as one alone, and one alert for each cause", async () => {
    const alone = await makeTenant("alone");
    const together = await makeTenant("together");
    for (let daysAgo = 40; daysAgo >= 0; daysAgo -= 4) {
      const at = new Date(now.getTime() - daysAgo * 24 * hour);
      const input = { now: at, requestId: "test", full: false };
      await runPass(db, alone.tenantId, input);
      // Whoever comes second finds it busy, or done.
      const results = await Promise.all(
        [...replicas, ...replicas].map((replica) => runPass(replica, together.tenantId, input)),
      );
      expect(results.some(({ busy }) => !busy)).toBe(true);
      expect(
        results.filter(({ lastFinalDay }) => lastFinalDay !== null).map(({ lastFinalDay }) => lastFinalDay),
      ).toContain(addDays(dataDay, -daysAgo));
    }
    const scores = await scoresOf(alone.tenantId);
    expect(scores.length).toBeGreaterThan(1_000);
    expect(await scoresOf(together.tenantId)).toEqual(scores);
    const alerts = await alertsOf(alone.tenantId);
    expect([...new Set(alerts.map(({ kind }) => kind))].sort()).toEqual(["drop", "silence"]);
    expect(Math.max(...alerts.map(({ version }) => Number(version))), "something ended, too").toBeGreaterThan(
      1,
    );
    expect(await alertsOf(together.tenantId)).toEqual(alerts);
    const deliveries = await owner.rows(
      `select tenant_id = $1 as alone, count(*)::int as count, count(distinct (subject, member_id, channel))::int as targets
         from app.delivery where tenant_id in ($1, $2) group by 1 order by 1`,
      [alone.tenantId, together.tenantId],
    );
    expect(deliveries[0]).toEqual({ ...deliveries[1], alone: false });
    expect(deliveries[0]?.count).toBe(deliveries[0]?.targets);
  });

  test("show today's use of an account, though another replica scores when it is rolled up", async () => {
    const { tenantId } = await makeTenant("today");
    await asSystem(db, tenantId, (tx) => ensureEventMonths(tx, "2026-11-01", "2026-11-30"));
    const input = { now, requestId: "test", full: false };
    await runPass(db, tenantId, input);
    const use = (name: string) =>
      owner.rows(
        `with used as (
           insert into app.event (tenant_id, at, id, account_id, user_key, kind, name, received_at)
           select tenant_id, $3, gen_random_uuid(), id, 'u:1', 'track', 'Board', $3 from app.account
            where tenant_id = $1 and name = $2 returning tenant_id, account_id)
         insert into app.rollup_due (tenant_id, day, account_ids, marked_at) select tenant_id, $4, array[account_id], $3 from used`,
        [tenantId, name, now, addDays(dataDay, 1)],
      );
    await use("Steady");
    // A replica that is overtaken: between its roll-up and its scoring another one takes the lock for a while.
    const overtaken = openDb(db.ownerUrl, { max: 1 });
    const other = await openOwner(db);
    let released: Promise<unknown> | undefined;
    overtaken.pool.on("connect", (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const overtake = async (...args: unknown[]) => {
        const result = await query(...args);
        if (args[0] === "commit" && !released) {
          await other.rows("begin");
          await other.rows("select from app.tenant_clock where tenant_id = $1 for update", [tenantId]);
          released = new Promise((resolve) => setTimeout(resolve, 150)).then(() => other.rows("commit"));
        }
        return result;
      };
      Object.assign(client, { query: overtake });
    });
    await runPass(overtaken, tenantId, input);
    await released;
    await use("Growing");
    await runPass(db, tenantId, input);
    const shown = await owner.rows(
      `select a.name from app.score_latest l join app.account a on a.tenant_id = l.tenant_id and a.id = l.account_id
        where l.tenant_id = $1 and l.today is not null order by 1`,
      [tenantId],
    );
    expect(shown).toEqual([{ name: "Growing" }, { name: "Steady" }]);
    await other.close();
    await overtaken.close();
  });
});
