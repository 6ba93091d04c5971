import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSlackApp, type SlackApp } from "../../src/bot/slack/app.ts";
import { connectWorkspace } from "../../src/bot/slack/connect.ts";
import { findConnection } from "../../src/bot/slack/connection.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { readAudit } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { commandRequest, eventRequest, interactionRequest, type Sending } from "./requests.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { makeAccount, makeConnectedTenant, makeMember, testSecrets } from "./workspace.ts";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const now = new Date("2026-11-20T07:30:00Z");
const png = new Uint8Array([137, 80, 78, 71]);

describe("the Slack app", () => {
  let db: TestDb;
  let slack: StrictSlack;
  let app: SlackApp;
  let tenantId: string;
  let priya: string;
  let acme: string;
  let clock: number;
  const sending = (): Sending => ({ secret, now: clock });

  beforeAll(async () => {
    db = await openTestDb();
    slack = await startStrictSlack();
    const { token, teamId, botUserId } = slack;
    tenantId = await makeConnectedTenant(db, { slug: "orrery", workspaceId: teamId, token, botUserId, now });
    priya = await makeMember(db, tenantId, {
      name: "Priya Shah",
      email: "priya@orrery.example",
      role: "manager",
      now,
    });
    await makeMember(db, tenantId, { name: "Dana Okafor", email: "dana@orrery.example", role: "lead", now });
    const jonas = await makeMember(db, tenantId, {
      name: "Jonas Lind",
      email: "jonas@orrery.example",
      role: "manager",
      now,
    });
    acme = await makeAccount(db, tenantId, { name: "Acme", ownerId: priya, now });
    await makeAccount(db, tenantId, { name: "Initech", ownerId: jonas, now });
    for (const [id, name, email] of [
      ["U1PRIYA", "Priya Shah", "Priya@orrery.example"],
      ["U2DANA", "Dana Okafor", "dana@orrery.example"],
      ["U3JONAS", "Jonas Lind", "jonas@orrery.example"],
      ["U4NEW", "New Person", "new@orrery.example"],
    ] as const)
      slack.users.set(id, { id, name, email });
    slack.users.set("U5GUEST", {
      id: "U5GUEST",
      name: "Guest",
      email: "priya@orrery.example",
      flags: { is_restricted: true },
    });
    slack.users.set("U6DOUBT", {
      id: "U6DOUBT",
      name: "Doubt",
      email: "dana@orrery.example",
      flags: { is_email_confirmed: false },
    });
    slack.users.set("U7BOT", { id: "U7BOT", name: "Other bot", flags: { is_bot: true } });
    const everyone = ["U0BOT", "U1PRIYA", "U2DANA", "U7BOT"];
    slack.channels.set("C1TEAM", { id: "C1TEAM", kind: "channel", members: [...everyone] });
    slack.channels.set("C2MIXED", { id: "C2MIXED", kind: "channel", members: [...everyone, "U3JONAS"] });
    slack.channels.set("C3SHARED", { id: "C3SHARED", kind: "channel", members: [...everyone], shared: true });
    slack.channels.set("C4GUESTS", { id: "C4GUESTS", kind: "channel", members: [...everyone, "U5GUEST"] });
    slack.channels.set("D1PRIYA", { id: "D1PRIYA", kind: "im", members: ["U1PRIYA", "U0BOT"] });
  });
  afterAll(async () => {
    await slack.close();
    await db.close();
  });
  beforeEach(() => {
    clock = now.getTime();
    slack.messages.length = 0;
    slack.responses.length = 0;
    slack.calls.length = 0;
    slack.views.length = 0;
    app = createSlackApp({
      db,
      secrets: testSecrets,
      painter: {
        paint: async () => ({ png, width: 1, height: 1 }),
        print: async () => new TextEncoder().encode("%PDF-1.7 /Type /Page /Type /Page"),
      },
      publicUrl: "https://bellwether.example",
      apiUrl: slack.apiUrl,
      signingSecret: secret,
      appToken: undefined,
      now: () => clock,
      log: noLog,
    });
  });
  afterEach(async () => {
    expect(await app.stop(20_000)).toBe(0);
  });

  async function handled(request: Request): Promise<Response> {
    const answer = await app.routes?.request(request);
    if (!answer) throw new Error("no routes");
    expect(await app.stop(20_000)).toBe(0);
    return answer;
  }
  const command = (text: string, user = "U1PRIYA", channel = "C1TEAM") =>
    handled(
      commandRequest(sending(), {
        team_id: slack.teamId,
        user_id: user,
        channel_id: channel,
        text,
        response_url: slack.responseUrl(),
      }),
    );
  const event = (eventId: string, inner: Record<string, unknown>, headers = {}) =>
    handled(eventRequest(sending(), { team_id: slack.teamId, event_id: eventId, event: inner }, headers));
  function click(
    value: object,
    more: { actionId: string; user?: string; channel?: string; ephemeral?: boolean; ts?: string },
  ) {
    const { user = "U1PRIYA", channel = "C1TEAM", ephemeral = true, ts = "1.1", actionId } = more;
    return handled(
      interactionRequest(sending(), {
        type: "block_actions",
        user: { id: user },
        team: { id: slack.teamId },
        channel: { id: channel },
        container: { type: "message", channel_id: channel, message_ts: ts, is_ephemeral: ephemeral },
        trigger_id: slack.triggerId(),
        response_url: slack.responseUrl(),
        actions: [{ type: "button", action_id: actionId, block_id: "b", value: JSON.stringify(value) }],
      }),
    );
  }
  function submit(view: unknown, values: object, user = "U1PRIYA") {
    const opened = view as Record<string, unknown>;
    return handled(
      interactionRequest(sending(), {
        type: "view_submission",
        user: { id: user },
        team: { id: slack.teamId },
        view: { ...opened, id: "V1", state: { values } },
      }),
    );
  }
  const responded = () => JSON.stringify(slack.responses.map(({ body }) => body));

  test("a command is answered to the asker alone, under their own rights", async () => {
    expect(await (await command("acme")).text()).toBe("");
    expect(slack.responses).toHaveLength(1);
    expect(slack.responses[0]?.body).toMatchObject({ response_type: "ephemeral", replace_original: false });
    expect(responded()).toContain("Acme");
    slack.responses.length = 0;
    await command("initech");
    expect(responded()).toContain("I can't find an account called “initech”");
    expect(slack.messages).toEqual([]);
  });

  test("a mention is answered to the asker's eyes only, a direct message in the open", async () => {
    await event("EvMention", {
      type: "app_mention",
      user: "U1PRIYA",
      channel: "C1TEAM",
      text: "<@U0BOT> acme",
      ts: "5.1",
    });
    await event("EvDirect", {
      type: "message",
      channel_type: "im",
      user: "U1PRIYA",
      channel: "D1PRIYA",
      text: "help",
      ts: "5.2",
    });
    expect(slack.messages.map(({ channel, ephemeralTo }) => [channel, ephemeralTo])).toEqual([
      ["C1TEAM", "U1PRIYA"],
      ["D1PRIYA", undefined],
    ]);
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("Acme");
  });

  test.each([
    [
      "a bot",
      {
        type: "message",
        channel_type: "im",
        bot_id: "B1",
        user: "U7BOT",
        channel: "D1PRIYA",
        text: "acme",
        ts: "6",
      },
    ],
    [
      "the bot itself",
      { type: "message", channel_type: "im", user: "U0BOT", channel: "D1PRIYA", text: "acme", ts: "6" },
    ],
    [
      "an edit",
      {
        type: "message",
        subtype: "message_changed",
        channel_type: "im",
        channel: "D1PRIYA",
        ts: "6",
        message: {},
      },
    ],
    [
      "an edited mention",
      {
        type: "app_mention",
        user: "U1PRIYA",
        channel: "C1TEAM",
        text: "<@U0BOT> acme",
        ts: "6",
        edited: { user: "U1PRIYA", ts: "7" },
      },
    ],
    [
      "people among themselves",
      { type: "message", channel_type: "channel", user: "U1PRIYA", channel: "C1TEAM", text: "acme", ts: "6" },
    ],
  ])("%s is not answered", async (name, inner) => {
    await event(`EvIgnored ${name}`, inner);
    expect(slack.messages).toEqual([]);
  });

  test("an event that Slack delivers again is acknowledged, and nothing is done", async () => {
    const inner = {
      type: "message",
      channel_type: "im",
      user: "U1PRIYA",
      channel: "D1PRIYA",
      text: "help",
      ts: "7.1",
    };
    await event("EvTwice", inner);
    for (const attempt of ["1", "2", "3"]) {
      const answer = await event("EvTwice", inner, {
        "x-slack-retry-num": attempt,
        "x-slack-retry-reason": "http_timeout",
      });
      expect(answer.status).toBe(200);
    }
    expect(slack.messages).toHaveLength(1);
  });

  test("who is no member, a guest, or has an unconfirmed address sees nothing", async () => {
    await command("acme", "U4NEW");
    await command("acme", "U6DOUBT");
    await command("acme", "U5GUEST");
    expect(slack.responses.map(({ body }) => body.text)).toEqual([
      "I don't know you yet. Sign in once with the address you use here.",
      "I don't know you yet. Sign in once with the address you use here.",
      "I don't show account data to guests of this workspace.",
    ]);
    expect(responded()).not.toContain("Acme");
  });

  test("a workspace that is not connected is refused politely", async () => {
    const body = {
      team_id: "T9OTHER",
      user_id: "U1PRIYA",
      channel_id: "C1TEAM",
      text: "acme",
      response_url: slack.responseUrl(),
    };
    expect((await handled(commandRequest(sending(), body))).status).toBe(200);
    expect(slack.responses.map(({ body: said }) => said.text)).toEqual([
      "Bellwether isn't connected to this Slack workspace. Ask your admin to connect it.",
    ]);
  });

  test("in an externally shared channel nothing is shown", async () => {
    await command("acme", "U1PRIYA", "C3SHARED");
    expect(responded()).toContain(
      "I don't show account data in shared channels. Ask me in a direct message.",
    );
    expect(responded()).not.toContain("Acme");
  });

  const shareAcme = () => ({ do: "share", what: { kind: "account", accountId: acme } });

  test("sharing asks first, then posts for everyone when everyone may see it", async () => {
    await click(shareAcme(), { actionId: "share:0" });
    expect(JSON.stringify(slack.views[0])).toContain(
      "Everyone in #C1TEAM (2 people) will see Acme's health.",
    );
    expect(slack.messages).toEqual([]);
    await submit(slack.views[0], {});
    expect(slack.messages.map(({ channel, ephemeralTo }) => [channel, ephemeralTo])).toEqual([
      ["C1TEAM", undefined],
    ]);
    const rows = await readAudit(db, tenantId);
    expect(rows.filter((row) => row.verb.startsWith("shared"))).toEqual([
      {
        verb: "shared into a conversation",
        accountId: acme,
        memberId: priya,
        surface: "slack",
        detail: { what: "account", conversation: "C1TEAM", people: 2 },
      },
    ]);
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("Acme");
  });

  test.each([
    ["C2MIXED", "someone in this conversation may not see"],
    ["C4GUESTS", "someone in this conversation may not see"],
  ])("in %s sharing is refused: %s", async (channel, reason) => {
    await click(shareAcme(), { actionId: "share:0", channel });
    await submit(slack.views[0], {});
    expect(responded()).toContain(reason);
    expect(slack.messages).toEqual([]);
  });

  test("somebody who joins between the question and the answer is looked at too", async () => {
    await click(shareAcme(), { actionId: "share:0" });
    const members = slack.channels.get("C1TEAM")?.members;
    members?.push("U3JONAS");
    await submit(slack.views[0], {});
    members?.pop();
    expect(slack.messages).toEqual([]);
  });

  test.each([
    ["C3SHARED", "I don't show account data in shared channels"],
    ["C9NOWHERE", "Invite me with /invite @Bellwether"],
    ["D1PRIYA", "There is nobody to share with here"],
  ])("in %s nothing is even asked: %s", async (channel, reason) => {
    await click(shareAcme(), { actionId: "share:0", channel });
    expect(responded()).toContain(reason);
    expect(slack.views).toEqual([]);
    expect(slack.messages).toEqual([]);
  });

  test("an export goes to the asker's direct messages, whatever the channel", async () => {
    await command("export acme csv");
    const [file] = [...slack.files.values()].filter((each) => each.name.endsWith(".csv"));
    expect(file).toMatchObject({ complete: true, sharedTo: "D1PRIYA" });
    expect(
      slack.responses.map(({ body }) => String(body.text).replace(/[\d–]+ (KB|B|bytes)/, "N KB")),
    ).toMatchSnapshot();
    expect(slack.messages.every((message) => message.channel === "D1PRIYA")).toBe(true);
  });

  test("a second export asks for no conversation again, unless Slack does not know it any more", async () => {
    const opened = () => slack.calls.filter(({ method }) => method === "conversations.open").length;
    const files = () => [...slack.files.values()].filter(({ sharedTo }) => sharedTo === "D1PRIYA").length;
    await command("export acme csv");
    const [once, first] = [opened(), files()];
    await command("export acme csv");
    expect([opened(), files()]).toEqual([once, first + 1]);
    slack.fault("files.completeUploadExternal", { kind: "error", error: "channel_not_found" });
    await command("export acme csv");
    expect([opened(), files()]).toEqual([once + 1, first + 2]);
    expect(responded()).toContain("only you can see it");
  });

  test("[Export XLSX] gives the portfolio as a workbook, in the asker's direct messages", async () => {
    await click({ do: "export-portfolio", format: "xlsx" }, { actionId: "export-portfolio:1" });
    const [file] = [...slack.files.values()].filter((each) => each.name.endsWith(".xlsx"));
    expect(file?.name).toMatch(/^Portfolio-health-\d{4}-\d\d-\d\d\.xlsx$/);
    expect(file).toMatchObject({ complete: true, sharedTo: "D1PRIYA" });
    expect(responded()).toMatch(/Portfolio-health-[\d-]+\.xlsx\* · \d+ bytes · only you can see it/);
  });

  test("a choice makes room for what was chosen", async () => {
    await click({ do: "show-account", accountId: acme }, { actionId: "choice:1" });
    expect(slack.responses).toHaveLength(1);
    expect(slack.responses[0]?.body).toMatchObject({ replace_original: true });
    await click({ do: "explain-score", accountId: acme }, { actionId: "explain-score:0" });
    expect(slack.responses[1]?.body).toMatchObject({ replace_original: false });
  });

  test("a value that is no command of ours does nothing", async () => {
    for (const value of [{ do: "drop-table" }, { do: "show-account", accountId: "1 or 1" }, {}]) {
      await click(value, { actionId: "show-account:0" });
    }
    expect(slack.responses).toEqual([]);
  });

  test("acknowledged while the database is stuck, a hundred times over", async () => {
    const holder = new pg.Client({ connectionString: db.ownerUrl });
    await holder.connect();
    await holder.query(
      "begin; lock table app.installation, app.inbound_seen, app.member in access exclusive mode",
    );
    // Each answer comes while the database is stuck, so none waits for it; how soon is measured by `npm run bench -- command`.
    for (let i = 0; i < 100; i++) {
      const inner = {
        type: "message",
        channel_type: "im",
        user: "U1PRIYA",
        channel: "D1PRIYA",
        text: "help",
        ts: `9.${i}`,
      };
      const answer = await app.routes?.request(
        eventRequest(sending(), { team_id: slack.teamId, event_id: `EvSlow${i % 3}`, event: inner }),
      );
      expect(answer?.status).toBe(200);
    }
    expect(slack.messages).toEqual([]);
    await holder.query("rollback");
    await holder.end();
    expect(await app.stop(20_000)).toBe(0);
    expect(slack.messages).toHaveLength(3);
  });

  test("uninstalled: the token is wiped at once, and a redelivery cannot wipe the next one", async () => {
    const vault = { db, secrets: testSecrets };
    expect(await findConnection(vault, slack.teamId)).toMatchObject({ token: slack.token });
    await event("EvGone", { type: "app_uninstalled" });
    expect(await findConnection(vault, slack.teamId)).toBeUndefined();
    const owner = new pg.Client({ connectionString: db.ownerUrl });
    await owner.connect();
    const kept = await owner.query("select token_encrypted from app.installation");
    await owner.end();
    expect(kept.rows).toEqual([{ token_encrypted: null }]);
    await command("acme");
    expect(responded()).toContain("isn't connected to this Slack workspace");

    const connect = {
      botToken: slack.token,
      tenant: "orrery",
      secrets: testSecrets,
      apiUrl: slack.apiUrl,
      now,
    };
    expect(await connectWorkspace(db, connect)).toMatchObject({ tenantId, workspaceId: slack.teamId });
    await event("EvGone", { type: "app_uninstalled" }, { "x-slack-retry-num": "1" });
    expect(await findConnection(vault, slack.teamId)).toMatchObject({ token: slack.token });
    await event("EvUserToken", { type: "tokens_revoked", tokens: { oauth: ["U1PRIYA"], bot: [] } });
    expect(await findConnection(vault, slack.teamId)).toMatchObject({ token: slack.token });
    await event("EvRevoked", { type: "tokens_revoked", tokens: { oauth: [], bot: ["U0BOT"] } });
    expect(await findConnection(vault, slack.teamId)).toBeUndefined();
    await connectWorkspace(db, connect);
  });

  test("a workspace belongs to one tenant, and a token that Slack refuses connects nothing", async () => {
    const connect = {
      botToken: slack.token,
      tenant: undefined,
      secrets: testSecrets,
      apiUrl: slack.apiUrl,
      now,
    };
    await expect(connectWorkspace(db, { ...connect, botToken: "xoxb-wrong" })).rejects.toThrow(
      "Slack did not accept",
    );
    await expect(connectWorkspace(db, { ...connect, tenant: "nobody" })).rejects.toThrow(
      "no tenant “nobody”",
    );
    const other = { slug: "other", workspaceId: "T1OTHER", token: "xoxb-other", botUserId: "U0B", now };
    await makeConnectedTenant(db, other);
    await expect(connectWorkspace(db, connect)).rejects.toThrow("several tenants");
    await expect(connectWorkspace(db, { ...connect, tenant: "other" })).rejects.toThrow(
      "belongs to another tenant",
    );
  });
});
