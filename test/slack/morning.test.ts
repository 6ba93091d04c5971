import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSlackApp, type SlackApp } from "../../src/bot/slack/app.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { createSlackSender } from "../../src/bot/slack/outbound/send.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { refreshAlert } from "../../src/usecases/deliveries/refresh-alert.ts";
import { sendDigestFor } from "../../src/usecases/digests/send-digest.ts";
import { addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { addMorningPortfolio } from "../morning-portfolio.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import { openWarmPainter } from "../warm-painter.ts";
import { readableBlocks } from "./readable.ts";
import { commandRequest, eventRequest, interactionRequest } from "./requests.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";
import { connectWorkspace, testSecrets } from "./workspace.ts";

/*
 * Friday 20 November 2026 in Slack, from the digest to a shared card, against a Slack that refuses what Slack refuses.
 * morning.txt is what everybody read.
 */

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
let db: TestDb;
let owner: pg.Client;
let slack: StrictSlack;
let painter: ChartPainter;
let app: SlackApp;
let cast: Cast;
let clock = now.getTime();
const transcript: string[] = [];

beforeAll(async () => {
  db = await openTestDb();
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  slack = await startStrictSlack();
  painter = await openWarmPainter();
  cast = await makeCast(db, "orrery");
  const people = [
    ["USHAH", "Priya Shah"],
    ["UOKAFOR", "Dana Okafor"],
    ["ULIND", "Jonas Lind"],
  ] as const;
  for (const [id, name] of people) {
    slack.users.set(id, { id, name, email: `${name.split(" ").at(-1)?.toLowerCase()}@orrery.example` });
  }
  slack.channels.set("C1EMEA", { id: "C1EMEA", kind: "channel", members: ["U0BOT", "USHAH", "UOKAFOR"] });
  slack.channels.set("C2ALL", {
    id: "C2ALL",
    kind: "channel",
    members: ["U0BOT", "USHAH", "UOKAFOR", "ULIND"],
  });
  await connectWorkspace(db, cast.tenantId, { ...slack, workspaceId: slack.teamId, now });
  app = createSlackApp({
    db,
    secrets: testSecrets,
    painter,
    publicUrl: "https://bellwether.example",
    apiUrl: slack.apiUrl,
    signingSecret: secret,
    appToken: undefined,
    now: () => clock,
    log: noLog,
  });
});
afterAll(async () => {
  await painter.close();
  await slack.close();
  await owner.end();
  await db.close();
});

/** Runs what is in the queue until it is empty, as the workers do. */
async function runQueue(): Promise<void> {
  const sender = createSlackSender({
    db,
    secrets: testSecrets,
    painter,
    publicUrl: "https://bellwether.example",
    apiUrl: slack.apiUrl,
    now: () => clock,
    sleep: async () => {},
  });
  const deliver = createDeliverer({ db, senders: { slack: sender }, now: () => new Date(clock) });
  for (;;) {
    const jobs = await owner.query<{
      name: string;
      data: { tenantId: string; deliveryId: string; alertId: string };
    }>("delete from pgboss.job where state = 'created' returning name, data");
    if (jobs.rows.length === 0) return;
    for (const { name, data } of jobs.rows) {
      if (name === "deliver") await deliver(data, "morning");
      else await refreshAlert(db, data, { now: new Date(clock), requestId: "morning" });
    }
  }
}

const known = {
  messages: new Map<string, number>(),
  homes: new Map<string, string>(),
  responses: 0,
  views: 0,
  files: 0,
  links: 0,
};

/** Writes down what people see that they did not see before. */
function note(step: string): void {
  transcript.push(`== ${new Date(clock).toISOString().slice(11, 16)} UTC  ${step}`);
  // Jobs run in any order: what one person reads comes in order, and one person after the other.
  const read = slack.messages.toSorted(
    (one, other) => (one.channel < other.channel ? 1 : -1) * Number(one.channel !== other.channel),
  );
  for (const { ts, channel, ephemeralTo, blocks, text, edits } of read) {
    if (known.messages.get(ts) === edits) continue;
    const how = known.messages.has(ts) ? "edited" : ephemeralTo ? `to ${ephemeralTo}'s eyes only` : "posted";
    known.messages.set(ts, edits);
    transcript.push("", `-- ${channel}, ${how}: ${text}`, ...readableBlocks(blocks));
  }
  for (const { body } of slack.responses.slice(known.responses)) {
    const how = body.replace_original ? "in place of the question" : "to the asker's eyes only";
    transcript.push("", `-- answered ${how}: ${body.text}`, ...readableBlocks(body.blocks));
  }
  for (const view of slack.views.slice(known.views) as {
    title: { text: string };
    blocks: unknown;
    submit: { text: string };
  }[]) {
    transcript.push(
      "",
      `-- form “${view.title.text}”`,
      ...readableBlocks(view.blocks),
      `[${view.submit.text}]`,
    );
  }
  for (const { name, sharedTo, bytes } of [...slack.files.values()].slice(known.files)) {
    const head = Buffer.from(bytes ?? [])
      .subarray(0, 4)
      .toString("latin1")
      .replace(/[^ -~]/g, "");
    transcript.push("", `-- file ${name} (${head}…) for ${sharedTo ?? "a message to show"}`);
  }
  for (const [user, { view, hash }] of slack.homes) {
    if (known.homes.get(user) === hash) continue;
    known.homes.set(user, hash);
    transcript.push("", `-- home of ${user}`, ...readableBlocks(view.blocks));
  }
  for (const { channel, unfurled } of slack.links.slice(known.links)) {
    for (const blocks of unfurled.values())
      transcript.push("", `-- ${channel}, below the link`, ...readableBlocks(blocks));
  }
  known.links = slack.links.length;
  known.responses = slack.responses.length;
  known.views = slack.views.length;
  known.files = slack.files.size;
  transcript.push("");
}

async function send(request: Request): Promise<Response> {
  const answer = await app.routes?.request(request);
  if (!answer) throw new Error("no routes");
  expect(answer.status).toBe(200);
  expect(await app.stop(25_000)).toBe(0);
  await runQueue();
  return answer;
}
const sending = () => ({ secret, now: clock });

async function command(text: string, user = "USHAH", channel = "C1EMEA"): Promise<void> {
  const where = { team_id: slack.teamId, user_id: user, channel_id: channel };
  await send(commandRequest(sending(), { ...where, text, response_url: slack.responseUrl() }));
  note(`${user} in ${channel}: /health ${text}`);
}

/** Presses a button, a menu's entry or a choice of a message by its label. */
async function press(
  label: string,
  on: { blocks: unknown; channel: string; ts?: string; ephemeral?: boolean },
  user = "USHAH",
) {
  const found = findControl(on.blocks, label);
  await send(
    interactionRequest(sending(), {
      type: "block_actions",
      user: { id: user },
      team: { id: slack.teamId },
      channel: { id: on.channel },
      container: { channel_id: on.channel, message_ts: on.ts ?? "1.1", is_ephemeral: on.ephemeral ?? false },
      message: { blocks: (on.blocks as object[]).map((block, at) => ({ ...block, block_id: `b${at}` })) },
      trigger_id: slack.triggerId(),
      response_url: slack.responseUrl(),
      actions: [found],
    }),
  );
  note(`${user} presses [${label}]`);
}

function findControl(blocks: unknown, label: string): Record<string, unknown> {
  for (const [at, block] of (blocks as Record<string, unknown>[]).entries()) {
    const controls = [...((block.elements as unknown[]) ?? []), block.accessory].filter(Boolean);
    for (const each of controls as {
      type: string;
      action_id?: string;
      text?: { text: string };
      value?: string;
      options?: { text: { text: string }; value: string }[];
    }[]) {
      const base = { type: each.type, action_id: each.action_id, block_id: `b${at}` };
      if (each.type === "button" && each.text?.text === label) return { ...base, value: each.value };
      const chosen = each.options?.find((option) => option.text.text.startsWith(label));
      if (chosen) return { ...base, selected_option: chosen };
    }
  }
  throw new Error(`There is no [${label}] here`);
}

/** The same in the app's home, which is no message. */
async function pressAtHome(label: string, user = "USHAH"): Promise<void> {
  const { view, hash } = slack.homes.get(user) ?? { view: { blocks: [] }, hash: "" };
  await send(
    interactionRequest(sending(), {
      type: "block_actions",
      user: { id: user },
      team: { id: slack.teamId },
      container: { type: "view", view_id: `VHOME${user}` },
      view: { id: `VHOME${user}`, type: "home", hash, ...view },
      trigger_id: slack.triggerId(),
      actions: [findControl(view.blocks, label)],
    }),
  );
  note(`${user} presses [${label}] at home`);
}

async function submit(values: object, user = "USHAH"): Promise<Response> {
  const view = slack.views.at(-1) as Record<string, unknown>;
  return send(
    interactionRequest(sending(), {
      type: "view_submission",
      user: { id: user },
      team: { id: slack.teamId },
      view: { ...view, state: { values } },
    }),
  );
}

const messageOf = (channel: string, words: string) => {
  const found = slack.messages.findLast((each) => each.channel === channel && each.text.includes(words));
  if (!found) throw new Error(`No message in ${channel} about ${words}`);
  return found;
};
const lastAnswer = (channel = "C1EMEA") => ({
  blocks: slack.responses.at(-1)?.body.blocks,
  channel,
  ephemeral: true,
});

test("a morning in Slack", async () => {
  const { tenantId, priya, dana } = cast;
  const acme = await addMorningPortfolio(db, cast);

  await withTenant(db, as(tenantId, priya), (tx) => sendDigestFor(tx, priya, now));
  await runQueue();
  note("the digest is due");

  const alertId = await addAlert(db, tenantId, acme);
  await asSystem(db, tenantId, (tx) =>
    announce(tx, { subjectKind: "alert", subjectId: alertId, memberIds: [priya, dana], now }),
  );
  clock += 60_000;
  await runQueue();
  note("Acme's use has dropped");
  expect([...slack.files.values()].some((file) => file.complete && !file.sharedTo)).toBe(true);

  clock += 10 * 60_000;
  const card = messageOf("DSHAH", "Acme: usage down");
  const danasCard = { ...messageOf("DOKAFOR", "Acme: usage down") };
  await press("Acknowledge", card);
  expect(card.edits).toBeGreaterThan(0);
  clock += 20_000;
  await press("Acknowledge", danasCard, "UOKAFOR");

  clock += 60_000;
  await press("Snooze", card);
  const noDate = await submit({ span: { span: { selected_option: { value: "date" } } } });
  transcript.push(`== sent without a date: ${await noDate.text()}`, "");
  await submit({
    span: { span: { selected_option: { value: "1-week" } } },
    reason: { reason: { value: "waiting for their move to the new plan" } },
    wakeIfWorse: { wakeIfWorse: { selected_options: [{ value: "yes" }] } },
  });
  note("USHAH sends the form");

  clock += 60_000;
  await command("");
  await command("acme");
  const acmeCard = lastAnswer();
  await command("initech");
  await command("nor");
  await press("Nordwind", lastAnswer());
  await command("at-risk");
  await command("why acme");
  await command("statsu");
  await command("digest 9:15 mon,thu");
  const mention = {
    type: "app_mention",
    user: "UOKAFOR",
    channel: "C1EMEA",
    text: "<@U0BOT> watch",
    ts: "8.1",
  };
  await send(eventRequest(sending(), { team_id: slack.teamId, event_id: "Ev1", event: mention }));
  note("UOKAFOR in C1EMEA: @Bellwether watch");

  await command("export acme pdf");
  expect(
    Buffer.from([...slack.files.values()].at(-1)?.bytes ?? [])
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");

  await press("Share here", acmeCard);
  await submit({});
  note("USHAH confirms");
  await press("Share here", { ...acmeCard, channel: "C2ALL" });
  await submit({});
  note("USHAH confirms, with Jonas there, who does not look after Acme");

  await press("Wake now", card);
  await press("Resolve", card);
  await submit({
    how: { how: { selected_option: { value: "told-why" } } },
    note: { note: { value: "customer froze changes until 1 December" } },
  });
  note("USHAH sends the form");

  const nordwind = await owner.query<{ id: string }>("select id from app.account where name = 'Nordwind'");
  const second = await addAlert(db, tenantId, nordwind.rows[0]?.id ?? "");
  await asSystem(db, tenantId, (tx) =>
    announce(tx, { subjectKind: "alert", subjectId: second, memberIds: [priya], now: new Date(clock) }),
  );
  await runQueue();
  note("Nordwind's use has dropped");
  const opened = { type: "app_home_opened", user: "USHAH", channel: "DSHAH", tab: "home", event_ts: "9.1" };
  await send(eventRequest(sending(), { team_id: slack.teamId, event_id: "Ev2", event: opened }));
  note("USHAH opens the app's home");
  await pressAtHome("Acknowledge");
  const link = `https://bellwether.example/accounts/${acme}`;
  for (const channel of ["C1EMEA", "C2ALL"]) {
    const posted = slack.linksFrom("USHAH", channel, [link]);
    await send(eventRequest(sending(), { team_id: slack.teamId, event_id: `Ev${channel}`, event: posted }));
    note(`USHAH posts a link to Acme in ${channel}`);
  }

  const plain = transcript
    .join("\n")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/\b\d+ KB/g, "N KB");
  expect(plain).not.toContain("undefined");
  await expect(plain).toMatchFileSnapshot("./morning.txt");
});
