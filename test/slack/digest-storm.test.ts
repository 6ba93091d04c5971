import { afterAll, beforeAll, expect, test } from "vitest";
import { morning } from "../../src/bot/samples/digest.ts";
import { createPacer, type Pacer } from "../../src/bot/slack/outbound/pacer.ts";
import { createSlackSender } from "../../src/bot/slack/outbound/send.ts";
import { newId } from "../../src/ids.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import type { DigestFacts } from "../../src/results/digests.ts";
import { type Owner, openOwner } from "../owner.ts";
import { addDelivery, makeFacts } from "../soak/deliveries.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type SlackLimits, slackLimits } from "./slack-limits.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { makeConnectedTenant, makeMember, testSecrets } from "./workspace.ts";

/*
 * 200 digests at one moment, against a Slack that takes ten a second of a workspace. The clock is the test's own: it moves
 * only when every job that runs waits for its turn, to the next moment at which somebody's turn comes.
 */

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

/** Jobs at once, as main has them. */
const slots = 64;
const begin = Date.parse("2026-11-20T07:30:00Z");

interface Job {
  readonly tenantId: string;
  readonly deliveryId: string;
}

interface Storm {
  readonly slack: StrictSlack;
  readonly limits: SlackLimits;
  /** When the last message was there, and the last picture, milliseconds since it began. */
  readonly lastedMs: number;
  readonly picturedMs: number;
  /** What each member got, in order, and what was queued for them, in order. */
  readonly got: Map<string, string[]>;
  readonly queued: Map<string, string[]>;
}

/** Makes so many digests for each of so many people, and delivers them by so many processes. */
async function storm(
  slug: string,
  {
    people,
    each: eachGets,
    replicas,
    pictures = false,
    strangers = false,
  }: {
    people: number;
    each: number;
    replicas: number;
    /** Each digest has a picture of its own. */
    pictures?: boolean;
    /** Nobody was ever written to. */
    strangers?: boolean;
  },
): Promise<Storm> {
  let now = begin;
  let running = 0;
  let waiting = 0;
  let changed = Promise.withResolvers<void>();
  const timers: { at: number; ring: () => void }[] = [];
  const note = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const clock = {
    now: () => now,
    sleep: (ms: number) => new Promise<void>((ring) => void timers.push({ at: now + ms, ring })),
  };
  /** Tells who waits for a turn. */
  const watched = (pacer: Pacer): Pacer => ({
    enter: (way) => {
      const place = pacer.enter(way);
      if (!place.ok) return place;
      const turn = async (conversation?: string, previousAt?: number) => {
        waiting++;
        note();
        return place.turn(conversation, previousAt).finally(() => waiting--);
      };
      return { ...place, turn };
    },
  });

  const slack = await startStrictSlack();
  const limits = slackLimits(clock.now, 10);
  slack.keepPace(limits);
  const { token, botUserId } = slack;
  const workspaceId = `T${slug}`;
  const at = new Date(begin);
  const tenantId = await makeConnectedTenant(db, { slug, workspaceId, token, botUserId, now: at });
  const members = await Promise.all(
    Array.from({ length: people }, (_, number) => {
      const someone = { name: `Manager ${number}`, email: `m${number}@orrery.example` };
      slack.users.set(`U${number}`, { id: `U${number}`, ...someone, flags: { team_id: workspaceId } });
      return makeMember(db, tenantId, { ...someone, role: "manager", now: at });
    }),
  );
  if (!strangers) await meet(slack, tenantId);
  const facts = await makeFacts(db, tenantId, members[0] ?? "", new Date(begin - 60_000));
  // The one that was made to be copied is not told.
  await owner.rows("delete from app.delivery where tenant_id = $1", [tenantId]);
  for (let round = 0; round < eachGets; round++) {
    const made = new Date(begin + round);
    await Promise.all(
      members.map((memberId, number) => {
        const told = pictures ? moversOf(`Account ${number}, ${round}`) : facts;
        return addDelivery(db, { tenantId, memberId }, told, made);
      }),
    );
  }

  const painter = { paint: async () => ({ png: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 }) };
  const common = { db, secrets: testSecrets, painter, publicUrl: "https://bellwether.example", ...clock };
  const replicasOf = Array.from({ length: replicas }, () => {
    const pacer = watched(createPacer(clock));
    const sender = createSlackSender({ ...common, apiUrl: slack.apiUrl, pacer });
    return { sender, deliver: createDeliverer({ db, senders: { slack: sender }, now: () => new Date(now) }) };
  });
  const take = (limit: number) =>
    owner.rows<{ data: Job }>(
      `delete from pgboss.job where name = 'deliver' and id in (
         select id from pgboss.job where name = 'deliver' and data ->> 'tenantId' = $1 and start_after <= $2
          order by priority desc, created_on limit $3) returning data`,
      [tenantId, new Date(now), limit],
    );
  const nextDue = async () => {
    const [row] = await owner.rows<{ due: Date | null }>(
      "select min(start_after) as due from pgboss.job where name = 'deliver' and data ->> 'tenantId' = $1",
      [tenantId],
    );
    return row?.due?.getTime() ?? Number.POSITIVE_INFINITY;
  };
  let taken = 0;
  const start = ({ data }: { data: Job }) => {
    running++;
    const replica = replicasOf[taken++ % replicas];
    if (!replica) throw new Error("No replica");
    void replica.deliver(data, newId()).finally(() => {
      running--;
      note();
    });
  };
  const left = async () =>
    (
      await owner.rows(
        "select from app.delivery where tenant_id = $1 and channel = 'slack' and (state in ('queued', 'sending') or picture_due is not null)",
        [tenantId],
      )
    ).length;

  for (;;) {
    const jobs = running < slots ? await take(slots - running) : [];
    for (const job of jobs) start(job);
    while (running > waiting) {
      await changed.promise;
      // Whoever was called goes as far as their next wait.
      await new Promise((done) => setImmediate(done));
    }
    if (jobs.length > 0) continue;
    timers.sort((one, other) => one.at - other.at);
    const due = await nextDue();
    const at = Math.min(timers[0]?.at ?? Number.POSITIVE_INFINITY, due);
    if (running === 0 && (await left()) === 0) break;
    if (!Number.isFinite(at)) throw new Error("Nobody is left to go on");
    now = Math.max(now, at);
    for (const { ring } of timers.splice(0, timers.filter((timer) => timer.at <= now).length)) ring();
    await new Promise((done) => setImmediate(done));
  }

  const rows = await owner.rows<{ member: string; id: string; ref: string; at: Date }>(
    `select member_id as member, id, message_ref as ref, sent_at as at from app.delivery
      where tenant_id = $1 and channel = 'slack' and state = 'sent' order by queued_at, id`,
    [tenantId],
  );
  await slack.close();
  const byMember = (list: typeof rows) =>
    new Map(
      [...Map.groupBy(list, ({ member }) => member)].map(([of, each]) => [of, each.map(({ id }) => id)]),
    );
  return {
    slack,
    limits,
    lastedMs: Math.max(...rows.map((row) => row.at.getTime())) - begin,
    picturedMs: now - begin,
    got: byMember(rows.toSorted((one, other) => one.ref.localeCompare(other.ref))),
    queued: byMember(rows),
  };
}

/** Opens the direct messages of all, as a first digest does. */
async function meet(slack: StrictSlack, tenantId: string): Promise<void> {
  for (const { id, email } of slack.users.values()) {
    const conversation = `D${id.slice(1)}`;
    slack.channels.set(conversation, { id: conversation, kind: "im", members: [id, slack.botUserId] });
    await owner.rows(
      "update app.member set slack_user_id = $3, slack_conversation = $4 where tenant_id = $1 and email = $2",
      [tenantId, email, id, conversation],
    );
  }
}

/** A digest's facts whose chart is like no other's. */
function moversOf(name: string): DigestFacts {
  const rows = [{ name, now: 55, before: 80, band: "at-risk" as const }];
  return { ...morning, chart: { rows, others: [] } };
}

/** How many pictures came with their message, how many later, and how many never. */
function pictured({ messages }: StrictSlack) {
  const of = (when: "at once" | "later" | undefined) =>
    messages.filter((message) => message.pictured === when).length;
  return { atOnce: of("at once"), later: of("later"), missing: of(undefined) };
}

/** A busy machine takes its time; the clock of the test does not. */
const patient = { timeout: 300_000 };

test(
  "a storm of 200 digests keeps the workspace's pace: hardly one is refused, none is lost or doubled, and each line keeps its order",
  patient,
  async () => {
    const { slack, limits, lastedMs, got, queued } = await storm("storm", {
      people: 100,
      each: 2,
      replicas: 1,
    });
    expect(limits.refused("chat.postMessage")).toBeLessThanOrEqual(3);
    expect(slack.messages).toHaveLength(200);
    expect(got.size).toBe(100);
    expect(got).toEqual(queued);
    // Ten a second, and no second is lost.
    expect(lastedMs).toBeLessThanOrEqual(21_000);
  },
);

test("two processes that know nothing of each other find their shares of the workspace by a few refusals", async () => {
  const { slack, limits, got, queued } = await storm("replicas", { people: 30, each: 2, replicas: 2 });
  expect(limits.refused("chat.postMessage")).toBeGreaterThan(0);
  expect(limits.refused("chat.postMessage")).toBeLessThanOrEqual(10);
  expect(slack.messages).toHaveLength(60);
  expect(got).toEqual(queued);
});

test("a line that is sent by two processes in turn keeps its conversation's second", async () => {
  const { slack, limits, got, queued } = await storm("lines", { people: 5, each: 6, replicas: 2 });
  expect(limits.refused("chat.postMessage")).toBe(0);
  expect(slack.messages).toHaveLength(30);
  expect(got).toEqual(queued);
});

const tiered = ["chat.update", "files.getUploadURLExternal", "files.completeUploadExternal"];

test(
  "in a storm of digests with pictures words come first and as early as without; each picture comes, and none is refused",
  patient,
  async () => {
    const { slack, limits, lastedMs, picturedMs, got, queued } = await storm("pictures", {
      people: 60,
      each: 1,
      replicas: 1,
      pictures: true,
    });
    for (const method of tiered) expect(`${method} ${limits.refused(method)}`).toBe(`${method} 0`);
    expect(limits.refused("chat.postMessage")).toBeLessThanOrEqual(3);
    expect(slack.messages).toHaveLength(60);
    expect(got).toEqual(queued);
    const { atOnce, later, missing } = pictured(slack);
    expect(missing).toBe(0);
    // Ten at once after a pause and three in two seconds: the rest comes by edits, 45 a minute.
    expect(atOnce).toBeGreaterThanOrEqual(15);
    expect(lastedMs).toBeLessThanOrEqual(15_000);
    expect(picturedMs).toBeLessThanOrEqual((later / 45 + 0.5) * 60_000);
    expect(slack.messages.map(({ edits }) => edits)).toEqual(
      slack.messages.map(({ pictured }) => (pictured === "later" ? 1 : 0)),
    );
  },
);

test("two processes lose no picture and add none twice, though Slack refuses some", patient, async () => {
  const { slack, limits, got, queued } = await storm("shared", {
    people: 120,
    each: 1,
    replicas: 2,
    pictures: true,
  });
  const refusals = tiered.map((method) => limits.refused(method)).reduce((sum, count) => sum + count, 0);
  expect(refusals).toBeGreaterThan(0);
  expect(refusals).toBeLessThanOrEqual(30);
  expect(got).toEqual(queued);
  expect(pictured(slack).missing).toBe(0);
  expect(slack.messages).toHaveLength(120);
  expect(Math.max(...slack.messages.map(({ edits }) => edits))).toBe(1);
});

test(
  "members who were never written to are looked up at Slack's pace, and hold up nobody who was",
  patient,
  async () => {
    const { slack, limits, got, queued } = await storm("strangers", {
      people: 60,
      each: 1,
      replicas: 1,
      strangers: true,
    });
    expect(limits.refused("users.lookupByEmail") + limits.refused("conversations.open")).toBe(0);
    expect(slack.messages).toHaveLength(60);
    expect(got).toEqual(queued);
  },
);
