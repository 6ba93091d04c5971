import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createDesk, type Desk } from "../../src/bot/slack/inbound/desk.ts";
import { slackRoutes } from "../../src/bot/slack/inbound/receiver.ts";
import { noLog } from "../../src/bot/slack/log.ts";
import { commandRequest, eventRequest, interactionRequest, type Sending, signedRequest } from "./requests.ts";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const now = Date.parse("2026-11-20T07:30:00Z");
const sending: Sending = { secret, now };
const mention = {
  team_id: "T0BELL",
  event_id: "Ev1",
  event: { type: "app_mention", user: "U1", channel: "C1", text: "<@U0BOT> acme", ts: "1.1" },
};
const json = "application/json";

describe("POST /slack/events", () => {
  let taken: Record<string, unknown>[];
  let desk: Desk;
  let ask: (request: Request) => Promise<Response>;

  beforeEach(() => {
    taken = [];
    desk = createDesk({ answerAtOnce: () => undefined, log: noLog });
    desk.attach({
      processEvent: async ({ body }) => {
        taken.push(body);
      },
    });
    const routes = slackRoutes({ signingSecret: secret, desk, now: () => now });
    ask = async (request) => routes.request(request);
  });

  async function takenAfter(request: Request): Promise<number> {
    await ask(request);
    await desk.drain(20_000);
    return taken.length;
  }

  test("what Slack signed is acknowledged with nothing in it, and handed on", async () => {
    const answer = await ask(eventRequest(sending, mention));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    await desk.drain(20_000);
    expect(taken).toMatchObject([mention]);
  });

  const typing = {
    type: "block_suggestion",
    user: { id: "U1" },
    team: { id: "T0BELL" },
    action_id: "a",
    value: "ac",
  };

  test("what somebody types is answered with what a listener says, and with no choices where none does", async () => {
    const asked = () => ask(interactionRequest(sending, typing)).then((answer) => answer.json());
    expect(await asked()).toEqual({ options: [] });
    const choices = { options: [{ text: { type: "plain_text", text: "Acme" }, value: "1" }] };
    desk.attach({ processEvent: async ({ ack }) => ack(choices) });
    expect(await asked()).toEqual(choices);
    desk.attach({ processEvent: () => Promise.reject(new Error("the database is away")) });
    expect(await asked()).toEqual({ options: [] });
    const stranger = { ...sending, secret: "another-secret-than-ours" };
    expect((await ask(interactionRequest(stranger, typing))).status).toBe(401);
    const broken = await ask(interactionRequest(sending, { ...typing, user: "U1" }));
    expect(broken.status).toBe(400);
  });

  test("it is asked for the address: url_verification echoes the challenge", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1a" });
    const answer = await ask(signedRequest(sending, body, json));
    expect(await answer.json()).toEqual({ challenge: "3eZbrw1a" });
    expect(
      (await ask(signedRequest({ ...sending, secret: "another-secret-than-ours" }, body, json))).status,
    ).toBe(401);
  });

  test("300 seconds old is taken, 301 is refused; the same into the future", async () => {
    for (const [offset, status] of [
      [-300, 200],
      [-301, 401],
      [300, 200],
      [301, 401],
    ] as const) {
      const then = { secret, now: now + offset * 1000 };
      expect((await ask(eventRequest(then, mention))).status, `${offset} s`).toBe(status);
    }
    await desk.drain(20_000);
    expect(taken).toHaveLength(2);
  });

  test("one altered byte of the body is refused, whichever it is", async () => {
    const body = JSON.stringify({ type: "event_callback", ...mention });
    const good = signedRequest(sending, body, json);
    for (let at = 0; at < body.length; at++) {
      const altered = Buffer.from(body);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const request = new Request(good.url, { method: "POST", headers: good.headers, body: altered });
      expect((await ask(request)).status, `byte ${at}`).toBe(401);
    }
    expect(await takenAfter(good)).toBe(1);
  });

  test.each([
    ["no signature", { "x-slack-signature": null }],
    ["no timestamp", { "x-slack-request-timestamp": null }],
    ["an empty signature", { "x-slack-signature": "" }],
    ["a short signature", { "x-slack-signature": "v0=abc" }],
    ["another version", { "x-slack-signature": `v1=${"0".repeat(64)}` }],
    ["a timestamp in words", { "x-slack-request-timestamp": "now" }],
    ["a timestamp that is not the signed one", { "x-slack-request-timestamp": String(now / 1000 - 1) }],
  ])("%s is refused, and nothing is done", async (_, headers) => {
    const request = eventRequest(sending, mention, headers);
    expect((await ask(request.clone())).status).toBe(401);
    expect(await takenAfter(request)).toBe(0);
  });

  test("a wrong secret is refused", async () => {
    expect((await ask(eventRequest({ ...sending, secret: "0".repeat(32) }, mention))).status).toBe(401);
  });

  test("commands and clicks come as forms", async () => {
    const command = {
      team_id: "T0BELL",
      user_id: "U1",
      channel_id: "C1",
      text: "acme",
      response_url: "https://x.test/1",
    };
    expect((await ask(commandRequest(sending, command))).status).toBe(200);
    const click = {
      type: "block_actions",
      user: { id: "U1" },
      team: { id: "T0BELL" },
      actions: [{ type: "button", action_id: "acknowledge-alert:0", value: "{}" }],
    };
    expect((await ask(interactionRequest(sending, click))).status).toBe(200);
    await desk.drain(20_000);
    expect(taken).toMatchObject([{ command: "/health", text: "acme" }, { type: "block_actions" }]);
  });

  test.each([
    ["no JSON", "{", json, 400],
    ["null", "null", json, 400],
    ["a list", "[]", json, 400],
    ["an event that is text", JSON.stringify({ ...mention, type: "event_callback", event: "x" }), json, 400],
    [
      "an event without its id",
      JSON.stringify({ ...mention, type: "event_callback", event_id: {} }),
      json,
      400,
    ],
    [
      "a channel that is null",
      JSON.stringify({ ...mention, type: "event_callback", event: { type: "message", channel: null } }),
      json,
      400,
    ],
    ["a form without anything", "", "application/x-www-form-urlencoded", 400],
    ["a payload that is no JSON", "payload=%7B", "application/x-www-form-urlencoded", 400],
    [
      "a click without actions",
      `payload=${JSON.stringify({ type: "block_actions" })}`,
      "application/x-www-form-urlencoded",
      400,
    ],
    ["a type that Slack may add one day", JSON.stringify({ type: "app_rate_limited" }), json, 200],
    ["Slack's check of the certificate", "ssl_check=1&token=x", "application/x-www-form-urlencoded", 200],
  ])("%s is harmless", async (_, body, contentType, status) => {
    const request = signedRequest(sending, body, contentType);
    expect((await ask(request.clone())).status).toBe(status);
    expect(await takenAfter(request)).toBe(0);
  });

  test("whatever is signed, the answer is never 5xx", async () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .record({
          type: fc.constantFrom("event_callback", "block_actions", "view_submission"),
          event: fc.jsonValue(),
          actions: fc.jsonValue(),
          team_id: fc.jsonValue(),
        })
        .map((body) => JSON.stringify(body)),
    );
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async (body, asForm) => {
        const text = asForm ? new URLSearchParams({ payload: body }).toString() : body;
        const type = asForm ? "application/x-www-form-urlencoded" : json;
        expect((await ask(signedRequest(sending, text, type))).status).toBeLessThan(500);
      }),
      { numRuns: 500, seed: 20 },
    );
  });

  test("more than a megabyte is refused unread", async () => {
    expect((await ask(signedRequest(sending, "x".repeat(1024 * 1024 + 1), json))).status).toBe(413);
  });

  test("the acknowledgement does not wait for the work, and stopping does", async () => {
    let finish = () => {};
    let done = false;
    desk.attach({
      processEvent: async () => {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        done = true;
      },
    });
    expect((await ask(eventRequest(sending, mention))).status).toBe(200);
    expect(await desk.drain(20)).toBe(1);
    finish();
    expect(await desk.drain(20_000)).toBe(0);
    expect(done).toBe(true);
  });

  test("work that fails fails alone", async () => {
    desk.attach({ processEvent: () => Promise.reject(new Error("broken")) });
    expect((await ask(eventRequest(sending, mention))).status).toBe(200);
    expect(await desk.drain(20_000)).toBe(0);
  });
});
