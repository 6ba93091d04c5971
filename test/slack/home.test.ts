import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSlackApp, type SlackApp } from "../../src/bot/slack/app.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { createPacer } from "../../src/bot/slack/outbound/pacer.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { newId } from "../../src/ids.ts";
import { acknowledgeAlert } from "../../src/usecases/alerts/change-alert.ts";
import { setNoticeSetting } from "../../src/usecases/deliveries/set-notice-setting.ts";
import { setDigest } from "../../src/usecases/digests/set-digest.ts";
import { addAccount, addAlert, as, type Cast, makeCast, now, readAudit } from "../fixture.ts";
import { type Owner, openOwner } from "../owner.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { suggestedOptions } from "./block-rules.ts";
import { readableBlocks } from "./readable.ts";
import { eventRequest, interactionRequest, type Sending } from "./requests.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { connectWorkspace, testSecrets } from "./workspace.ts";

/*
 * The app's home: what each finds there, what a click in it does, and that it is nobody else's.
 */

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const png = new Uint8Array([137, 80, 78, 71]);

let db: TestDb;
let owner: Owner;
let slack: StrictSlack;
let app: SlackApp;
let cast: Cast;
let acme: string;
let nordwind: string;
let alertId: string;
let clock: number;
let count = 0;
/** Whether too many homes wait to be drawn already. */
let isFull = false;
const sending = (): Sending => ({ secret, now: clock });

beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
  slack = await startStrictSlack();
  for (const name of ["Shah", "Okafor", "Reyes", "Lind", "Meyer", "New", "Guest"]) {
    const id = `U${name.toUpperCase()}`;
    const flags = name === "Guest" ? { is_restricted: true } : {};
    slack.users.set(id, { id, name, email: `${name.toLowerCase()}@elsewhere.example`, flags });
    slack.channels.set(`D${id.slice(1)}`, {
      id: `D${id.slice(1)}`,
      kind: "im",
      members: [id, slack.botUserId],
    });
  }
});
afterAll(async () => {
  await slack.close();
  await owner.close();
  await db.close();
});

/** A tenant of its own for every test, with the workspace, and another of which nobody here is. */
beforeEach(async () => {
  clock = now.getTime();
  for (const list of [slack.messages, slack.calls, slack.views]) list.length = 0;
  slack.homes.clear();
  await owner.rows("delete from app.installation");
  await owner.rows("update app.member set slack_user_id = null");
  cast = await makeCast(db, `orrery-${++count}`);
  await connectWorkspace(db, cast.tenantId, { ...slack, workspaceId: slack.teamId, now });
  acme = await addAccount(db, cast.tenantId, {
    name: "Acme",
    ownerId: cast.priya,
    score: 79,
    actual: 47,
    expected: 92,
  });
  alertId = await addAlert(db, cast.tenantId, acme);
  nordwind = await addAccount(db, cast.tenantId, {
    name: "Nordwind",
    ownerId: cast.priya,
    score: 77,
    seenBy: [cast.meyer],
  });
  await addAccount(db, cast.tenantId, { name: "Initech", ownerId: cast.jonas, score: 52 });
  const pacer = createPacer({ now: () => clock, sleep: async () => {} });
  app = createSlackApp({
    db,
    secrets: testSecrets,
    painter: { paint: async () => ({ png, width: 1, height: 1 }), print: async () => new Uint8Array() },
    publicUrl: "https://bellwether.example",
    apiUrl: slack.apiUrl,
    signingSecret: secret,
    appToken: undefined,
    now: () => clock,
    log: noLog,
    pacer: {
      enter: (way) =>
        isFull && way.method === "publish" ? { ok: false, afterMs: 31_000 } : pacer.enter(way),
    },
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

async function open(
  user: string,
  more: { eventId?: string; tab?: string; headers?: Record<string, string> } = {},
) {
  const hash = slack.homes.get(user)?.hash;
  const inner = {
    type: "app_home_opened",
    user,
    channel: `D${user.slice(1)}`,
    tab: more.tab ?? "home",
    event_ts: "1.1",
    ...(hash ? { view: { type: "home", hash } } : {}),
  };
  const body = { team_id: slack.teamId, event_id: more.eventId ?? `EvHome${++count}`, event: inner };
  return handled(eventRequest(sending(), body, more.headers));
}

/** Presses an entry of a menu, or chooses what the search box found. */
async function press(
  user: string,
  label: string | { readonly value: string },
  hash = slack.homes.get(user)?.hash,
) {
  const blocks = blocksOf(user);
  const choose = () => {
    if (typeof label !== "string")
      return { type: "external_select", action_id: "choice:search", selected_option: label };
    for (const [at, block] of blocks.entries()) {
      const accessory = block.accessory as {
        action_id: string;
        options: { text: { text: string }; value: string }[];
      };
      const found = accessory?.options?.find(({ text }) => text.text === label);
      if (found)
        return {
          type: "overflow",
          action_id: accessory.action_id,
          block_id: `b${at}`,
          selected_option: found,
        };
    }
    throw new Error(`There is no [${label}] here`);
  };
  return handled(
    interactionRequest(sending(), {
      type: "block_actions",
      user: { id: user },
      team: { id: slack.teamId },
      container: { type: "view", view_id: `VHOME${user}` },
      view: { id: `VHOME${user}`, type: "home", hash, blocks },
      trigger_id: slack.triggerId(),
      actions: [choose()],
    }),
  );
}

function type(user: string, value: string) {
  return handled(
    interactionRequest(sending(), {
      type: "block_suggestion",
      user: { id: user },
      team: { id: slack.teamId },
      container: { type: "view", view_id: `VHOME${user}` },
      action_id: "choice:search",
      block_id: "search:1",
      value,
    }),
  );
}

const blocksOf = (user: string) => slack.homes.get(user)?.view.blocks ?? [];
const read = (user: string) =>
  readableBlocks(blocksOf(user))
    .join("\n")
    .replace(/<[^|>]*\/accounts\/[^|>]*\|/g, "<account|");
const published = () => slack.calls.filter(({ method }) => method === "views.publish");

describe("who opens the app's home", () => {
  test("as a manager finds what needs them, and when they are told of more", async () => {
    await withTenant(db, as(cast.tenantId, cast.priya), async (tx) => {
      await setDigest(tx, { active: true, now });
      await setNoticeSetting(tx, { times: { from: "18:00", to: "8:00" }, weekend: true, now });
    });
    await open("USHAH");
    expect(read("USHAH")).toMatchInlineSnapshot(`
      "# 1 account needs you
      🔵 *<account|Acme>* 79, healthy, dropping
      Usage down 49%: 47 user-days in 28 days, usual 92. Mostly Planning board. ⋯(Open, Acknowledge, Snooze…, Why this score?)
      [Find an account ▾ …]
      ---
      *Digest*: weekdays 8:30, Berlin · <https://bellwether.example/settings/digest|Change>
      *Quiet hours*: 18:00 to 8:00 and all weekend · <https://bellwether.example/settings/notices|Change>
      (🟥 0 at risk · 🔶 0 watch · 🔵 2 healthy · data to Thu 19 Nov)
      [Open portfolio]"
    `);
    expect(slack.messages).toEqual([]);
  });

  test("as an admin reads whether the data are complete, as everybody does when they are not", async () => {
    await open("UREYES");
    expect(read("UREYES")).toContain("Data complete to Thu 19 Nov ✓");
    await owner.rows(
      `insert into app.feed_outage (tenant_id, id, source_id, started_at, found_at, figures, version)
       values ($1, $2, null, '2026-11-18T22:10:00Z', '2026-11-19T04:00:00Z', '{}', 1)`,
      [cast.tenantId, newId()],
    );
    await open("UREYES");
    await open("USHAH");
    for (const user of ["UREYES", "USHAH"]) {
      expect(read(user)).toContain(
        "*Data is late*: last event Wed 18 Nov, 23:10. Figures are as of Thursday.",
      );
      expect(read(user)).not.toContain("✓");
    }
  });

  test("as a customer's own admin finds the one account, nothing to act on, and no search", async () => {
    await addAlert(db, cast.tenantId, nordwind);
    await open("UMEYER");
    expect(read("UMEYER")).not.toMatch(/Acknowledge|Snooze/);
    expect(read("UMEYER")).toMatchInlineSnapshot(`
      "# Your account
      🔵 *<account|Nordwind>* 77, strong ⋯(Open, Why this score?)
      ---
      (Data to Thu 19 Nov)
      [Open account]"
    `);
    expect(read("UMEYER")).not.toMatch(/Acme|Initech/);
  });

  test("as nobody we know is told how to be known, and as a guest that there is nothing", async () => {
    await open("UNEW");
    await open("UGUEST");
    expect(read("UNEW")).toBe(
      "I don't know you yet. Sign in once with the address you use here.\n[Sign in]\n(E3)",
    );
    expect(read("UGUEST")).toBe("I don't show account data to guests of this workspace.");
  });

  test("finds nothing of what stood there while they were a member", async () => {
    await open("USHAH");
    expect(read("USHAH")).toContain("Acme");
    await owner.rows("update app.member set removed_at = now() where id = $1", [cast.priya]);
    await open("USHAH");
    expect(read("USHAH")).toContain("I don't know you yet.");
    expect(read("USHAH")).not.toContain("Acme");
  });

  test("is shown nothing of another tenant's", async () => {
    const other = await makeCast(db, `initech-${++count}`);
    await owner.rows("update app.member set slack_user_id = null where tenant_id = $1", [other.tenantId]);
    await addAccount(db, other.tenantId, { name: "Foreign", ownerId: other.priya, score: 30 });
    await open("UOKAFOR");
    expect(read("UOKAFOR")).toContain("Acme");
    expect(read("UOKAFOR")).toContain("🟥 1 at risk");
    expect(read("UOKAFOR")).not.toContain("Foreign");
    expect(await (await type("UOKAFOR", "foreign")).json()).toEqual({ options: [] });
  });

  test("leaves a row in the audit log", async () => {
    await open("USHAH");
    expect(await readAudit(db, cast.tenantId)).toEqual([
      {
        verb: "looked at portfolio",
        accountId: null,
        memberId: cast.priya,
        surface: "slack",
        detail: { filter: "needs-you", page: 1, shown: 1 },
      },
    ]);
  });

  test("finds it as it was where too many open theirs at once: Slack is not asked in vain", async () => {
    isFull = true;
    await open("USHAH");
    isFull = false;
    expect(published()).toEqual([]);
    await open("USHAH");
    expect(read("USHAH")).toContain("Acme");
  });

  test("has it drawn once, however often Slack says so, and not at all for the tab of messages", async () => {
    await open("USHAH", { eventId: "EvAgain" });
    for (const attempt of ["1", "2", "3"])
      await open("USHAH", { eventId: "EvAgain", headers: { "x-slack-retry-num": attempt } });
    await open("USHAH", { tab: "messages" });
    expect(published()).toHaveLength(1);
  });

  test.each([
    ["a refusal for the pace", { kind: "status", status: 429, headers: { "retry-after": "5" } }],
    ["an error", { kind: "error", error: "fatal_error" }],
  ] as const)("keeps what stood there after %s, and hears nothing of it", async (_, fault) => {
    await open("USHAH");
    const before = slack.homes.get("USHAH");
    slack.fault("views.publish", fault);
    await open("USHAH");
    expect(slack.homes.get("USHAH")).toBe(before);
    expect(slack.messages).toEqual([]);
  });
});

describe("a click at home", () => {
  test("acknowledges, and home says so: the account needs nobody any more", async () => {
    await open("USHAH");
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).toContain("# Nothing needs you\n✓ Saved. Acme: usage down 49%.");
    expect(slack.messages).toEqual([]);
    await open("USHAH");
    expect(read("USHAH")).not.toContain("Saved");
    const rows = await readAudit(db, cast.tenantId);
    expect(rows.map(({ verb }) => verb)).toContain("acknowledged alert");
  });

  test("that comes too late says who was first", async () => {
    await open("USHAH");
    await withTenant(db, as(cast.tenantId, cast.dana), (tx) => acknowledgeAlert(tx, { alertId, now }));
    clock += 20_000;
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).toContain("Dana picked this up at");
    expect(read("USHAH")).toContain("20 seconds before you.");
    expect(read("USHAH")).toContain("# Nothing needs you");
  });

  test("on [Snooze…] asks first, and home shows what came of the form", async () => {
    await open("USHAH");
    await press("USHAH", "Snooze…");
    const [form] = slack.views as Record<string, unknown>[];
    await handled(
      interactionRequest(sending(), {
        type: "view_submission",
        user: { id: "USHAH" },
        team: { id: slack.teamId },
        view: {
          ...form,
          state: { values: { span: { span: { selected_option: { value: "1-week" } } } } },
        },
      }),
    );
    expect(read("USHAH")).toContain("✓ Saved. Acme: usage down 49%.");
    expect(read("USHAH")).toContain("# Nothing needs you");
    expect(slack.messages).toEqual([]);
  });

  test("that asks for a message is answered among the messages, and home says where", async () => {
    await open("USHAH");
    await press("USHAH", "Why this score?");
    expect(slack.messages.map(({ channel }) => channel)).toEqual(["DSHAH"]);
    expect(slack.messages[0]?.text).toContain("Acme");
    expect(read("USHAH")).toContain("I've answered you in Messages.");
  });

  test("is drawn over what somebody else's hand drew meanwhile, and shows the present", async () => {
    await open("USHAH");
    const old = slack.homes.get("USHAH")?.hash;
    await open("USHAH");
    await press("USHAH", "Acknowledge", old);
    expect(read("USHAH")).toContain("# Nothing needs you");
    expect(published().map(({ args }) => args.hash === undefined)).toEqual([true, false, false, true]);
  });

  test("for whom Slack opens no messages does nothing, and home says so", async () => {
    await open("USHAH");
    slack.fault("conversations.open", { kind: "error", error: "fatal_error" });
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).toContain("# 1 account needs you\nSlack is not answering. Try again in a minute.");
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).toContain("# Nothing needs you");
  });

  test("of who is no member any more does nothing, and home is empty", async () => {
    await open("USHAH");
    await owner.rows("update app.member set removed_at = now() where id = $1", [cast.priya]);
    clock += 11 * 60_000;
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).toContain("I don't know you yet.");
    expect(slack.messages).toEqual([]);
    const alert = await owner.rows("select state from app.alert where id = $1", [alertId]);
    expect(alert).toEqual([{ state: "open" }]);
  });

  test("on an account that was taken away changes nothing, and says what a stranger reads", async () => {
    await open("USHAH");
    await owner.rows("delete from app.account_member where account_id = $1", [acme]);
    await press("USHAH", "Acknowledge");
    expect(read("USHAH")).not.toContain("Acme");
    const alert = await owner.rows("select state from app.alert where id = $1", [alertId]);
    expect(alert).toEqual([{ state: "open" }]);
  });
});

describe("the search box", () => {
  test("finds accounts that who types may see, and nobody else's", async () => {
    const found = suggestedOptions.parse(await (await type("USHAH", "nor")).json());
    expect(found.options.map(({ text }) => text.text)).toEqual(["Nordwind · 77, healthy"]);
    for (const [user, typed] of [
      ["USHAH", "initech"],
      ["UNEW", "acme"],
      ["UGUEST", "acme"],
      ["UMEYER", "acme"],
    ] as const)
      expect(await (await type(user, typed)).json(), `${user} types ${typed}`).toEqual({ options: [] });
  });

  test("offers those that need somebody before the first letter", async () => {
    const { options } = suggestedOptions.parse(await (await type("UOKAFOR", "")).json());
    expect(options.map(({ text }) => text.text)).toEqual([
      "Acme · 79, healthy, dropping",
      "Initech · 52, at risk",
      "Nordwind · 77, healthy",
    ]);
  });

  test("gives the chosen account's card as /health does, and is empty again", async () => {
    await open("USHAH");
    const box = () =>
      blocksOf("USHAH").find(({ block_id }) => String(block_id).startsWith("search:"))?.block_id;
    const before = box();
    const { options } = suggestedOptions.parse(await (await type("USHAH", "acme")).json());
    clock += 1_000;
    await press("USHAH", { value: options[0]?.value ?? "" });
    expect(slack.messages.map(({ channel }) => channel)).toEqual(["DSHAH"]);
    expect(readableBlocks(slack.messages[0]?.blocks)[0]).toBe("# Acme: 79, healthy, dropping");
    expect(box()).not.toBe(before);
    const verbs = (await readAudit(db, cast.tenantId)).map(({ verb }) => verb);
    expect(verbs).toEqual(expect.arrayContaining(["searched accounts", "looked at account"]));
  });

  test("chosen by who may not see the account finds none", async () => {
    await open("UMEYER");
    await press("UMEYER", { value: JSON.stringify({ do: "show-account", accountId: acme }) });
    expect(slack.messages.map(({ text }) => text).join()).not.toContain("Acme");
    expect(slack.messages).toHaveLength(1);
  });
});
