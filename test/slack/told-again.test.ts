import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSlackSender } from "../../src/bot/slack/outbound/send.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import { acknowledgeAlert, resolveAlert } from "../../src/usecases/alerts/change-alert.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { refreshAlert } from "../../src/usecases/deliveries/refresh-alert.ts";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { readableBlocks } from "./readable.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { connectWorkspace, testSecrets } from "./workspace.ts";

/* The one case of a second ping: an alert that is still so, or worse, is told under its own message. */

let db: TestDb;
let owner: Owner;
let slack: StrictSlack;
let cast: Cast;
let alertId: string;
let clock: number;
let tenants = 0;

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

beforeEach(async () => {
  clock = now.getTime();
  slack = await startStrictSlack();
  cast = await makeCast(db, `again-${++tenants}`);
  const workspaceId = `T${cast.tenantId}`;
  slack.users.set("USHAH", { id: "USHAH", name: "Priya Shah", flags: { team_id: workspaceId } });
  await connectWorkspace(db, cast.tenantId, { ...slack, workspaceId, now });
  const acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 70 });
  const day = "2026-12-22";
  const again = { how: "worse", day, actual: 32, usual: 92, leastTold: 32 } as const;
  alertId = await addAlert(db, cast.tenantId, acme, { change: { renewed_day: day, again } });
  return () => slack.close();
});

/** Tells Priya of the alert, or of what is so of it now, and runs the queue until it is empty. */
async function tell(again?: { how: "worse" | "still"; day: string; actual: number; usual: number }) {
  const told = again ? { occasion: `${again.how}:${again.day}`, facts: { again }, notInInbox: true } : {};
  const what = { subjectKind: "alert", subjectId: alertId, memberIds: [cast.priya], ...told } as const;
  await asSystem(db, cast.tenantId, (tx) => announce(tx, { ...what, now: new Date(clock) }));
  await runQueue();
}

async function runQueue(): Promise<void> {
  const sender = createSlackSender({
    db,
    secrets: testSecrets,
    painter: { paint: async () => ({ png: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 }) },
    publicUrl: "https://bellwether.example",
    apiUrl: slack.apiUrl,
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
  });
  const deliver = createDeliverer({ db, senders: { slack: sender }, now: () => new Date(clock) });
  for (;;) {
    const jobs = await owner.rows<{
      name: string;
      data: { tenantId: string; deliveryId: string; alertId: string };
    }>("delete from pgboss.job where data ->> 'tenantId' = $1 returning name, data", [cast.tenantId]);
    if (jobs.length === 0) return;
    for (const { name, data } of jobs) {
      if (name === "deliver") await deliver(data, "test");
      else await refreshAlert(db, data, { now: new Date(clock), requestId: "test" });
    }
  }
}

const asPriya = (work: Parameters<typeof withTenant<unknown>>[2]) =>
  withTenant(db, as(cast.tenantId, cast.priya), work);
const worse = { how: "worse", day: "2026-12-22", actual: 32, usual: 92 } as const;
const still = { how: "still", day: "2027-01-14", actual: 41, usual: 92 } as const;
const wordsOf = (at: number) => readableBlocks(slack.messages[at]?.blocks).join("\n");

test("it is a reply under the alert's message, also sent to the conversation; the next one stands there too", async () => {
  await tell();
  clock += 33 * 86_400_000;
  await tell(worse);
  await tell(still);
  const [opened, first, second] = slack.messages;
  expect(slack.messages).toHaveLength(3);
  expect(opened).toMatchObject({ channel: "DSHAH" });
  expect(opened?.threadTs).toBeUndefined();
  expect(first).toMatchObject({ channel: "DSHAH", threadTs: opened?.ts, broadcast: true });
  expect(second).toMatchObject({ channel: "DSHAH", threadTs: opened?.ts, broadcast: true });
  expect(wordsOf(1)).toContain("Acme: got worse, now 65% down");
});

test("what is done with the alert is seen on both messages, and the reply stays one", async () => {
  await tell();
  await tell(worse);
  const [opened, reply] = slack.messages;
  await asPriya((tx) => acknowledgeAlert(tx, { alertId, now }));
  await runQueue();
  expect(wordsOf(0)).toContain("Priya has it");
  expect(wordsOf(1)).toContain("Acme: got worse, now 65% down");
  expect(wordsOf(1)).toContain("Priya has it.");
  await asPriya((tx) => resolveAlert(tx, { alertId, how: "handled", now }));
  await runQueue();
  expect(wordsOf(0)).toContain("Resolved by Priya");
  expect(wordsOf(1)).toContain("Resolved by Priya");
  expect(slack.messages).toHaveLength(2);
  expect(reply).toMatchObject({ threadTs: opened?.ts, broadcast: true });
});

test.each(["thread_not_found", "message_not_found", "cannot_reply_to_message"])(
  "where Slack says %s it is a message of its own, once",
  async (error) => {
    await tell();
    slack.fault("chat.postMessage", { kind: "error", error });
    await tell(worse);
    expect(slack.messages).toHaveLength(2);
    expect(slack.messages[1]?.threadTs).toBeUndefined();
    expect(wordsOf(1)).toContain("Acme: got worse");
  },
);

test("where the first message was deleted, or never came by Slack, it is a message of its own, and the next one stands under it", async () => {
  await tell();
  slack.messages.splice(0);
  await tell(worse);
  expect(slack.messages.map(({ threadTs }) => threadTs)).toEqual([undefined]);
  await owner.rows(
    "update app.delivery set state = 'failed' where tenant_id = $1 and channel = 'slack' and subject = $2",
    [cast.tenantId, `alert:${alertId}`],
  );
  await tell(still);
  const [own, reply] = slack.messages;
  expect(slack.messages).toHaveLength(2);
  expect(reply).toMatchObject({ threadTs: own?.ts, broadcast: true });
});

test("in another conversation than the first message it is a message of its own", async () => {
  await tell();
  await owner.rows(
    "update app.delivery set conversation = 'DOTHER' where tenant_id = $1 and channel = 'slack'",
    [cast.tenantId],
  );
  await tell(worse);
  expect(slack.messages.at(-1)?.threadTs).toBeUndefined();
});
