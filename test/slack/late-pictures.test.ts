import { afterEach, beforeEach, expect, test } from "vitest";
import { type Message, t } from "../../src/bot/message.ts";
import { createSlackClient, type SlackClient } from "../../src/bot/slack/client.ts";
import { createTeller, type Place } from "../../src/bot/slack/inbound/place.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { createPacer } from "../../src/bot/slack/outbound/pacer.ts";
import { createPictures } from "../../src/bot/slack/outbound/pictures.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";

/* An answer whose picture Slack does not take now: its words come at once. */

let slack: StrictSlack;
let client: SlackClient;
let clock: number;
let slept: number[];

const answer: Message = {
  summary: "Acme: 79, healthy.",
  parts: [
    { part: "text", text: [t("Acme: 79, healthy.")] },
    {
      part: "image",
      chart: {
        kind: "feature-usage",
        title: "Use by feature",
        rows: [{ feature: "Board", actual: 14, usual: 41 }],
      },
      alt: "Board 14, usual 41.",
      path: "/accounts/acme",
    },
  ],
};
const direct: Place = { tenantId: "orrery", slackUserId: "U1", conversation: "D1", kind: "direct" };

beforeEach(async () => {
  slack = await startStrictSlack();
  slack.users.set("U1", { id: "U1", name: "Priya Shah" });
  slack.channels.set("D1", { id: "D1", kind: "im", members: ["U1", slack.botUserId] });
  slack.channels.set("C1", { id: "C1", kind: "channel", members: ["U1", slack.botUserId] });
  client = createSlackClient(slack.token, { apiUrl: slack.apiUrl, log: noLog });
  clock = Date.parse("2026-11-20T07:30:00Z");
  slept = [];
});
afterEach(() => slack.close());

async function tell(place: Place): Promise<void> {
  const sleep = async (ms: number) => {
    slept.push(ms);
    clock += ms;
  };
  const pacer = createPacer({ now: () => clock, sleep });
  const painter = { paint: async () => ({ png: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 }) };
  const pictures = createPictures(painter, pacer);
  const publicUrl = "https://bellwether.example";
  const deliverer = { pictures, pacer, publicUrl, sleep, picturePatienceMs: 4_000 };
  await createTeller(deliverer, noLog).tell(client, place, answer);
}
const busyFor = (seconds: number) =>
  slack.fault("files.getUploadURLExternal", {
    kind: "status",
    status: 429,
    headers: { "retry-after": String(seconds) },
  });
const shown = () => JSON.stringify(slack.messages[0]?.blocks);

test("in a direct message the picture follows when its turn comes", async () => {
  busyFor(5);
  await tell(direct);
  expect(slept).toContain(5_000);
  expect(slack.messages).toHaveLength(1);
  expect(slack.messages[0]).toMatchObject({ edits: 1, pictured: "later" });
  expect(shown()).not.toContain("Chart follows.");
});

test("where that is too far away the message says so, once", async () => {
  busyFor(300);
  await tell(direct);
  expect(slept.every((ms) => ms < 5_000)).toBe(true);
  expect(slack.messages[0]?.edits).toBe(1);
  expect(shown()).toContain("Chart unavailable.");
});

test("what cannot be edited promises no picture", async () => {
  busyFor(5);
  await tell({ ...direct, conversation: "C1", kind: "channel" });
  expect(slack.messages).toHaveLength(1);
  expect(shown()).toContain("Chart unavailable.");
});
