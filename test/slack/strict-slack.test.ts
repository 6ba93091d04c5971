import { afterAll, beforeAll, expect, test } from "vitest";
import { createSlackClient, type SlackClient } from "../../src/bot/slack/client.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { type StrictSlack, startStrictSlack } from "./strict-slack.ts";

/*
 * The double refuses what Slack refuses of homes and of previews of links: docs.slack.dev, views.publish and chat.unfurl.
 */

let slack: StrictSlack;
let client: SlackClient;

beforeAll(async () => {
  slack = await startStrictSlack();
  slack.users.set("UPRIYA", { id: "UPRIYA", name: "Priya" });
  client = createSlackClient(slack.token, { apiUrl: slack.apiUrl, log: noLog });
});
afterAll(() => slack.close());

const divider = { type: "divider" };
const blocks = (count: number) => Array.from({ length: count }, () => divider);

async function refusal(method: string, args: object): Promise<string> {
  const said = await client.apiCall(method, args as Record<string, unknown>).catch((error: unknown) => error);
  return String((said as { data?: { error?: string } }).data?.error ?? "taken");
}
const publish = (view: object, more: object = {}) =>
  refusal("views.publish", { user_id: "UPRIYA", view, ...more });

test.each([
  ["a modal", { type: "modal", title: { type: "plain_text", text: "x" }, blocks: blocks(1) }],
  ["a home with a title", { type: "home", title: { type: "plain_text", text: "x" }, blocks: blocks(1) }],
  ["101 blocks", { type: "home", blocks: blocks(101) }],
  ["no block", { type: "home", blocks: [] }],
  ["a table", { type: "home", blocks: [{ type: "table", rows: [[{ type: "raw_text", text: "x" }]] }] }],
])("%s is no home", async (_, view) => {
  expect(await publish(view)).toBe("invalid_arguments");
});

test("a home is taken with 100 blocks, for somebody who exists, over the one that was seen", async () => {
  const view = { type: "home", blocks: blocks(100) };
  expect(await publish(view)).toBe("taken");
  expect(await refusal("views.publish", { user_id: "UNOBODY", view })).toBe("invalid_arguments");
  const seen = slack.homes.get("UPRIYA")?.hash;
  expect(await publish(view, { hash: seen })).toBe("taken");
  expect(await publish(view, { hash: seen })).toBe("hash_conflict");
  expect(await publish(view)).toBe("taken");
});

test("a preview is taken for links that stand in a message or a draft that is known, and in blocks", async () => {
  const url = "https://bellwether.example/accounts/1";
  const { channel, message_ts: ts } = slack.linksFrom("UPRIYA", "C1", [url]);
  const { unfurl_id } = slack.linksFrom("UPRIYA", null, [url]);
  const unfurl = (at: object, of = url, what: object = { blocks: blocks(1) }) =>
    refusal("chat.unfurl", { ...at, unfurls: { [of]: what } });
  expect(await unfurl({ channel, ts })).toBe("taken");
  expect(await unfurl({ unfurl_id, source: "composer" })).toBe("taken");
  expect(await unfurl({ unfurl_id })).toBe("missing_source");
  expect(await unfurl({ unfurl_id, source: "conversations_history" })).toBe("cannot_find_message");
  expect(await unfurl({ channel })).toBe("missing_ts");
  expect(await unfurl({ channel, ts: "1.1" })).toBe("cannot_find_message");
  expect(await unfurl({ channel, ts }, "https://elsewhere.example/")).toBe("cannot_unfurl_url");
  expect(await unfurl({ channel, ts }, url, { blocks: blocks(51) })).toBe("cannot_parse_attachment");
  expect(await refusal("chat.unfurl", { channel, ts })).toBe("missing_unfurls");
});
