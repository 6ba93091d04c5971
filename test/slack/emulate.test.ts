import { createEmulator, type Emulator } from "emulate";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createSlackApp, type SlackApp } from "../../src/bot/slack/app.ts";
import { connectWorkspace } from "../../src/bot/slack/connect.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { createSlackSender, type SlackSender } from "../../src/bot/slack/outbound/send.ts";
import { tell } from "../../src/bot/tell/tell.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { acknowledgeAlert } from "../../src/usecases/alerts/change-alert.ts";
import { addAccount, addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { openWarmPainter } from "../warm-painter.ts";
import { eventRequest, interactionRequest } from "./requests.ts";
import { testSecrets } from "./workspace.ts";

/*
 * The same against an emulator that others wrote: it checks neither blocks nor limits, but keeps state as Slack does, and
 * what is stored there is read back through Slack's own methods.
 */

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const botToken = "xoxb-emulated";
const readerToken = "xoxp-reader";

type Answer = Record<string, unknown> & { ok: boolean };

describe("against the emulator", () => {
  let db: TestDb;
  let emulator: Emulator;
  let painter: ChartPainter;
  let sender: SlackSender;
  let app: SlackApp;
  let cast: Cast;
  let alertId: string;
  let priyaInSlack: string;
  let workspaceId: string;
  let direct: string;

  beforeAll(async () => {
    db = await openTestDb();
    emulator = await createEmulator({
      service: "slack",
      port: 0,
      seed: {
        slack: {
          team: { name: "Orrery", domain: "orrery" },
          users: [
            { name: "priya", real_name: "Priya Shah", email: "shah@orrery.example" },
            { name: "bellwether", real_name: "Bellwether", email: "bot@orrery.example" },
          ],
          tokens: [
            { token: botToken, user: "bellwether" },
            { token: readerToken, user: "priya" },
          ],
        },
      },
    });
    painter = await openWarmPainter();
    cast = await makeCast(db, "orrery");
    const acme = { name: "Acme", ownerId: cast.priya, score: 79, weekAgo: 86, monthAgo: 94 };
    alertId = await addAlert(db, cast.tenantId, await addAccount(db, cast.tenantId, acme));
    const found = (await ask("users.lookupByEmail", { email: "shah@orrery.example" })) as {
      user?: { id: string };
    };
    priyaInSlack = found.user?.id ?? "";
    await asSystem(db, cast.tenantId, (tx) =>
      tx.db
        .updateTable("app.member")
        .set({ slack_user_id: priyaInSlack })
        .where("id", "=", cast.priya)
        .execute(),
    );
    const secrets = testSecrets;
    const apiUrl = `${emulator.url}/api/`;
    const publicUrl = "https://bellwether.example";
    ({ workspaceId } = await connectWorkspace(db, { botToken, tenant: "orrery", secrets, apiUrl, now }));
    const clock = () => now.getTime();
    sender = createSlackSender({ db, secrets, painter, publicUrl, apiUrl, now: clock });
    const rest = { signingSecret: secret, appToken: undefined, now: clock, log: noLog };
    app = createSlackApp({ db, secrets, painter, publicUrl, apiUrl, ...rest });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  afterAll(async () => {
    await painter.close();
    await emulator.close();
    await db.close();
  });

  async function ask(method: string, args: Record<string, string>, token = botToken): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(args);
    const response = await fetch(`${emulator.url}/api/${method}`, { method: "POST", headers, body });
    return (await response.json()) as Answer;
  }
  async function history(): Promise<
    { ts: string; text: string; blocks: { type: string; slack_file?: { id: string } }[] }[]
  > {
    const { messages } = await ask("conversations.history", { channel: direct }, readerToken);
    return messages as Awaited<ReturnType<typeof history>>;
  }
  const alertMessage = () =>
    withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
      const told = await tell(
        tx,
        {
          id: alertId,
          subjectKind: "alert",
          subjectId: alertId,
          facts: {},
          queuedAt: now,
          dueAt: now,
          sentAt: null,
        },
        now,
      );
      return told.message;
    });

  test("an alert is posted with its chart, and edited in place when somebody has it", async () => {
    const sent = await sender.post({
      tenantId: cast.tenantId,
      memberId: cast.priya,
      message: await alertMessage(),
    });
    if (!sent.ok) throw new Error(sent.code);
    expect(sent.imageMissing).toBeUndefined();
    direct = sent.conversation;
    const [posted] = await history();
    expect(posted?.ts).toBe(sent.messageRef);
    const fileId = posted?.blocks.find((block) => block.type === "image")?.slack_file?.id ?? "";
    const { file } = (await ask("files.info", { file: fileId })) as { file?: { name: string; size: number } };
    expect(file?.name).toBe("chart.png");
    expect(file?.size).toBeGreaterThan(10_000);

    await withTenant(db, as(cast.tenantId, cast.priya), (tx) => acknowledgeAlert(tx, { alertId, now }));
    const { conversation, messageRef } = sent;
    const message = await alertMessage();
    expect(await sender.update({ tenantId: cast.tenantId, conversation, messageRef, message })).toEqual(sent);
    const after = await history();
    expect(after.map(({ ts }) => ts)).toEqual([messageRef]);
    expect(JSON.stringify(after[0]?.blocks)).toContain("Priya has it");
  });

  test("a direct message is answered where it was asked", async () => {
    const event = {
      type: "message",
      channel_type: "im",
      user: priyaInSlack,
      channel: direct,
      text: "acme",
      ts: "1.1",
    };
    const request = eventRequest(
      { secret, now: now.getTime() },
      { team_id: workspaceId, event_id: "Ev1", event },
    );
    expect((await app.routes?.request(request))?.status).toBe(200);
    await app.stop(20_000);
    const [answer] = await history();
    expect(answer?.text).toContain("Acme: 79");
  });

  test("a form opens with the trigger of the click, and with no other", async () => {
    // A trigger lives for three seconds, which a busy machine may take: the emulator's clock stands still.
    vi.useFakeTimers({ toFake: ["Date"] });
    const { trigger_id } = await ask("views.generateTriggerId", { user_id: priyaInSlack });
    const [card] = (await history()).toReversed();
    const click = (trigger: unknown) =>
      interactionRequest(
        { secret, now: now.getTime() },
        {
          type: "block_actions",
          user: { id: priyaInSlack },
          team: { id: workspaceId },
          channel: { id: direct },
          container: { channel_id: direct, message_ts: card?.ts, is_ephemeral: false },
          trigger_id: trigger,
          actions: [
            {
              type: "button",
              action_id: "snooze-alert:1",
              value: JSON.stringify({ do: "snooze-alert", alertId }),
            },
          ],
        },
      );
    await app.routes?.request(click(trigger_id));
    await app.stop(20_000);
    expect(await (await fetch(`${emulator.url}/?tab=views`)).text()).toContain("until when?");
    await app.routes?.request(click("1.2.stale"));
    await app.stop(20_000);
    const [said] = await history();
    expect(said?.text).toContain("That didn't save. Nothing changed.");
  });
});
