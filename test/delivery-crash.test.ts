import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withTenant } from "../src/db/with-tenant.ts";
import { randomOf } from "../src/demo/random.ts";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { listInbox } from "../src/usecases/inbox/list-inbox.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { type Work, workUntilQuiet } from "./delivery-worker.ts";
import { addAccount, as, dataDay, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { type StrictSlack, startStrictSlack } from "./slack/strict-slack.ts";
import { makeConnectedTenant, makeMember } from "./slack/workspace.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/*
 * From an alert to its message while processes die. A process of its own (test/delivery-worker.ts) runs the pass and the
 * jobs against a Slack that lives here, is killed after its Nth step, and this process goes on where it stopped.
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

interface Stage {
  readonly slack: StrictSlack;
  readonly work: Work;
  readonly priya: string;
  readonly tomas: string;
}

/** A tenant whose account goes silent, judged up to the day before its alert is due. */
async function setStage(): Promise<Stage> {
  const slack = await startStrictSlack();
  const slug = `orrery-${newId().slice(-12)}`;
  const { token, botUserId } = slack;
  const workspaceId = `T${slug}`;
  const tenantId = await makeConnectedTenant(db, { slug, workspaceId, token, botUserId, now });
  const someone = { name: "Priya Shah", email: "priya@orrery.example", role: "manager", now } as const;
  const priya = await makeMember(db, tenantId, someone);
  const admin = { name: "Tomás Reyes", email: "tomas@orrery.example", role: "admin", now } as const;
  const tomas = await makeMember(db, tenantId, admin);
  const flags = { team_id: workspaceId };
  slack.users.set("U1PRIYA", { id: "U1PRIYA", name: someone.name, email: someone.email, flags });
  const account = await addAccount(db, tenantId, { name: "Acme", ownerId: priya });
  // 8 people every day for 200 days, then nobody: after 13 days of silence 104 of 224 user-days are missing, 46%.
  const key = [tenantId, account, addDays(dataDay, -213), addDays(dataDay, -13)];
  await owner.rows(
    `insert into app.user_day (tenant_id, account_id, day, user_key, events)
     select $1, $2, d::date, 'u:' || u, 1 from generate_series($3::date, $4::date, '1 day') d, generate_series(1, 8) u`,
    key,
  );
  await owner.rows(
    `insert into app.account_day (tenant_id, account_id, day, user_days, events)
     select tenant_id, account_id, day, count(*), count(*) from app.user_day where tenant_id = $1 group by 1, 2, 3`,
    [tenantId],
  );
  await owner.rows(
    "update app.account set first_day = $3, last_day = $4 where tenant_id = $1 and id = $2",
    key,
  );
  const yesterday = new Date(now.getTime() - 86_400_000);
  await runPass(db, tenantId, { now: yesterday, requestId: "test", full: false });
  const work = { ownerUrl: db.ownerUrl, apiUrl: slack.apiUrl, tenantId, now: now.getTime() };
  return { slack, work, priya, tomas };
}

/** Starts the process and lets it die. @returns the steps that it had done */
async function runAndDie(
  work: Work,
  dieAfter: number,
  whileItRuns?: (kill: () => void) => void,
): Promise<string[]> {
  const script = join(import.meta.dirname, "delivery-worker.ts");
  const child = spawn(process.execPath, [script, JSON.stringify({ ...work, dieAfter })], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "bellwether-test-compiled") },
  });
  let said = "";
  let faults = "";
  child.stdout.on("data", (bytes) => {
    said += bytes;
  });
  child.stderr.on("data", (bytes) => {
    faults += bytes;
  });
  whileItRuns?.(() => child.kill("SIGKILL"));
  const signal = await new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
  expect(signal, `it ended by itself: ${faults || said}`).toBe("SIGKILL");
  return said.trim().split("\n");
}

/** Goes on after the crash until nothing is left, and looks at what arrived. */
async function goOn({ slack, work }: Stage): Promise<{ posts: number; state: unknown; alerts: number }> {
  await workUntilQuiet({ ...work, now: work.now + 120_000 }, () => {});
  const deliveries = await owner.rows<{ state: string; ref: string | null }>(
    "select state, message_ref as ref from app.delivery where tenant_id = $1 and channel = 'slack'",
    [work.tenantId],
  );
  const alerts = await owner.rows("select id from app.alert where tenant_id = $1 and kind = 'drop'", [
    work.tenantId,
  ]);
  const posts = slack.messages.filter((message) => message.text.includes("Acme"));
  expect(deliveries, "one delivery, and it knows its message").toHaveLength(1);
  if (deliveries[0]?.state === "sent") expect(posts.map(({ ts }) => ts)).toContain(deliveries[0].ref);
  return { posts: posts.length, state: deliveries[0]?.state, alerts: alerts.length };
}

/** Whether the process died after Slack had the message and before that was stored: nobody can know then. */
function diedInBetween(steps: readonly string[]): boolean {
  const accepted = steps.indexOf("accepted");
  return accepted >= 0 && !steps.slice(accepted).includes("sql commit");
}

describe("an alert on its way to Slack", () => {
  test("arrives wherever its process is killed, and twice only if killed before Slack's answer was stored", async () => {
    // Once without a kill, to know the steps.
    const whole = await setStage();
    const steps: string[] = [];
    await workUntilQuiet(whole.work, (label) => steps.push(label));
    expect(await goOn(whole)).toEqual({ posts: 1, state: "sent", alerts: 1 });
    await whole.slack.close();

    const passEnded = steps.indexOf("pass ended");
    const accepted = steps.indexOf("accepted");
    const stored = steps.indexOf("sql commit", accepted);
    expect(
      [passEnded, accepted, stored].every((index) => index > 0),
      steps.join("\n"),
    ).toBe(true);
    const random = randomOf("crash");
    const some = (from: number, to: number, count: number) =>
      Array.from({ length: count }, () => from + Math.floor(random() * (to - from)));
    const points = new Set([
      ...some(0, passEnded, 3),
      ...some(passEnded, accepted, 4),
      steps.indexOf("sql commit", passEnded),
      steps.indexOf("posting"),
      accepted,
      ...some(accepted + 1, stored, 1),
      stored - 1,
      stored,
      ...some(stored + 1, steps.length - 1, 1),
    ]);
    expect(points.size).toBeGreaterThanOrEqual(12);

    let doubles = 0;
    const tryPoint = async (point: number): Promise<void> => {
      const stage = await setStage();
      const done = await runAndDie(stage.work, point + 1);
      const result = await goOn(stage);
      const most = diedInBetween(done) ? 2 : 1;
      const where = `killed after step ${point}, "${done.at(-1)}"`;
      expect({ ...result, posts: result.posts >= 1 && result.posts <= most }, where).toEqual({
        posts: true,
        state: "sent",
        alerts: 1,
      });
      doubles += result.posts - 1;
      await stage.slack.close();
    };
    const queue = [...points];
    await Promise.all(
      [1, 2].map(async () => {
        for (let point = queue.shift(); point !== undefined; point = queue.shift()) await tryPoint(point);
      }),
    );
    // The double is real where nobody can know: the test would be blind if it never came.
    expect(doubles).toBeGreaterThan(0);
  }, 90_000);

  test("arrives when the process is killed while Slack has the message and has not answered", async () => {
    const stage = await setStage();
    stage.slack.fault("chat.postMessage", { kind: "silence", applied: true });
    await runAndDie(stage.work, 0, (kill) => {
      const watch = setInterval(() => {
        if (stage.slack.messages.length === 0) return;
        clearInterval(watch);
        kill();
      }, 5);
    });
    expect(await goOn(stage)).toEqual({ posts: 2, state: "sent", alerts: 1 });
    await stage.slack.close();
  });
});

describe("a post that Slack did not answer", () => {
  test.each([
    ["was made", true, 1],
    ["was not made", false, 0],
  ])("and that %s is uncertain, told in the inbox, and never sent again", async (_, applied, posts) => {
    const stage = await setStage();
    const { slack, work, priya } = stage;
    slack.fault("chat.postMessage", { kind: "silence", applied });
    const impatient = { ...work, slackTimeoutMs: 250 };
    await workUntilQuiet(impatient, () => {});
    expect(await goOn({ ...stage, work: impatient })).toEqual({ posts, state: "uncertain", alerts: 1 });
    const asked = slack.calls.filter(({ method }) => method === "chat.postMessage");
    expect(asked).toHaveLength(1);
    const inbox = await withTenant(db, as(work.tenantId, priya), (tx) =>
      listInbox(tx, { filter: "all", now }),
    );
    const told = inbox.items.map(({ subject }) => subject).filter(({ kind }) => kind === "delivery-failed");
    expect(told).toMatchObject([{ failed: { state: "uncertain", what: "an alert", reasonCode: "timeout" } }]);
    expect(inbox.items.map(({ subject }) => subject.kind)).toContain("alert");
    await slack.close();
  });
});

describe("a workspace that is gone", () => {
  test.each([
    ["was disconnected here", "not-connected"],
    ["was uninstalled there", "token_revoked"],
  ])("and %s is told to the member and to the admins", async (how, code) => {
    const stage = await setStage();
    const { slack, work, priya, tomas } = stage;
    if (code === "not-connected") {
      // The delivery is queued first: afterwards there would be no Slack to queue for.
      await runPass(db, work.tenantId, { now, requestId: "test", full: false });
      await owner.rows("update app.installation set token_encrypted = null where tenant_id = $1", [
        work.tenantId,
      ]);
    } else {
      for (const method of ["users.lookupByEmail", "conversations.open", "chat.postMessage"])
        slack.fault(method, { kind: "error", error: code });
    }
    await workUntilQuiet(work, () => {});
    for (const memberId of [priya, tomas]) {
      const inbox = await withTenant(db, as(work.tenantId, memberId), (tx) =>
        listInbox(tx, { filter: "all", now }),
      );
      const told = inbox.items.map(({ subject }) => subject).filter(({ kind }) => kind === "delivery-failed");
      expect(told, how).toMatchObject([{ failed: { state: "failed", reasonCode: code } }]);
    }
    await slack.close();
  });
});
