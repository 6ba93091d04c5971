import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TeamsApp } from "../../src/bot/teams/app.ts";
import { withTenant } from "../../src/db/with-tenant.ts";
import { createDeliverer } from "../../src/jobs/deliver.ts";
import { announce } from "../../src/usecases/deliveries/announce.ts";
import { refreshAlert } from "../../src/usecases/deliveries/refresh-alert.ts";
import { sendDigestFor } from "../../src/usecases/digests/send-digest.ts";
import { addAlert, as, asSystem, type Cast, makeCast, now } from "../fixture.ts";
import { addMorningPortfolio } from "../morning-portfolio.ts";
import { openTestDb, type TestDb } from "../test-db.ts";
import {
  activityFrom,
  addPeople,
  botId,
  chatId,
  connectTeams,
  openTeamsApp,
  userId,
} from "./organisation.ts";
import { findAction, readableCard } from "./readable.ts";
import { type Shown, type StrictTeams, startStrictTeams } from "./strict-teams.ts";

/*
 * Friday 20 November 2026 in Teams, from the hello to a card in a channel, against a Connector that refuses what Teams
 * refuses. morning.txt is what everybody read.
 */

const team = "19:team@thread.tacv2";
const emea = { id: "19:emea@thread.tacv2;messageid=1", type: "channel", team };
const everyone = { id: "19:all@thread.v2", type: "groupChat" };
let db: TestDb;
let owner: pg.Client;
let teams: StrictTeams;
let app: TeamsApp;
let cast: Cast;
let clock = now.getTime();
const transcript: string[] = [];

beforeAll(async () => {
  db = await openTestDb();
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  teams = await startStrictTeams(() => clock);
  cast = await makeCast(db, "orrery");
  addPeople(teams, "orrery", ["Priya Shah", "Dana Okafor", "Jonas Lind"]);
  const [priya, dana, jonas] = [userId("Shah"), userId("Okafor"), userId("Lind")];
  teams.addConversation({ id: team, kind: "channel", members: [priya, dana] });
  teams.addConversation({ id: "19:emea@thread.tacv2", kind: "channel", members: [priya, dana] });
  teams.addConversation({ id: everyone.id, kind: "groupChat", members: [priya, dana, jonas] });
  await connectTeams(db, cast, teams);
  app = openTeamsApp(db, teams, {
    tenantId: cast.tenantId,
    now: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
  });
});
afterAll(async () => {
  await teams.close();
  await owner.end();
  await db.close();
});

/** Runs what is in the queue until it is empty, as the workers do. */
async function runQueue(): Promise<void> {
  const deliver = createDeliverer({ db, senders: { teams: app.sender }, now: () => new Date(clock) });
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

const known = { messages: new Map<string, number>(), uploads: 0 };

/** Writes down what people see that they did not see before. */
function note(step: string, answer?: unknown): void {
  transcript.push(`== ${new Date(clock).toISOString().slice(11, 16)} UTC  ${step}`);
  if (answer !== undefined) transcript.push("", ...readableAnswer(answer));
  // Jobs run in any order: what one person reads comes in order, and one person after the other.
  const read = [...teams.messages].sort(
    (one, other) =>
      (one.conversation < other.conversation ? 1 : -1) * Number(one.conversation !== other.conversation),
  );
  for (const { id, conversation, replyTo, activity, edits } of read) {
    if (known.messages.get(id) === edits) continue;
    const how = known.messages.has(id) ? "edited" : replyTo ? "replied" : "posted";
    known.messages.set(id, edits);
    transcript.push("", `-- ${conversation}, ${how}: ${activity.summary ?? ""}`);
    for (const { contentType, content, name } of activity.attachments ?? []) {
      const kind = contentType.split(".").slice(-2).join(" ");
      transcript.push(
        ...(contentType.endsWith("card.adaptive") ? readableCard(content) : [`{${kind}: ${name}}`]),
      );
    }
  }
  for (const [path, { bytes, range }] of [...teams.uploads].slice(known.uploads)) {
    transcript.push(
      "",
      `-- OneDrive took ${path}: ${Buffer.from(bytes).subarray(0, 4).toString()}… ${range}`,
    );
  }
  known.uploads = teams.uploads.size;
  transcript.push("");
}

/** What a click, a dialog or a search is answered with at once. */
function readableAnswer(answer: unknown): string[] {
  const { type, value, task, composeExtension } = answer as {
    type?: string;
    value?: unknown;
    task?: { type: string; value: { title: string; card: { content: unknown } } | string };
    composeExtension?: {
      type: string;
      text?: string;
      attachments?: { content: unknown; preview: { content: { title: string; text?: string } } }[];
    };
  };
  if (type?.endsWith("card.adaptive")) return ["-- in place of the card:", ...readableCard(value)];
  if (type?.endsWith("activity.message")) return [`-- to who clicked: ${value}`];
  if (typeof task?.value === "string") return [`-- dialog says: ${task.value}`];
  if (task) return [`-- dialog “${task.value.title}”`, ...readableCard(task.value.card.content)];
  if (composeExtension?.type === "message") return [`-- search says: ${composeExtension.text}`];
  if (composeExtension) {
    const found = composeExtension.attachments ?? [];
    if (found.length === 1 && !found[0]?.preview.content.text)
      return ["-- into the message:", ...readableCard(found[0]?.content)];
    return [
      "-- found:",
      ...found.map(({ preview }) => `  ${preview.content.title} | ${preview.content.text}`),
    ];
  }
  return ["-- the dialog closes"];
}

async function send(activity: Record<string, unknown>): Promise<unknown> {
  const answer = await app.routes.request(await teams.request(activity));
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(await app.stop(25_000)).toBe(0);
  await runQueue();
  return text === "" ? undefined : JSON.parse(text);
}

async function say(text: string, who = "Shah", where?: typeof emea): Promise<void> {
  const mention = {
    type: "mention",
    text: "<at>Bellwether</at>",
    mentioned: { id: botId, name: "Bellwether" },
  };
  const said = where ? { text: `<at>Bellwether</at> ${text}`, entities: [mention] } : { text };
  await send(activityFrom(who, said, where));
  note(`${who} in ${where ? "a channel" : "their chat"}: ${text}`);
}

const cardOf = (message: Shown) => message.activity.attachments?.[0]?.content;
const messageOf = (who: string, words: string) => {
  const found = teams.messages.findLast(
    ({ conversation, activity }) => conversation === chatId(who) && activity.summary?.includes(words),
  );
  if (!found) throw new Error(`No message to ${who} about ${words}`);
  return found;
};
const lastOf = (who: string) =>
  teams.messages.findLast(({ conversation }) => conversation === chatId(who)) as Shown;

/** Presses a button of a message, as Teams sends it: `Action.Execute`, or a dialog is fetched. */
async function press(label: string, message: Shown, who = "Shah"): Promise<unknown> {
  const { type, verb, data } = findAction(cardOf(message), label);
  const invoke = { type: "invoke", replyToId: message.id };
  const answer =
    type === "Action.Submit"
      ? await send(activityFrom(who, { ...invoke, name: "task/fetch", value: { data } }))
      : await send(
          activityFrom(who, {
            ...invoke,
            name: "adaptiveCard/action",
            value: { action: { type, verb, data } },
          }),
        );
  note(`${who} presses [${label}]`, answer);
  return answer;
}

/** Sends a dialog in, with what its button carries. */
async function submit(dialog: unknown, fields: object, who = "Shah"): Promise<unknown> {
  const { task } = dialog as { task: { value: { card: { content: { actions: { data: object }[] } } } } };
  const data = { ...task.value.card.content.actions[0]?.data, ...fields };
  const answer = await send(activityFrom(who, { type: "invoke", name: "task/submit", value: { data } }));
  note(`${who} sends the form`, answer);
  return answer;
}

async function invoke(
  name: string,
  value: object,
  where: typeof emea | typeof everyone,
  who = "Shah",
): Promise<unknown> {
  return send(activityFrom(who, { type: "invoke", name, value }, where));
}

test("a morning in Teams", async () => {
  const { tenantId, priya, dana } = cast;
  const acme = await addMorningPortfolio(db, cast);

  for (const who of ["Shah", "Okafor"]) {
    await send(activityFrom(who, { type: "installationUpdate", action: "add" }));
    await send(activityFrom(who, { type: "conversationUpdate", membersAdded: [{ id: botId }] }));
  }
  await send(activityFrom("Shah", { type: "conversationUpdate", membersAdded: [{ id: botId }] }, emea));
  note("Bellwether is added");

  clock += 60_000;
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

  clock += 10 * 60_000;
  const card = messageOf("Shah", "Acme: usage down");
  const danasCard = {
    ...messageOf("Okafor", "Acme: usage down"),
    activity: { ...messageOf("Okafor", "Acme: usage down").activity },
  };
  await press("Acknowledge", card);
  expect(card.edits).toBeGreaterThan(0);
  clock += 20_000;
  await press("Acknowledge", danasCard, "Okafor");

  clock += 60_000;
  const snooze = await press("Snooze", card);
  const again = await submit(snooze, { span: "date", reason: "waiting for their move", wakeIfWorse: "true" });
  await submit(again, {
    span: "1-week",
    reason: "waiting for their move to the new plan",
    wakeIfWorse: "true",
  });

  clock += 60_000;
  await say("portfolio");
  await say("acme", "Shah", emea);
  await say("initech");
  await say("nor");
  await press("Nordwind", lastOf("Shah"));
  await say("at-risk");
  await say("why acme");
  await say("statsu");
  await say("digest 9:15 mon,thu");
  clock += 60_000;
  await say("watch", "Okafor", emea);
  await press("Why this alert?", { ...card, activity: danasCard.activity });

  await say("export acme pdf");
  const consent = lastOf("Shah");
  const { acceptContext: context } = cardOf(consent) as { acceptContext: object };
  const uploadInfo = {
    contentUrl: "https://orrery-my.sharepoint.com/personal/priya/Acme-health-2026-11-19.pdf",
    name: "Acme-health-2026-11-19.pdf",
    uploadUrl: `${teams.origin}/upload/1`,
    uniqueId: "u1",
    fileType: "pdf",
  };
  await send(
    activityFrom("Shah", {
      type: "invoke",
      name: "fileConsent/invoke",
      replyToId: consent.id,
      value: { type: "fileUpload", action: "accept", context, uploadInfo },
    }),
  );
  note("Shah allows it");
  await say("export portfolio csv", "Shah", emea);

  clock += 60_000;
  const query = { parameters: [{ name: "query", value: "nor" }] };
  note(
    "Shah searches “nor” while writing in the channel",
    await invoke("composeExtension/query", query, emea),
  );
  const chosen = { accountId: acme };
  note("Shah chooses Acme", await invoke("composeExtension/selectItem", chosen, emea));
  note(
    "Shah chooses Acme where Jonas is, who does not look after it",
    await invoke("composeExtension/selectItem", chosen, everyone),
  );
  note(
    "a stranger's preview of Acme's page",
    await invoke(
      "composeExtension/anonymousQueryLink",
      { url: `https://bellwether.example/accounts/${acme}` },
      emea,
    ),
  );

  await press("Wake now", card);
  await submit(await press("Resolve", card), {
    how: "told-why",
    note: "customer froze changes until 1 December",
  });

  const plain = transcript
    .join("\n")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replace(/\b\d+ (KB|B)\b/g, "N $1");
  expect(plain).not.toContain("undefined");
  await expect(plain).toMatchFileSnapshot("./morning.txt");
});
