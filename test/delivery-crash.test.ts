import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withTenant } from "../src/db/with-tenant.ts";
import { randomOf } from "../src/random.ts";
import { listInbox } from "../src/usecases/inbox/list-inbox.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { diedInBetween, goOn, runAndDie, type Stage, setStage } from "./delivery-stage.ts";
import { workUntilQuiet } from "./delivery-worker.ts";
import { as, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* From an alert to its message while processes die; the long run is test/soak/crash.ts. */

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

/** What arrived, with the count of posts; one delivery that knows its message is what there must be. */
async function goOnAndLook(stage: Stage): Promise<{ posts: number; state: unknown; alerts: number }> {
  const { deliveries, posts, alerts } = await goOn(owner, stage);
  expect(deliveries, "one delivery, and it knows its message").toHaveLength(1);
  if (deliveries[0]?.state === "sent") expect(posts).toContain(deliveries[0].ref);
  return { posts: posts.length, state: deliveries[0]?.state, alerts };
}

describe("an alert on its way to Slack", () => {
  test("arrives wherever its process is killed, and twice only if killed before Slack's answer was stored", async () => {
    // Once without a kill, to know the steps.
    const whole = await setStage(db, owner);
    const steps: string[] = [];
    await workUntilQuiet(whole.work, (label) => steps.push(label));
    expect(await goOnAndLook(whole)).toEqual({ posts: 1, state: "sent", alerts: 1 });
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
      const stage = await setStage(db, owner);
      const done = await runAndDie(stage.work, point + 1);
      const result = await goOnAndLook(stage);
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
  }, 300_000);

  test("arrives when the process is killed while Slack has the message and has not answered", async () => {
    const stage = await setStage(db, owner);
    stage.slack.fault("chat.postMessage", { kind: "silence", applied: true });
    await runAndDie(stage.work, 0, (kill) => {
      const watch = setInterval(() => {
        if (stage.slack.messages.length === 0) return;
        clearInterval(watch);
        kill();
      }, 5);
    });
    expect(await goOnAndLook(stage)).toEqual({ posts: 2, state: "sent", alerts: 1 });
    await stage.slack.close();
  });
});

describe("a picture that Slack does not take yet", () => {
  const setBusyStage = async () => {
    const stage = await setStage(db, owner);
    const headers = { "retry-after": "20" };
    stage.slack.fault("files.getUploadURLExternal", { kind: "status", status: 429, headers });
    return stage;
  };

  test("comes after its message wherever the process is killed in between, and the message is posted once", async () => {
    const whole = await setBusyStage();
    const steps: string[] = [];
    await workUntilQuiet(whole.work, (label) => steps.push(label));
    expect(whole.slack.messages).toMatchObject([{ pictured: "later", edits: 1 }]);
    await whole.slack.close();
    const stored = steps.indexOf("sql commit", steps.indexOf("accepted"));
    const edited = steps.indexOf("edited");
    expect(edited).toBeGreaterThan(stored);
    for (const point of [stored, Math.floor((stored + edited) / 2), edited]) {
      const stage = await setBusyStage();
      await runAndDie(stage.work, point + 1);
      const { posts, deliveries } = await goOn(owner, stage);
      expect(posts).toHaveLength(1);
      expect(deliveries).toMatchObject([{ state: "sent" }]);
      expect(stage.slack.messages).toMatchObject([{ pictured: "later" }]);
      await stage.slack.close();
    }
  }, 300_000);
});

describe("a post that Slack did not answer", () => {
  test.each([
    ["was made", true, 1],
    ["was not made", false, 0],
  ])("and that %s is uncertain, told in the inbox, and never sent again", async (_, applied, posts) => {
    const stage = await setStage(db, owner);
    const { slack, work, priya } = stage;
    slack.fault("chat.postMessage", { kind: "silence", applied });
    const impatient = { ...work, slackTimeoutMs: 1_500 };
    await workUntilQuiet(impatient, () => {});
    expect(await goOnAndLook({ ...stage, work: impatient })).toEqual({
      posts,
      state: "uncertain",
      alerts: 1,
    });
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
    const stage = await setStage(db, owner);
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
