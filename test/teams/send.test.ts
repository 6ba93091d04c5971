import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../src/bot/message.ts";
import type { TeamsApp } from "../../src/bot/teams/app.ts";
import { findPersonalChat } from "../../src/db/chat/teams-conversations.ts";
import { asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { examples } from "./examples.ts";
import { addPeople, chatId, connectTeams, openTeamsApp } from "./organisation.ts";
import { type Fault, type StrictTeams, startStrictTeams } from "./strict-teams.ts";

/*
 * What becomes of a message that is sent unasked: by what Teams answers, or does not.
 */

describe("the sender for Teams", () => {
  let db: TestDb;
  let teams: StrictTeams;
  let cast: Cast;
  let app: TeamsApp;
  let clock = now.getTime();
  const alert = examples.alert as Message;
  const quiet = examples.quiet as Message;

  beforeAll(async () => {
    db = await openTestDb();
    teams = await startStrictTeams(() => clock);
    cast = await makeCast(db, "orrery");
    addPeople(teams, "orrery", ["Priya Shah", "Dana Okafor"]);
  });
  afterAll(async () => {
    await teams.close();
    await db.close();
  });
  beforeEach(async () => {
    clock += 3_700_000;
    teams.messages.length = 0;
    teams.calls.length = 0;
    teams.faults.length = 0;
    teams.failTokens(200);
    for (const conversation of teams.conversations.values()) conversation.botIsIn = true;
    await connectTeams(db, cast, teams, [["Shah", cast.priya]]);
    app = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => clock });
  });

  /** For what Teams never answers: else a busy machine takes its time. */
  const beImpatient = () => {
    app = openTeamsApp(db, teams, { tenantId: cast.tenantId, now: () => clock, timeoutMs: 1_500 });
  };
  const post = (message: Message = quiet, memberId = cast.priya) =>
    app.sender.post({ tenantId: cast.tenantId, memberId, deliveryId: "d", thread: "t", message });
  const edit = (messageRef: string, message: Message = quiet) =>
    app.sender.update({ tenantId: cast.tenantId, conversation: chatId("Shah"), messageRef, message });

  test("a message goes to the member's own chat, and an edit into the same message", async () => {
    const sent = await post();
    expect(sent).toEqual({ ok: true, conversation: chatId("Shah"), messageRef: teams.messages[0]?.id });
    const ref = sent.ok ? sent.messageRef : "";
    expect(await edit(ref, alert)).toMatchObject({ ok: true, messageRef: ref });
    expect(teams.messages).toHaveLength(1);
    expect(teams.messages[0]).toMatchObject({ edits: 1, activity: { summary: alert.summary } });
  });

  test("what tells of an alert once more is a reply to its card; where that is gone, a card of its own", async () => {
    const first = await post(alert);
    if (!first.ok) throw new Error("not sent");
    const { conversation, messageRef } = first;
    const answer = (answers: { conversation: string; messageRef: string }) =>
      app.sender.post({
        tenantId: cast.tenantId,
        memberId: cast.priya,
        deliveryId: "d",
        thread: "t",
        message: quiet,
        answers,
      });
    expect(await answer({ conversation, messageRef })).toMatchObject({ ok: true });
    expect(await answer({ conversation, messageRef: "gone" })).toMatchObject({ ok: true });
    expect(await answer({ conversation: "a:elsewhere", messageRef })).toMatchObject({ ok: true });
    expect(teams.messages.map(({ replyTo }) => replyTo)).toEqual([
      undefined,
      messageRef,
      undefined,
      undefined,
    ]);
  });

  test("a member who never added the bot is not reached, and it says so", async () => {
    expect(await post(quiet, cast.jonas)).toEqual({
      ok: false,
      kind: "failed",
      code: "not-added",
      sentence: "They have not added Bellwether in Teams yet.",
    });
    expect(teams.calls).toHaveLength(0);
  });

  test.each<[number, Fault["headers"], number]>([
    [412, undefined, 15_000],
    [429, { "retry-after": "7" }, 7_000],
    [429, undefined, 15_000],
    [502, undefined, 15_000],
    [503, undefined, 15_000],
    [504, undefined, 15_000],
  ])("%i means: not now, and the conversation is left alone that long", async (status, headers, afterMs) => {
    teams.faults.push({ status, ...(headers ? { headers } : {}) });
    expect(await post()).toMatchObject({ ok: false, kind: "retry", afterMs });
    expect(teams.calls, "the SDK repeats nothing").toHaveLength(1);
    expect(await post()).toMatchObject({ ok: false, kind: "paced" });
    expect(teams.messages).toHaveLength(0);
    clock += afterMs;
    expect(await post()).toMatchObject({ ok: true });
  });

  test.each<[string, Fault]>([
    ["no answer", { status: 200, hang: true }],
    ["500", { status: 500 }],
  ])("a post with %s may be there: it is uncertain, and not sent again", async (_, fault) => {
    if (fault.hang) beImpatient();
    teams.faults.push(fault);
    expect(await post()).toMatchObject({ ok: false, kind: "uncertain" });
    expect(teams.calls).toHaveLength(1);
  });

  test("after silence something harmless is asked first, so that an outage leaves one post uncertain", async () => {
    beImpatient();
    teams.faults.push({ status: 200, hang: true }, { status: 200, hang: true }, { status: 503 });
    expect((await post()).ok).toBe(false);
    for (let time = 0; time < 2; time++) {
      clock += 60_000;
      expect(await post()).toMatchObject({ ok: false, kind: "retry" });
    }
    clock += 60_000;
    expect(await post()).toMatchObject({ ok: true });
    expect(teams.calls.filter((call) => call.startsWith("POST"))).toHaveLength(2);
  });

  test("an edit that was not answered is tried again: it is harmless", async () => {
    beImpatient();
    const sent = await post();
    teams.faults.push({ status: 200, hang: true });
    expect(await edit(sent.ok ? sent.messageRef : "")).toMatchObject({
      ok: false,
      kind: "retry",
      code: "timeout",
    });
  });

  test("where the bot was removed nothing is sent any more, until it is added again", async () => {
    const chat = teams.conversations.get(chatId("Shah"));
    if (chat) chat.botIsIn = false;
    expect(await post()).toMatchObject({
      ok: false,
      kind: "failed",
      code: "BotNotInConversationRoster",
      sentence: "They have removed Bellwether in Teams, or never added it.",
    });
    const found = await asSystem(db, cast.tenantId, (tx) => findPersonalChat(tx, { memberId: cast.priya }));
    expect(found).toBeUndefined();
    expect(await post()).toMatchObject({ ok: false, code: "not-added" });
    expect(teams.calls).toHaveLength(1);
  });

  test("a conversation that is gone, and a message that is gone, say so", async () => {
    expect(await edit("1700000000999")).toMatchObject({
      ok: false,
      kind: "failed",
      code: "ActivityNotFoundInConversation",
      sentence: "The message is no longer there.",
    });
    teams.faults.push({ status: 404, body: { error: { code: "ConversationNotFound" } } });
    expect(await post()).toMatchObject({ ok: false, kind: "failed", code: "ConversationNotFound" });
  });

  test("a wrong secret is told in words, a directory that is not there is waited for", async () => {
    const wrong = openTeamsApp(db, teams, {
      tenantId: cast.tenantId,
      now: () => clock,
      appPassword: "another-secret",
    });
    const message = {
      tenantId: cast.tenantId,
      memberId: cast.priya,
      deliveryId: "d",
      thread: "t",
      message: quiet,
    };
    expect(await wrong.sender.post(message)).toMatchObject({
      ok: false,
      kind: "failed",
      code: "token-refused",
      sentence:
        "Microsoft did not accept the bot's credentials. Check MicrosoftAppId, MicrosoftAppPassword and MicrosoftAppTenantId.",
      wholeChannel: true,
    });
    teams.failTokens(503);
    expect(await post()).toMatchObject({ ok: false, kind: "retry", code: "token-http-503" });
    teams.failTokens(200);
    clock += 60_000;
    expect(await post()).toMatchObject({ ok: true });
  });

  test("one token serves until shortly before its end, then there is a new one", async () => {
    await post();
    const asked = teams.counts.tokens;
    clock += 54 * 60_000;
    await post();
    expect(teams.counts.tokens).toBe(asked);
    clock += 60_000;
    await post();
    expect(teams.counts.tokens).toBe(asked + 1);
  });

  test("of a crowd as many go as Teams takes; the others are told when to come back, and none is refused by Teams", async () => {
    const paced = openTeamsApp(db, teams, {
      tenantId: cast.tenantId,
      now: () => clock,
      sleep: async (ms) => {
        clock += ms;
      },
    });
    const outcomes = [];
    for (let count = 0; count < 70; count++) {
      outcomes.push(
        await paced.sender.post({
          tenantId: cast.tenantId,
          memberId: cast.priya,
          deliveryId: "d",
          thread: "t",
          message: quiet,
        }),
      );
    }
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(60);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === "paced")).toHaveLength(10);
    expect(teams.messages).toHaveLength(60);
  });

  test("a chart has a signed address on our own, the same for the same message, another for another reader", async () => {
    await connectTeams(db, cast, teams, [["Okafor", cast.dana]]);
    await post(examples.digest as Message);
    await post(examples.digest as Message);
    await post(examples.digest as Message, cast.dana);
    const urls = teams.messages.map(
      ({ activity }) =>
        /"url":"(https:\/\/bellwether\.example\/pictures\/[^"]+)"/.exec(JSON.stringify(activity))?.[1],
    );
    expect(urls.every(Boolean)).toBe(true);
    const ids = urls.map((url) =>
      Buffer.from(String(url).split("/").at(-1)?.split(".")[0] ?? "", "base64url")
        .toString()
        .split("/")
        .at(-1),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});
