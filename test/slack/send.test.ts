import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Message, strong, t } from "../../src/bot/message.ts";
import { createSlackSender, type SlackSender } from "../../src/bot/slack/outbound/send.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { makeConnectedTenant, makeMember, testSecrets } from "./workspace.ts";

const now = new Date("2026-11-20T07:30:00Z");
const png = new Uint8Array([137, 80, 78, 71, 1, 2, 3]);

const plain: Message = {
  summary: "Acme: usage down 49%. 47 user-days in 28 days, usual 92.",
  parts: [
    { part: "heading", text: "Acme: usage down 49%" },
    {
      part: "text",
      text: [t("47 user-days in the last 28 days; usual is 92, mostly in "), strong("Planning board")],
    },
  ],
};
const withChart: Message = {
  ...plain,
  parts: [
    ...plain.parts,
    {
      part: "image",
      chart: {
        kind: "feature-usage",
        title: "Use by feature",
        rows: [{ feature: "Board", actual: 14, usual: 41 }],
      },
      alt: "Planning board 14, usual 41.",
      path: "/accounts/acme",
    },
  ],
};
const withTable: Message = {
  ...plain,
  parts: [
    ...plain.parts,
    {
      part: "table",
      columns: [
        { label: "Account", align: "left" },
        { label: "Health", align: "right" },
      ],
      rows: [[[t("Acme")], [t("79")]]],
      more: { hidden: 0, noun: "", path: "/" },
    },
  ],
};

describe("the Slack sender", () => {
  let db: TestDb;
  let slack: StrictSlack;
  let sender: SlackSender;
  let tenantId: string;
  let priya: string;
  let slept: number[];
  let clock: number;
  let painted: number;

  beforeAll(async () => {
    db = await openTestDb();
  });
  afterAll(() => db.close());

  beforeEach(async () => {
    slack = await startStrictSlack();
    const { token, teamId, botUserId } = slack;
    const slug = `orrery-${slack.apiUrl.replace(/\D/g, "")}`;
    const workspaceId = `${teamId}${slug}`;
    tenantId = await makeConnectedTenant(db, { slug, workspaceId, token, botUserId, now });
    priya = await makeMember(db, tenantId, {
      name: "Priya Shah",
      email: "priya@orrery.example",
      role: "manager",
      now,
    });
    slack.users.set("U1PRIYA", {
      id: "U1PRIYA",
      name: "Priya Shah",
      email: "priya@orrery.example",
      flags: { team_id: workspaceId },
    });
    slept = [];
    clock = now.getTime();
    painted = 0;
    sender = newSender();
  });
  /** @param timeoutMs short where Slack stays silent whatever it is asked; else a busy machine takes its time */
  const newSender = (timeoutMs = 20_000) =>
    createSlackSender({
      db,
      secrets: testSecrets,
      painter: {
        paint: async () => {
          painted++;
          return { png, width: 7, height: 1 };
        },
      },
      publicUrl: "https://bellwether.example",
      apiUrl: slack.apiUrl,
      now: () => clock,
      sleep: async (ms) => {
        slept.push(ms);
        clock += ms;
      },
      timeoutMs,
    });
  afterEach(() => slack.close());

  /** Looks Priya up, so that what is posted to her is one call. */
  const meetPriya = () => sender.meetMembers(tenantId);
  const post = (message: Message) => sender.post({ tenantId, memberId: priya, message });

  test("a message arrives as a direct message to the person with that e-mail, and is edited in place", async () => {
    const sent = await post(plain);
    expect(sent).toEqual({ ok: true, conversation: "D1PRIYA", messageRef: slack.messages[0]?.ts });
    if (!sent.ok) throw new Error("not sent");
    const changed = { ...plain, summary: "Acme: Priya has it." };
    const edited = await sender.update({ tenantId, ...sent, message: changed });
    expect(edited).toEqual(sent);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]).toMatchObject({ text: "Acme: Priya has it.", edits: 1 });
  });

  test("the chart is uploaded as a file of the bot's and shown by its id, once for the same chart", async () => {
    const sent = await post(withChart);
    if (!sent.ok) throw new Error("not sent");
    await sender.update({ tenantId, ...sent, message: withChart });
    const [file] = slack.files.values();
    expect(file).toMatchObject({ bytes: png, complete: true, sharedTo: undefined });
    expect(slack.files.size).toBe(1);
    expect(painted).toBe(1);
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain(`"slack_file":{"id":"${file?.id}"}`);
  });

  test("a file that is not usable yet is waited for, twice at most", async () => {
    slack.setFileDelay(2);
    expect(await post(withChart)).toMatchObject({ ok: true });
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("slack_file");
    expect(slept).toContain(700);
    expect(slept).toContain(1300);
  });

  test("a picture that stays refused is left out at once, and said to be missing", async () => {
    slack.setFileDelay(99);
    expect(await post(withChart)).toMatchObject({ ok: true, imageMissing: true });
    expect(slack.messages).toHaveLength(1);
    expect(JSON.stringify(slack.messages[0]?.blocks)).not.toContain("slack_file");
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("Chart follows.");
  });

  test.each([
    ["files.getUploadURLExternal", { kind: "error", error: "missing_scope" }],
    ["upload", { kind: "status", status: 500 }],
    ["files.completeUploadExternal", { kind: "silence", applied: true }],
  ] as const)("when %s fails the text goes alone, and an edit adds the chart", async (method, fault) => {
    sender = newSender(fault.kind === "silence" ? 2_000 : undefined);
    slack.fault(method, fault);
    const sent = await post(withChart);
    expect(sent).toMatchObject({ ok: true, imageMissing: true });
    if (!sent.ok) throw new Error("not sent");
    const edited = await sender.update({ tenantId, ...sent, message: withChart });
    expect(edited).toEqual({ ok: true, conversation: sent.conversation, messageRef: sent.messageRef });
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("slack_file");
  });

  test("a table that is refused becomes lines of text", async () => {
    slack.fault("chat.postMessage", { kind: "error", error: "invalid_blocks" });
    expect(await post(withTable)).toMatchObject({ ok: true });
    expect(JSON.stringify(slack.messages[0]?.blocks)).not.toContain('"type":"table"');
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain("Acme");
  });

  test("a post that Slack took but never confirmed is uncertain, and is not sent again", async () => {
    await meetPriya();
    sender = newSender(300);
    slack.fault("chat.postMessage", { kind: "silence", applied: true });
    expect(await post(plain)).toEqual({ ok: false, kind: "uncertain", code: "timeout" });
    expect(slack.calls.filter((call) => call.method === "chat.postMessage")).toHaveLength(1);
    expect(slack.messages).toHaveLength(1);
  });

  test.each(["fatal_error", "internal_error"])("%s may have posted, so it is uncertain", async (error) => {
    slack.fault("chat.postMessage", { kind: "error", error });
    expect(await post(plain)).toEqual({ ok: false, kind: "uncertain", code: error });
  });

  test("an edit that was not confirmed is simply made again", async () => {
    const sent = await post(plain);
    if (!sent.ok) throw new Error("not sent");
    slack.fault("chat.update", { kind: "silence", applied: true });
    const first = await newSender(300).update({ tenantId, ...sent, message: plain });
    expect(first).toMatchObject({ ok: false, kind: "retry", code: "timeout" });
    expect(await sender.update({ tenantId, ...sent, message: plain })).toMatchObject({ ok: true });
  });

  test("429 says when to come back, and the whole workspace is left alone until then", async () => {
    slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U0BOT"] });
    slack.fault("chat.postMessage", { kind: "status", status: 429, headers: { "retry-after": "42" } });
    expect(await post(plain)).toEqual({ ok: false, kind: "paced", afterMs: 42_000, code: "ratelimited" });
    const calls = slack.calls.length;
    expect(await post(plain)).toMatchObject({ ok: false, kind: "paced", code: "paced" });
    const elsewhere = await sender.postTo({ tenantId, conversation: "C1", message: plain });
    expect(elsewhere).toMatchObject({ ok: false, kind: "paced", code: "paced" });
    expect(slack.calls).toHaveLength(calls);
    clock += 42_000;
    expect(await post(plain)).toMatchObject({ ok: true });
  });

  test("429 of a look-up is everybody's too: nobody of the workspace is looked up until then, and others are written to", async () => {
    slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U0BOT"] });
    slack.fault("conversations.open", { kind: "status", status: 429, headers: { "retry-after": "20" } });
    expect(await post(plain)).toEqual({ ok: false, kind: "paced", afterMs: 20_000, code: "paced" });
    const calls = slack.calls.length;
    expect(await post(plain)).toMatchObject({ ok: false, kind: "paced", code: "paced" });
    expect(slack.calls).toHaveLength(calls);
    expect(await sender.postTo({ tenantId, conversation: "C1", message: plain })).toMatchObject({ ok: true });
    clock += 20_000;
    expect(await post(plain)).toMatchObject({ ok: true });
  });

  test("who was written to once is never looked up again, unless Slack does not know the conversation any more", async () => {
    await post(plain);
    const asked = () => slack.calls.filter(({ method }) => !method.startsWith("chat.")).length;
    const once = asked();
    sender = newSender();
    expect(await post(plain)).toMatchObject({ ok: true, conversation: "D1PRIYA" });
    expect(asked()).toBe(once);
    clock += 1_000;
    slack.fault("chat.postMessage", { kind: "error", error: "channel_not_found" });
    expect(await post(plain)).toMatchObject({ ok: true, conversation: "D1PRIYA" });
    expect(asked()).toBe(once + 1);
    expect(slack.messages).toHaveLength(3);
  });

  test("members are met ahead of their first message, some seconds at a time and each once; whom Slack does not know, once a day", async () => {
    const asked = (method: string) => slack.calls.filter((call) => call.method === method).length;
    const flags = slack.users.get("U1PRIYA")?.flags ?? {};
    const person = (number: number) => ({ name: `Manager ${number}`, email: `m${number}@orrery.example` });
    const comeToSlack = (number: number) =>
      slack.users.set(`U${number}`, { id: `U${number}`, ...person(number), flags });
    for (let number = 0; number <= 40; number++) {
      if (number % 10 !== 1) comeToSlack(number);
      await makeMember(db, tenantId, { ...person(number), role: number === 40 ? "viewer" : "manager", now });
    }

    let rounds = 0;
    for (let before = -1; asked("users.lookupByEmail") > before; rounds++) {
      before = asked("users.lookupByEmail");
      const began = clock;
      await sender.meetMembers(tenantId);
      // At the pace of look-ups, and no longer than a service that stops may take.
      expect(clock - began).toBeLessThan(15_000);
      clock = Math.max(clock, began + 60_000);
    }
    expect(rounds).toBeLessThanOrEqual(5);
    // Priya and forty more; four are not in the workspace, and the customer's own admin is written to by nobody.
    expect([asked("users.lookupByEmail"), asked("conversations.open")]).toEqual([41, 37]);
    expect(slack.messages).toEqual([]);

    expect(await post(plain)).toMatchObject({ ok: true, conversation: "D1PRIYA" });
    expect([asked("users.lookupByEmail"), asked("conversations.open")]).toEqual([41, 37]);

    clock += 24 * 60 * 60_000;
    comeToSlack(1);
    await sender.meetMembers(tenantId);
    expect([asked("users.lookupByEmail"), asked("conversations.open")]).toEqual([45, 38]);
  });

  test("what cannot be asked at the moment is left to the next time", async () => {
    const open = () => slack.calls.filter(({ method }) => method === "conversations.open").length;
    slack.fault("users.lookupByEmail", { kind: "status", status: 429, headers: { "retry-after": "20" } });
    await sender.meetMembers(tenantId);
    await sender.meetMembers(tenantId);
    expect([slack.calls.length, open()]).toEqual([1, 0]);
    clock += 20_000;
    for (const fault of [
      { kind: "status", status: 503 },
      { kind: "error", error: "token_revoked" },
    ] as const) {
      slack.fault("users.lookupByEmail", fault);
      await sender.meetMembers(tenantId);
      expect(open()).toBe(0);
    }
    await sender.meetMembers(tenantId);
    expect(open()).toBe(1);
    await sender.meetMembers("01990000-0000-7000-8000-000000000000");
  });

  const upload = "files.getUploadURLExternal";
  const tooManyFiles = { kind: "status", status: 429, headers: { "retry-after": "30" } } as const;
  const shown = () => JSON.stringify(slack.messages[0]?.blocks);

  test("while Slack takes no more files words go alone, nobody of the workspace asks again, and it is said when the picture's turn comes", async () => {
    slack.fault(upload, tooManyFiles);
    const sent = await post(withChart);
    expect(sent).toMatchObject({ ok: true, imageMissing: true, imageAfterMs: 30_000 });
    expect(shown()).toContain("Chart follows.");
    if (!sent.ok) throw new Error("not sent");
    const calls = slack.calls.length;
    const late = { tenantId, ...sent, message: withChart, picture: "late" } as const;
    expect(await sender.update(late)).toMatchObject({ ok: false, kind: "paced", code: "paced" });
    expect(slack.calls).toHaveLength(calls);
    clock += 30_000;
    expect(await sender.update(late)).toEqual({
      ok: true,
      conversation: "D1PRIYA",
      messageRef: sent.messageRef,
    });
    expect(shown()).toContain("slack_file");
    expect(slack.messages[0]).toMatchObject({ edits: 1, pictured: "later" });
  });

  test("words that change meanwhile do not wait for the picture, and it still follows", async () => {
    slack.fault(upload, tooManyFiles);
    const sent = await post(withChart);
    if (!sent.ok) throw new Error("not sent");
    const changed = { ...withChart, summary: "Acme: Priya has it." };
    const edited = await sender.update({ tenantId, ...sent, message: changed });
    expect(edited).toMatchObject({ ok: true, imageMissing: true });
    expect(edited).toHaveProperty("imageAfterMs");
    expect(slack.messages[0]?.text).toBe("Acme: Priya has it.");
    expect(shown()).toContain("Chart follows.");
  });

  test("a picture that is given up is not asked for, and the message says so", async () => {
    slack.fault(upload, tooManyFiles);
    const sent = await post(withChart);
    if (!sent.ok) throw new Error("not sent");
    await sender.update({ tenantId, ...sent, message: withChart, picture: "given-up" });
    expect(slack.calls.filter(({ method }) => method === upload)).toHaveLength(1);
    expect(shown()).toContain("Chart unavailable");
    expect(shown()).not.toContain("Chart follows");
  });

  test("a message that others wait behind does not wait for its picture's turn", async () => {
    const chart = (at: number): Message => ({
      ...withChart,
      parts: withChart.parts.map((part) =>
        part.part === "image" ? { ...part, chart: { ...part.chart, title: `${at}` } } : part,
      ),
    });
    for (let at = 0; at < 12; at++)
      await sender.post({ tenantId, memberId: priya, message: chart(at), behind: 12 - at });
    expect(slack.messages.filter(({ pictured }) => pictured === "at once").length).toBeGreaterThanOrEqual(10);
    expect(slept.every((ms) => ms <= 1_000)).toBe(true);
  });

  test("429 without a time is waited out too", async () => {
    slack.fault("chat.postMessage", { kind: "status", status: 429 });
    expect(await post(plain)).toEqual({ ok: false, kind: "paced", afterMs: 30_000, code: "ratelimited" });
  });

  test("a server in trouble, or none at all, is tried again: nothing was posted", async () => {
    slack.fault("chat.postMessage", { kind: "status", status: 503 });
    expect(await post(plain)).toMatchObject({ ok: false, kind: "retry", code: "http-503" });
    await slack.pause();
    expect(await post(plain)).toMatchObject({ ok: false, kind: "retry" });
    await slack.resume();
    clock += 60_000;
    expect(await post(plain)).toMatchObject({ ok: true });
    expect(slack.messages).toHaveLength(1);
  });

  test("after a silence the next post asks first whether Slack is there, so an outage leaves one post uncertain", async () => {
    await meetPriya();
    sender = newSender(300);
    slack.fault("chat.postMessage", { kind: "silence", applied: false });
    expect(await post(plain)).toMatchObject({ kind: "uncertain" });
    slack.fault("api.test", { kind: "silence", applied: false });
    expect(await post(plain)).toMatchObject({ ok: false, kind: "retry", code: "timeout" });
    expect(slack.calls.filter((call) => call.method === "chat.postMessage")).toHaveLength(1);
  });

  test.each([
    ["is_archived", "Slack says the channel is archived."],
    ["channel_not_found", "Slack can't find the conversation, or I am not in it."],
  ])("%s has failed for good, with a sentence", async (error, sentence) => {
    slack.fault("chat.postMessage", { kind: "error", error });
    expect(await post(plain)).toEqual({ ok: false, kind: "failed", code: error, sentence });
  });

  test.each([
    ["token_revoked", "The Slack workspace is no longer connected. Connect it again."],
    ["account_inactive", "The Slack workspace is no longer connected. Connect it again."],
    [
      "missing_scope",
      "The Slack app lacks a permission. Install it again with the permissions of its manifest.",
    ],
  ])("%s has failed for the whole workspace", async (error, sentence) => {
    slack.fault("chat.postMessage", { kind: "error", error });
    const failed = { ok: false, kind: "failed", code: error, sentence, wholeChannel: true };
    expect(await post(plain)).toEqual(failed);
  });

  test("a tenant without a workspace, and a member whom nobody in Slack is, have failed", async () => {
    const email = "nobody@orrery.example";
    const nobody = await makeMember(db, tenantId, { name: "Nobody", email, role: "manager", now });
    const unknown = await sender.post({ tenantId, memberId: nobody, message: plain });
    expect(unknown).toMatchObject({ ok: false, kind: "failed", code: "users_not_found" });
    slack.users.set("U2GUEST", { id: "U2GUEST", name: "Guest", email, flags: { is_restricted: true } });
    const guest = await sender.post({ tenantId, memberId: nobody, message: plain });
    expect(guest).toMatchObject({ ok: false, kind: "failed", code: "users_not_found" });
    expect(slack.messages).toEqual([]);
  });

  test("one message a second in a conversation, in order, and no other conversation waits", async () => {
    slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U0BOT"] });
    slack.channels.set("C2", { id: "C2", kind: "channel", members: ["U0BOT"] });
    const to = (conversation: string, summary: string) =>
      sender.postTo({ tenantId, conversation, message: { ...plain, summary } });
    await to("C1", "first");
    await to("C2", "elsewhere");
    expect(slept).toEqual([]);
    await to("C1", "second");
    expect(slept).toEqual([1000]);
    expect(slack.messages.map((message) => message.text)).toEqual(["first", "elsewhere", "second"]);
  });

  test("a message waits for the one before it in its conversation, however long Slack takes over that", async () => {
    sender = newSender(2_000);
    slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U0BOT"] });
    slack.fault("chat.postMessage", { kind: "silence", applied: true });
    const done: string[] = [];
    const to = (summary: string) =>
      sender
        .postTo({ tenantId, conversation: "C1", message: { ...plain, summary } })
        .then((outcome) => done.push(outcome.ok ? summary : `${summary}: ${outcome.kind}`));
    await Promise.all([to("first"), to("second"), to("third")]);
    expect(slack.messages.map((message) => message.text)).toHaveLength(3);
    expect(done[0]).toMatch(/: uncertain$/);
    expect(done.slice(1).every((each) => !each.includes(":"))).toBe(true);
    expect(slack.messages.map((message) => message.text)).toEqual(
      done.map((each) => each.replace(/:.*/, "")),
    );
  });

  test("who comes while Slack wants to be left alone is sent away to come back, not kept waiting", async () => {
    slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U0BOT"] });
    slack.fault("chat.postMessage", { kind: "status", status: 429, headers: { "retry-after": "42" } });
    const to = () => sender.postTo({ tenantId, conversation: "C1", message: plain });
    expect(await to()).toMatchObject({ ok: false, kind: "paced", afterMs: 42_000 });
    const crowd = await Promise.all(Array.from({ length: 12 }, to));
    for (const outcome of crowd) expect(outcome).toMatchObject({ ok: false, kind: "paced", code: "paced" });
    expect(slack.messages).toEqual([]);
    expect(slept).toEqual([]);
  });
});
