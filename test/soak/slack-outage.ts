import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { createSlackSender } from "../../src/bot/slack/outbound/send.ts";
import { workQueue } from "../../src/db/work-queue.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import { randomOf } from "../../src/random.ts";
import { startStrictSlack } from "../slack/strict-slack.ts";
import { makeConnectedTenant, makeMember, testSecrets } from "../slack/workspace.ts";
import type { TestDb } from "../test-db.ts";
import { addDelivery, makeFacts } from "./deliveries.ts";
import { withOwnDatabase } from "./own-database.ts";
import { startSlackFront } from "./slack-front.ts";
import { percentile, type Soak, scaled } from "./soak.ts";

/** How long Slack is away, in simulated time; a busy machine can be asked for less (SOAK_OUTAGE_MINUTES). */
const awayMs = Number(process.env.SOAK_OUTAGE_MINUTES ?? 60) * 60_000;
/** How fast that passes. What comes after it passes as it does. */
const speed = 60;
/** Jobs at once, as main has them. */
const slots = 64;
/** One workspace takes ten messages a second: 2,000 in one would take 200 s, whoever sends them. */
const workspaces = 4;

/**
 * An hour in which Slack is out of service for one half and hangs up for the other, while messages go on being made; then it
 * is back. The longest queue is a channel of 100, most have 7 to 12: 200 channels of four workspaces, 2,000 messages.
 */
export const soak: Soak = {
  promises: [18],
  title: "an hour without Slack, 2,000 deliveries over 200 channels of 4 workspaces",
  minutes: 6,
  run: (log) =>
    withOwnDatabase({ durable: false, max: 20 }, async ({ db, owner }) => {
      // While Slack is away time passes with the messages that are made, so that a busy machine has no more to do than another.
      const base = Date.now();
      let away = true;
      let simulated = base;
      let from = 0;
      const now = () => (away ? simulated : simulated + performance.now() - from);
      const sleep = (ms: number) => wait(away ? Math.max(20, ms / speed) : ms);
      const slack = await startStrictSlack();
      const front = await startSlackFront(slack.apiUrl, now, slack.token);
      const at = new Date(base - awayMs);
      const tenants = await Promise.all(
        Array.from({ length: workspaces }, (_, number) => {
          const slug = `orrery-${number}`;
          const workspaceId = `T${number}`;
          const token = `xoxb-${slug}`;
          return makeConnectedTenant(db, { slug, workspaceId, token, botUserId: slack.botUserId, now: at });
        }),
      );
      const channels = scaled(200);
      const members: { tenantId: string; memberId: string }[] = [];
      for (let number = 0; number < channels; number++) {
        const tenantId = tenants[number % workspaces] ?? "";
        const someone = { name: `Manager ${number}`, email: `m${number}@orrery.example` };
        const memberId = await makeMember(db, tenantId, { ...someone, role: "manager", now: at });
        members.push({ tenantId, memberId });
        const flags = { team_id: `T${number % workspaces}` };
        slack.users.set(`U${number}`, { id: `U${number}`, ...someone, flags });
      }
      const [first] = members;
      if (!first) throw new Error("Nobody is told");
      // Everybody was written to before, as where an outage comes upon a service that runs.
      await owner.rows(
        "update app.member set slack_user_id = 'U' || substr(name, 9), slack_conversation = 'D' || substr(name, 9)",
      );
      for (const { id } of slack.users.values()) {
        const conversation = `D${id.slice(1)}`;
        slack.channels.set(conversation, { id: conversation, kind: "im", members: [id, slack.botUserId] });
      }
      const facts = await makeFacts(db, first.tenantId, first.memberId, at);
      // The one that was made to be copied is not told.
      await owner.rows("delete from app.delivery");
      const random = randomOf("outage");
      const longest = Math.max(5, scaled(100));
      const plan = [
        ...Array.from({ length: longest }, () => first),
        ...Array.from(
          { length: scaled(2_000) - longest },
          (_, index) => members[1 + (index % (channels - 1))] ?? first,
        ),
      ]
        .map((to) => ({ to, key: random() }))
        .sort((one, other) => one.key - other.key);
      const sender = createSlackSender({
        db,
        secrets: testSecrets,
        painter: { paint: async () => ({ png: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 }) },
        publicUrl: "https://bellwether.example",
        apiUrl: front.apiUrl,
        now,
        sleep,
      });
      const deliver = createDeliverer({ db, senders: { slack: sender }, now: () => new Date(now()) });
      const work = startWorker(db, now, sleep, (payload) => deliver(payload, "soak"));

      front.set("503");
      const began = now();
      for (const [index, { to }] of plan.entries()) {
        const due = began + (index / plan.length) * awayMs;
        await wait((due - simulated) / speed);
        simulated = due;
        if (due - began > awayMs / 2) front.set("gone");
        await addDelivery(db, to, facts, new Date(due));
      }
      const tries = slack.calls.length;
      away = false;
      from = performance.now();
      front.set("up");
      const back = performance.now();
      const backAt = now();
      const spent = process.cpuUsage();
      const awayMinutes = ((now() - began) / 60_000).toFixed(0);
      log.say(`Slack is back after ${awayMinutes} simulated minutes`);
      const boundS = 1.2 * longest;
      const left = async () =>
        (
          await owner.rows<{ count: number }>(
            "select count(*)::int as count from app.delivery where channel = 'slack' and state in ('queued', 'sending')",
          )
        )[0]?.count ?? 0;
      let waiting = await left();
      const untilS = boundS * 2 + 60;
      while (waiting > 0 && performance.now() - back < untilS * 1_000) {
        await wait(1_000);
        waiting = await left();
        if (Math.round((performance.now() - back) / 1_000) % 20 === 0) log.say(`${waiting} wait`);
      }
      const tookS = (performance.now() - back) / 1_000;
      const { user, system } = process.cpuUsage(spent);
      await work.stop();
      const rows = await owner.rows<{ member: string; state: string; ref: string | null; at: Date }>(
        `select member_id as member, state, message_ref as ref, sent_at as at from app.delivery where channel = 'slack' order by member_id, queued_at, id`,
      );
      const byMember = Map.groupBy(rows, ({ member }) => member);
      const disordered = [...byMember.values()].filter((list) => {
        const refs = list.flatMap(({ ref }) => (ref === null ? [] : [ref]));
        return refs.some((ref, index) => index > 0 && ref < (refs[index - 1] ?? ""));
      });
      const line = (byMember.get(first.memberId) ?? [])
        .map(({ at }) => at.getTime())
        .sort((one, other) => one - other);
      const gaps = line.slice(1).map((at, index) => (at - (line[index] ?? at)) / 1_000);
      const firstAt = Math.min(...rows.map(({ at }) => at.getTime()));
      const sent = rows.filter(({ state }) => state === "sent").length;
      log.state("deliveries, over so many channels", `${rows.length}, ${byMember.size}`);
      log.state("workspaces, ten messages a second each", workspaces);
      log.state("simulated minutes without Slack", awayMinutes);
      log.state("longest queue of a channel", longest);
      log.state("calls that reached Slack in the hour", tries);
      log.hold("deliveries that did not arrive", rows.length - sent, "0", sent === rows.length);
      log.hold(
        "posts beyond one a delivery",
        slack.messages.length - sent,
        "0",
        slack.messages.length === sent,
      );
      log.hold("channels out of order", disordered.length, "0", disordered.length === 0);
      log.hold("last one after Slack is back", `${tookS.toFixed(0)} s`, `<= ${boundS} s`, tookS <= boundS);
      log.state("the first post, after Slack is back", `${((firstAt - backAt) / 1_000).toFixed(1)} s`);
      const early = (line[0] ?? 0) - firstAt;
      log.state("the longest queue begins, after the first post", `${(early / 1_000).toFixed(1)} s`);
      log.state(
        "between two of it, median and p95",
        [0.5, 0.95].map((part) => `${percentile(gaps, part).toFixed(2)} s`).join(", "),
      );
      log.state("posts that Slack refused for their pace", front.paced("chat.postMessage"));
      log.state(
        "this process's time a delivery, Slack's double included",
        `${((user + system) / 1_000 / sent).toFixed(1)} ms`,
      );
      await front.close();
      await slack.close();
    }),
};

/** The service's own worker, on jobs whose time has come by the soak's clock and not by the database's. */
function startWorker(
  db: TestDb,
  now: () => number,
  sleep: (ms: number) => Promise<void>,
  handle: (payload: { tenantId: string; deliveryId: string }) => Promise<void>,
): { stop: () => Promise<void> } {
  const pool = new pg.Pool({ connectionString: db.ownerUrl, max: 4 });
  const settle = (id: string) =>
    pool.query("update pgboss.job set state = 'completed' where name = 'deliver' and id = $1", [id]);
  const source = {
    take: async (limit: number) => {
      const taken = await pool.query<{ id: string; data: { tenantId: string; deliveryId: string } }>(
        `update pgboss.job set state = 'active' where name = 'deliver' and id in (
           select id from pgboss.job where name = 'deliver' and state in ('created', 'retry') and start_after <= $1
            order by priority desc, created_on limit $2 for update skip locked) returning id, data`,
        [new Date(now()), limit],
      );
      return taken.rows;
    },
    done: async (id: string) => void (await settle(id)),
    failed: (_: string, error: unknown) => Promise.reject(error),
  };
  const faults: Error[] = [];
  const onError = (error: Error) => void faults.push(error);
  const queue = workQueue(source, { slots, jobSeconds: 600, onError, sleep }, handle);
  return {
    stop: async () => {
      await queue.stop(30_000);
      await pool.end();
      if (faults.length > 0) throw new AggregateError(faults, "Deliveries that threw");
    },
  };
}
