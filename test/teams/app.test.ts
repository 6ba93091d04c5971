import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TeamsApp } from "../../src/bot/teams/app.ts";
import { findPersonalChat } from "../../src/db/chat/teams-conversations.ts";
import { addAccount, addAlert, asSystem, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import {
  activityFrom,
  addPeople,
  botId,
  chatId,
  connectTeams,
  entraId,
  openTeamsApp,
  userId,
} from "./organisation.ts";
import { readableCard } from "./readable.ts";
import { organisationId, type StrictTeams, startStrictTeams } from "./strict-teams.ts";

/*
 * Who gets an answer in Teams, and where: members of the one connected organisation, in private.
 */

const channel = { id: "19:emea@thread.tacv2;messageid=1", type: "channel", team: "19:team@thread.tacv2" };
const elsewhere = "0c0c0c0c-1111-4222-8333-444444444444";

describe("the Teams app", () => {
  let db: TestDb;
  let teams: StrictTeams;
  let cast: Cast;
  let app: TeamsApp;
  let acme: string;
  let alertId: string;
  let clock = now.getTime();

  beforeAll(async () => {
    db = await openTestDb();
    teams = await startStrictTeams(() => clock);
    cast = await makeCast(db, "orrery");
    acme = await addAccount(db, cast.tenantId, { name: "Acme", ownerId: cast.priya, score: 79 });
    addPeople(teams, "orrery", ["Priya Shah", "Dana Okafor", "New Person", "Jonas Lind", "J. Meyer"]);
    const asPriya = { email: "shah@orrery.example", userPrincipalName: "shah@orrery.example" };
    const person = (name: string, over: object) => {
      addPeople(teams, "orrery", [name]);
      const id = userId(name);
      teams.addPerson({ id, aadObjectId: entraId(name), name, ...asPriya, ...over });
    };
    person("Guest", { userRole: "guest" });
    person("Invited", { userPrincipalName: "shah_orrery.example#EXT#@other.onmicrosoft.com" });
    person("Federated", { tenantId: elsewhere });
    person("Nobody", { userRole: "anonymous" });
    await connectTeams(db, cast, teams);
  });
  afterAll(async () => {
    await teams.close();
    await db.close();
  });
  beforeEach(() => {
    clock += 3_700_000;
    teams.messages.length = 0;
    teams.calls.length = 0;
    for (const id of [channel.team, "19:emea@thread.tacv2"]) {
      const everyone = ["Shah", "Okafor", "Person", "Guest", "Invited", "Federated", "Nobody"].map(userId);
      teams.addConversation({ id, kind: "channel", members: everyone });
    }
    app = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => clock });
  });

  async function send(activity: Record<string, unknown>): Promise<{ status: number; body: string }> {
    const answer = await app.routes.request(await teams.request(activity));
    expect(await app.stop(20_000)).toBe(0);
    return { status: answer.status, body: await answer.text() };
  }
  const ask = (text: string, who: string, where?: Parameters<typeof activityFrom>[2]) =>
    send(activityFrom(who, { text }, where));
  const shown = () => teams.messages.map(({ activity }) => JSON.stringify(activity)).join("\n");
  const invoke = (who: string, name: string, value: object, over: object = {}, where = {}) =>
    send(activityFrom(who, { type: "invoke", name, value, ...over }, where));

  test.each(["Guest", "Invited", "Federated", "Nobody"])(
    "“%s”, who shows a member's address but is no full member of the organisation, gets no account data",
    async (who) => {
      await ask("acme", who);
      await ask("acme", who, channel);
      expect(teams.messages).toHaveLength(2);
      expect(shown()).not.toContain("79, healthy");
      expect(shown()).toContain("I don't show account data to guests of this organisation.");
      const search = await invoke(who, "composeExtension/query", {
        parameters: [{ name: "query", value: "acme" }],
      });
      const select = await invoke(who, "composeExtension/selectItem", { accountId: acme });
      const click = await invoke(who, "adaptiveCard/action", {
        action: {
          verb: "show-account",
          data: { command: JSON.stringify({ do: "show-account", accountId: acme }) },
        },
      });
      for (const { body } of [search, select, click]) expect(body).not.toMatch(/\b79\b|Acme/);
    },
  );

  test("somebody whom no member's address names is told how to be known", async () => {
    await ask("acme", "Person");
    expect(shown()).toContain("I don't know you yet.");
    expect(shown()).not.toMatch(/\b79\b/);
  });

  test("a member is known by the address of the roster, once and for all, and by nobody else's word", async () => {
    await ask("acme", "Shah");
    expect(shown()).toContain("79, healthy");
    const known = await asSystem(db, cast.tenantId, (tx) =>
      findPersonalChat(tx, { entraObjectId: entraId("Shah") }),
    );
    expect(known).toMatchObject({
      memberId: cast.priya,
      conversationId: chatId("Shah"),
      userId: userId("Shah"),
    });
    const priya = teams.people.get(userId("Shah"));
    if (priya)
      teams.addPerson({
        ...priya,
        email: "married@orrery.example",
        userPrincipalName: "married@orrery.example",
      });
    clock += 11 * 60_000;
    teams.messages.length = 0;
    await ask("acme", "Shah");
    expect(shown()).toContain("79, healthy");
    if (priya) teams.addPerson(priya);
  });

  test("in a channel the answer goes to the asker's own chat, which is opened if need be", async () => {
    await ask("acme", "Okafor", channel);
    expect(teams.calls).toContain("POST conversations");
    const where = teams.messages.map(({ conversation }) => conversation);
    expect(where).toEqual([chatId("Okafor"), channel.id]);
    expect(teams.messages[1]?.activity).toMatchObject({ text: "I've answered you in private, Dana." });
    expect(JSON.stringify(teams.messages[1]?.activity)).not.toMatch(/\b79\b/);
  });

  test("where no private chat can be opened, nothing of the answer is said", async () => {
    teams.addConversation({ id: chatId("Lind"), kind: "personal", members: [userId("Lind")] });
    for (const id of [channel.team, "19:emea@thread.tacv2"]) {
      teams.addConversation({ id, kind: "channel", members: [userId("Lind")] });
    }
    teams.faults.length = 0;
    const post = app.routes.request(
      await teams.request(activityFrom("Lind", { text: "portfolio" }, channel)),
    );
    teams.faults.push({ status: 200, hang: false, body: rosterOf("Lind") }, { status: 403 });
    await post;
    expect(await app.stop(20_000)).toBe(0);
    expect(teams.messages).toHaveLength(1);
    expect(teams.messages[0]?.activity.text).toContain("I can't write to you in private yet.");
  });

  function rosterOf(name: string): object {
    const person = teams.people.get(userId(name));
    return { ...person, tenantId: organisationId, userRole: "user" };
  }

  test("in a channel that is shared with other organisations a member is sent to their own chat", async () => {
    await ask("acme", "Shah", { ...channel, channelType: "shared" });
    expect(teams.messages).toHaveLength(1);
    expect(shown()).toContain("I don't show account data in shared channels. Ask me in a direct message.");
  });

  test("a customer's own admin sees their account and no other", async () => {
    await ask("acme", "Meyer");
    expect(shown()).toContain("I can't find an account called “acme” among those you can see.");
  });

  test("the bot says hello once, forgets the chat when it is removed, and says hello again when it comes back", async () => {
    const add = () => send(activityFrom("Okafor", { type: "installationUpdate", action: "add" }));
    const remove = () => send(activityFrom("Okafor", { type: "installationUpdate", action: "remove" }));
    await remove();
    expect(await chat()).toBeUndefined();
    await add();
    await send(activityFrom("Okafor", { type: "conversationUpdate", membersAdded: [{ id: botId }] }));
    expect(teams.messages.map(({ activity }) => activity.summary)).toEqual([
      "Hello, Dana. You see 1 account.",
    ]);
    expect(await chat()).toBeDefined();
    await send(
      activityFrom("Okafor", { type: "conversationUpdate", membersAdded: [{ id: userId("Shah") }] }),
    );
    expect(teams.messages).toHaveLength(1);
    await remove();
    await add();
    expect(teams.messages).toHaveLength(2);
  });
  const chat = () => asSystem(db, cast.tenantId, (tx) => findPersonalChat(tx, { memberId: cast.dana }));

  test("a click in an older client, which submits it as a message, does the same", async () => {
    alertId = await addAlert(db, cast.tenantId, acme);
    const command = JSON.stringify({ do: "acknowledge-alert", alertId });
    await ask("acme", "Shah");
    const clicked = teams.messages[0]?.id;
    await send(activityFrom("Shah", { value: { command }, replyToId: clicked }));
    expect(teams.messages[0]?.edits).toBe(1);
    expect(shown()).toContain("Priya has it");
  });

  test("a card that is asked for again is shown as it is now, under the rights of who looks", async () => {
    const action = { action: { verb: "refresh", data: { alertId } } };
    const { body } = await invoke("Shah", "adaptiveCard/action", action);
    const answer = JSON.parse(body) as { type: string; value: unknown };
    expect(answer.type).toBe("application/vnd.microsoft.card.adaptive");
    expect(readableCard(answer.value)[0]).toContain("Acme");
    const other = await invoke("Meyer", "adaptiveCard/action", action);
    expect(other.body).not.toContain("Acme");
  });

  test("what is no command, no dialog and no invoke of ours is refused without a trace", async () => {
    const bad = [
      ["adaptiveCard/action", { action: { verb: "x", data: { command: "drop table" } } }],
      ["adaptiveCard/action", "text"],
      ["task/fetch", { data: { command: '{"do":"snooze-alert","alertId":"1"}' } }],
      ["task/submit", { data: { form: "snooze", alertId: acme, name: "x", zone: "Mars/Crater" } }],
      ["composeExtension/selectItem", { accountId: "1 or 1=1" }],
      ["fileConsent/invoke", { action: "accept", context: { command: '{"do":"send-digest"}' } }],
    ] as const;
    for (const [name, value] of bad) {
      const { status } = await invoke("Shah", name, value as object);
      expect(status, name).toBe(400);
    }
    expect((await invoke("Shah", "signin/verifyState", {})).status).toBe(501);
    expect(teams.messages).toHaveLength(0);
  });

  test("a file is never sent to an address that is not OneDrive's", async () => {
    const context = { command: JSON.stringify({ do: "export-portfolio", format: "csv" }) };
    for (const uploadUrl of [
      "https://evil.example/upload",
      "http://169.254.169.254/",
      "https://sharepoint.com.evil.example/",
    ]) {
      const uploadInfo = {
        contentUrl: "https://o.sharepoint.com/x",
        name: "x.csv",
        uploadUrl,
        uniqueId: "1",
        fileType: "csv",
      };
      const { status } = await invoke("Shah", "fileConsent/invoke", {
        action: "accept",
        context,
        uploadInfo,
      });
      expect(status).toBe(400);
    }
    expect(teams.uploads.size).toBe(0);
  });

  test("a workbook is offered as every file is, and may not be wanted either", async () => {
    await ask("export portfolio xlsx", "Shah");
    const asked = teams.messages[0];
    const offered = JSON.stringify(asked?.activity);
    expect(offered).toMatch(/"name":"Portfolio-health-[\d-]+\.xlsx"/);
    expect(offered).toContain("Portfolio.xlsx: usage and health, ");
    const context = { command: JSON.stringify({ do: "export-portfolio", format: "xlsx" }) };
    await invoke("Shah", "fileConsent/invoke", { action: "decline", context }, { replyToId: asked?.id });
    expect(JSON.stringify(asked?.activity)).toContain("Not saved.");
    expect(teams.uploads.size).toBe(0);
  });

  test("a file that is not wanted is not made", async () => {
    await ask("export portfolio csv", "Shah");
    const asked = teams.messages[0];
    const context = { command: JSON.stringify({ do: "export-portfolio", format: "csv" }) };
    await invoke("Shah", "fileConsent/invoke", { action: "decline", context }, { replyToId: asked?.id });
    expect(asked?.edits).toBe(1);
    expect(JSON.stringify(asked?.activity)).toContain("Not saved.");
    expect(teams.uploads.size).toBe(0);
  });

  test("a card that is put into a conversation is written down", async () => {
    await invoke(
      "Shah",
      "composeExtension/selectItem",
      { accountId: acme },
      {},
      { id: "19:two@thread.v2", type: "groupChat" },
    );
    teams.addConversation({
      id: "19:two@thread.v2",
      kind: "groupChat",
      members: [userId("Shah"), userId("Okafor")],
    });
    const { body } = await invoke(
      "Shah",
      "composeExtension/selectItem",
      { accountId: acme },
      {},
      { id: "19:two@thread.v2", type: "groupChat" },
    );
    expect(body).toContain("79, healthy");
    const rows = await readAudit(db, cast.tenantId);
    expect(rows.filter(({ verb }) => verb === "shared into a conversation")).toHaveLength(1);
  });

  test("a card is put into no conversation where somebody is no member, or that nobody can look through", async () => {
    const guests = { id: "19:guests@thread.v2", type: "groupChat" };
    for (const stranger of ["Guest", "Federated", "Person"]) {
      teams.addConversation({
        id: guests.id,
        kind: "groupChat",
        members: [userId("Shah"), userId(stranger)],
      });
      const { body } = await invoke("Shah", "composeExtension/selectItem", { accountId: acme }, {}, guests);
      expect(body, stranger).toContain("Bellwether account page");
      expect(body, stranger).not.toMatch(/\b79\b/);
    }
  });

  test("a member who searches while writing where the bot is not is known by their own chat", async () => {
    const without = { id: "19:without@thread.v2", type: "groupChat" };
    await ask("help", "Shah");
    app = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => clock });
    const query = { parameters: [{ name: "query", value: "acme" }] };
    const mine = await invoke("Shah", "composeExtension/query", query, {}, without);
    expect(mine.body).toContain("79, healthy");
    const select = await invoke("Shah", "composeExtension/selectItem", { accountId: acme }, {}, without);
    expect(select.body).toContain("Bellwether account page");
    const unknown = await invoke("Lind", "composeExtension/query", query, {}, without);
    expect(unknown.body).toContain("I don't know you yet.");
  });

  const accountLink = () => `https://bellwether.example/accounts/${acme}`;
  const query = (who: string, url: string, where: object) =>
    invoke(who, "composeExtension/queryLink", { url }, {}, where);
  const group = { id: "19:two@thread.v2", type: "groupChat" };
  const links = async () =>
    (await readAudit(db, cast.tenantId)).filter(
      ({ detail }) => (detail as { what?: string }).what === "link",
    );

  test("a link to an account says where it stands, no more, and that is written down", async () => {
    teams.addConversation({ id: group.id, kind: "groupChat", members: [userId("Shah"), userId("Okafor")] });
    const before = await links();
    for (const url of [accountLink(), `${accountLink()}#alert-1`, `${accountLink()}/why?from=2026-10-22`]) {
      const { body } = await query("Shah", url, group);
      const { composeExtension } = JSON.parse(body);
      expect(isAskedAgain(body)).toBe(true);
      expect(readableCard(composeExtension.attachments[0].content)).toEqual([
        "Acme · 79, healthy, dropping · as of Thu 19 Nov",
        "[Open]",
      ]);
      expect(composeExtension.attachments[0].preview.content.title).toBe(
        "Acme · 79, healthy, dropping · as of Thu 19 Nov",
      );
    }
    const rows = (await links()).slice(before.length);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({
      verb: "shared into a conversation",
      accountId: acme,
      memberId: cast.priya,
      surface: "teams",
      detail: { what: "link", conversation: group.id, people: 2 },
    });
  });

  test("in one's own chat with the bot a link says it too", async () => {
    expect((await query("Shah", accountLink(), {})).body).toContain("79, healthy");
  });

  test("a link is neutral where somebody is no member, may not see the account, or nobody can be looked through", async () => {
    const before = await links();
    const where = { id: "19:mixed@thread.v2", type: "groupChat" };
    for (const other of ["Guest", "Federated", "Person", "Lind", "Meyer"]) {
      teams.addConversation({ id: where.id, kind: "groupChat", members: [userId("Shah"), userId(other)] });
      expect(await neutral(query("Shah", accountLink(), where)), other).toBe(true);
      expect(await neutral(query(other, accountLink(), where)), `asked by ${other}`).toBe(true);
    }
    teams.addConversation({ id: where.id, kind: "groupChat", members: [userId("Shah"), userId("Okafor")] });
    const unknown = accountLink().replace(acme, "00000000-0000-7000-8000-000000000000");
    expect(await neutral(query("Shah", unknown, where)), "no such account").toBe(true);
    // Teams calls a chat of two people "personal" as well; the bot is not in it.
    const two = { id: "19:shah_lind@unq.gbl.spaces", type: "personal" };
    expect(await neutral(query("Shah", accountLink(), two)), "a chat of two").toBe(true);
    const shared = { ...channel, channelType: "shared" };
    expect(await neutral(query("Shah", accountLink(), shared)), "a shared channel").toBe(true);
    expect(await links()).toEqual(before);
  });
  async function neutral(answer: Promise<{ body: string }>): Promise<boolean> {
    const { body } = await answer;
    return body.includes("Bellwether account page") && !/\b79\b|Acme/.test(body) && isAskedAgain(body);
  }
  /** Teams keeps any other answer for half an hour, and shows it in whatever conversation the link is posted next. */
  function isAskedAgain(body: string): boolean {
    const [policy] = JSON.parse(body).composeExtension.suggestedActions?.actions ?? [];
    return policy?.type === "setCachePolicy" && policy.value === '{"type":"no-cache"}';
  }

  test.each([
    "https://evil.example/accounts/00000000-0000-7000-8000-000000000000",
    "https://bellwether.example/",
    "https://bellwether.example/inbox",
    "https://bellwether.example/sign-in?token=t0ken",
    "https://bellwether.example/confirm/t0ken",
    "https://bellwether.example/files/t0ken",
    "not a link",
  ])("“%s” leads to no account, and says nothing", async (url) => {
    const { status, body } = await query("Shah", url, group);
    expect([status, JSON.parse(body).composeExtension.attachments]).toEqual([200, []]);
    expect(isAskedAgain(body)).toBe(true);
  });

  test("a link is neutral to whoever is signed in nowhere, whoever and wherever they say they are", async () => {
    const anonymous = activityFrom("Shah", {
      type: "invoke",
      name: "composeExtension/anonymousQueryLink",
      value: { url: accountLink() },
    });
    const away = {
      conversation: { id: "x", tenantId: elsewhere },
      channelData: { tenant: { id: elsewhere } },
    };
    for (const activity of [anonymous, { ...anonymous, ...away }]) {
      const asked = send(activity);
      expect((await asked).status).toBe(200);
      expect(await neutral(asked)).toBe(true);
    }
  });

  test("a search late on New Year's Eve in London is answered on New Year's Day in Berlin, where its reader is", async () => {
    await addAccount(db, cast.tenantId, {
      name: "Silent Schools",
      ownerId: cast.priya,
      score: 55,
      actual: 0,
      expected: 17,
      silentDays: 36,
    });
    const search = async () => {
      const query = { parameters: [{ name: "query", value: "silent" }] };
      return (await invoke("Shah", "composeExtension/query", query)).body;
    };
    clock = Date.parse("2026-12-31T22:30:00Z");
    expect(await search()).toContain('Last used 14 October"');
    clock = Date.parse("2026-12-31T23:30:00Z");
    expect(await search()).toContain('Last used 14 October 2026"');
  });
});
