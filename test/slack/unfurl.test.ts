import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSlackApp, type SlackApp } from "../../src/bot/slack/app.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { atOnce, createPacer, type Way } from "../../src/bot/slack/outbound/pacer.ts";
import { newId } from "../../src/ids.ts";
import { addAccount, addAlert, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { readableBlocks } from "./readable.ts";
import { eventRequest } from "./requests.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { connectWorkspace, testSecrets } from "./workspace.ts";

/*
 * What a link to Bellwether says by itself in Slack, where everybody in the conversation reads it.
 */

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const site = "https://bellwether.example";
const neutral = ["*Bellwether account page* · sign in to see it.", "[Open]"];

let db: TestDb;
let owner: Owner;
let slack: StrictSlack;
let app: SlackApp;
let cast: Cast;
let acme: string;
let clock: number;
let count = 0;
/** Whether too many wait already, and what asked for its turn. */
let isFull = false;
const asked: Way[] = [];

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  slack = await startStrictSlack();
  cast = await makeCast(db, "orrery");
  await connectWorkspace(db, cast.tenantId, { ...slack, workspaceId: slack.teamId, now });
  const flags = { UGUEST: { is_restricted: true }, UAPP: { is_bot: true }, UAWAY: { team_id: "T9AWAY" } };
  for (const id of ["USHAH", "UOKAFOR", "ULIND", "UMEYER", "UNEW", ...Object.keys(flags)])
    slack.users.set(id, { id, name: id, flags: flags[id as keyof typeof flags] ?? {} });
  const team = ["USHAH", "UOKAFOR", "UAPP", slack.botUserId];
  const channel = (id: string, members: string[], more = {}) =>
    slack.channels.set(id, { id, kind: "channel", members, ...more });
  channel("CTEAM", team);
  for (const id of ["ULIND", "UMEYER", "UNEW", "UGUEST", "UAWAY"]) channel(`CWITH${id}`, [...team, id]);
  channel("CSHARED", team, { shared: true });
  slack.channels.set("DSHAH", { id: "DSHAH", kind: "im", members: ["USHAH", slack.botUserId] });
  slack.channels.set("DTWO", { id: "DTWO", kind: "im", members: ["USHAH", "UOKAFOR"] });
  acme = await addAccount(db, cast.tenantId, {
    name: "Acme",
    ownerId: cast.priya,
    seenBy: [cast.meyer],
    score: 79,
  });
  await addAlert(db, cast.tenantId, acme);
});
afterAll(async () => {
  await slack.close();
  await owner.close();
  await db.close();
});
beforeEach(() => {
  clock = now.getTime();
  slack.links.length = 0;
  slack.calls.length = 0;
  slack.messages.length = 0;
  const pacer = createPacer({ now: () => clock, sleep: async () => {} });
  app = createSlackApp({
    db,
    secrets: testSecrets,
    painter: {
      paint: async () => Promise.reject(new Error("No picture")),
      print: async () => new Uint8Array(),
    },
    publicUrl: site,
    apiUrl: slack.apiUrl,
    signingSecret: secret,
    appToken: undefined,
    now: () => clock,
    log: noLog,
    pacer: {
      enter: (way) => {
        asked.push(way);
        return isFull ? { ok: false, afterMs: 9_000 } : pacer.enter(way);
      },
    },
  });
});
afterEach(async () => {
  expect(await app.stop(20_000)).toBe(0);
});

const acmeLink = () => `${site}/accounts/${acme}`;

async function sendEvent(
  event: Record<string, unknown>,
  eventId = `EvLink${++count}`,
  headers = {},
): Promise<void> {
  const body = { team_id: slack.teamId, event_id: eventId, event };
  const answer = await app.routes?.request(eventRequest({ secret, now: clock }, body, headers));
  expect(answer?.status).toBe(200);
  expect(await app.stop(20_000)).toBe(0);
}

/** Posts links. @returns what each came to say, as a person reads it; nothing: it stayed a link */
async function post(
  user: string,
  channel: string | null,
  ...urls: string[]
): Promise<Record<string, string[]>> {
  await sendEvent(slack.linksFrom(user, channel, urls));
  return said();
}

function said(): Record<string, string[]> {
  const { unfurled } = slack.links.at(-1) ?? { unfurled: new Map<string, unknown[]>() };
  return Object.fromEntries([...unfurled].map(([url, blocks]) => [url, readableBlocks(blocks)]));
}
const unfurls = () => slack.calls.filter(({ method }) => method === "chat.unfurl");
const shown = async () =>
  (await readAudit(db, cast.tenantId)).filter(({ verb }) => verb === "shared into a conversation");

describe("a link to an account", () => {
  test("says where it stands, no more, where everyone may see it; and that is written down", async () => {
    const before = (await shown()).length;
    expect(await post("USHAH", "CTEAM", acmeLink())).toEqual({
      [acmeLink()]: [`*<${acmeLink()}|Acme>* · 79, healthy, dropping · as of Thu 19 Nov`, "[Open]"],
    });
    expect((await shown()).slice(before)).toEqual([
      {
        verb: "shared into a conversation",
        accountId: acme,
        memberId: cast.priya,
        surface: "slack",
        detail: { what: "link", conversation: "CTEAM", people: 2 },
      },
    ]);
    expect(slack.messages).toEqual([]);
    expect(slack.files.size).toBe(0);
  });

  test("says it in one's own messages with the app", async () => {
    expect((await post("USHAH", "DSHAH", acmeLink()))[acmeLink()]?.[0]).toContain("79, healthy, dropping");
  });

  test("says it at an alert and with a question behind it, and as often as it is posted", async () => {
    const urls = [`${acmeLink()}#alert-1`, `${acmeLink()}?range=90d`, `${acmeLink()}/why`, acmeLink()];
    const all = await post("USHAH", "CTEAM", ...urls, acmeLink());
    expect(Object.keys(all)).toEqual(urls);
    for (const lines of Object.values(all)) expect(lines[0]).toContain("79, healthy, dropping");
    expect(unfurls()).toHaveLength(1);
  });

  test.each([
    ["who looks after other accounts is there", "USHAH", "CWITHULIND"],
    ["a customer's own admin is there", "USHAH", "CWITHUMEYER"],
    ["somebody is there whom we don't know", "USHAH", "CWITHUNEW"],
    ["a guest is there", "USHAH", "CWITHUGUEST"],
    ["somebody of another workspace is there", "USHAH", "CWITHUAWAY"],
    ["the channel is shared with others", "USHAH", "CSHARED"],
    ["two people talk in private, where the app is not", "USHAH", "DTWO"],
    ["the app can't see who is there", "USHAH", "CNOWHERE"],
    ["it is posted by who may not see it", "ULIND", "CTEAM"],
    ["it is posted by a customer's own admin", "UMEYER", "CTEAM"],
    ["it is posted by a guest", "UGUEST", "CTEAM"],
    ["it is posted by somebody whom we don't know", "UNEW", "CTEAM"],
    ["it is still being written: nobody knows who will read it", "USHAH", null],
  ])("is neutral where %s", async (_, user, channel) => {
    const before = await shown();
    expect(await post(user, channel, acmeLink())).toEqual({ [acmeLink()]: neutral });
    expect(JSON.stringify(unfurls())).not.toMatch(/Acme|79, healthy/);
    expect(await shown()).toEqual(before);
  });

  test("is neutral where there is no such account, or it is another tenant's", async () => {
    const other = await makeCast(db, "initech");
    const foreign = await addAccount(db, other.tenantId, {
      name: "Foreign",
      ownerId: other.priya,
      score: 30,
    });
    const links = [foreign, newId()].map((id) => `${site}/accounts/${id}`);
    const all = await post("USHAH", "CTEAM", ...links);
    expect(all).toEqual(Object.fromEntries(links.map((link) => [link, neutral])));
  });

  test("is neutral among more than 50 people, of whom nobody is looked up", async () => {
    const crowd = Array.from({ length: 51 }, (_, at) => `UCROWD${at}`);
    slack.channels.set("CCROWD", { id: "CCROWD", kind: "channel", members: [...crowd, slack.botUserId] });
    expect(await post("USHAH", "CCROWD", acmeLink())).toEqual({ [acmeLink()]: neutral });
    const asked = slack.calls.filter(({ method }) => method === "users.info").map(({ args }) => args.user);
    expect(asked).toEqual(["USHAH"]);
  });

  test("of a draft is known by its own id, which is no conversation", async () => {
    await post("USHAH", null, acmeLink());
    const [{ args } = { args: {} as Record<string, string> }] = unfurls();
    expect(args).toMatchObject({ source: "composer", unfurl_id: slack.links[0]?.unfurlId });
    expect(args).not.toHaveProperty("channel");
    expect(slack.calls.map(({ method }) => method)).toEqual(["chat.unfurl"]);
  });

  test("that an app posts stays a link: a digest is full of them", async () => {
    expect(await post("UAPP", "CTEAM", acmeLink())).toEqual({});
    expect(unfurls()).toEqual([]);
    slack.calls.length = 0;
    expect(await post(slack.botUserId, "CTEAM", acmeLink())).toEqual({});
    expect(slack.calls).toEqual([]);
  });

  test("is asked about once, however often Slack tells of it", async () => {
    const event = slack.linksFrom("USHAH", "CTEAM", [acmeLink()]);
    const before = (await shown()).length;
    await sendEvent(event, "EvTwice");
    for (const attempt of ["1", "2", "3"])
      await sendEvent(event, "EvTwice", { "x-slack-retry-num": attempt });
    expect(unfurls()).toHaveLength(1);
    expect(await shown()).toHaveLength(before + 1);
  });

  test.each([
    [
      "Slack refuses for the pace",
      "chat.unfurl",
      { kind: "status", status: 429, headers: { "retry-after": "5" } },
    ],
    ["Slack fails", "chat.unfurl", { kind: "error", error: "fatal_error" }],
    ["Slack does not say who is there", "users.info", { kind: "error", error: "fatal_error" }],
  ] as const)("stays a link where %s, and nothing is said or written down", async (_, method, fault) => {
    const before = await shown();
    slack.fault(method, fault);
    expect(await post("USHAH", "CTEAM", acmeLink())).toEqual({});
    expect(slack.messages).toEqual([]);
    expect(await shown()).toEqual(before);
    expect(unfurls().length).toBeLessThan(2);
  });

  test("stays a link where too many were posted before it: Slack is not asked in vain", async () => {
    asked.length = 0;
    isFull = true;
    expect(await post("USHAH", "CTEAM", acmeLink())).toEqual({});
    isFull = false;
    expect(unfurls()).toEqual([]);
    expect(asked).toEqual([{ workspace: cast.tenantId, method: "unfurl", urgency: atOnce }]);
  });
});

describe("any other link stays a link, and Slack is told nothing", () => {
  test.each([
    "/",
    "/?filter=at-risk",
    "/inbox",
    "/settings/alerts",
    "/sign-in?token=t0ken&to=%2Faccounts%2F019a0000-0000-7000-8000-000000000101",
    "/confirm/acknowledge?token=t0ken",
    "/files/t0ken",
    "/pictures/t0ken",
    "/mail/stop?token=t0ken",
    "/accounts/",
    "/accounts/acme",
    "/accounts/019a0000-0000-7000-8000-000000000101/export",
  ])("%s", async (path) => {
    expect(await post("USHAH", "CTEAM", `${site}${path}`)).toEqual({});
    expect(slack.calls).toEqual([]);
  });

  test.each([
    "https://bellwether.example.evil/accounts/ID",
    "http://bellwether.example/accounts/ID",
    "https://bellwether.example:8443/accounts/ID",
    "https://priya:secret@bellwether.example/accounts/ID",
  ])("%s, which is not ours", async (link) => {
    expect(await post("USHAH", "CTEAM", link.replace("ID", acme))).toEqual({});
    expect(slack.calls).toEqual([]);
  });
});
