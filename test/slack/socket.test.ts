import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { App } from "@slack/bolt";
import { afterEach, expect, test } from "vitest";
import { createDesk } from "../../src/bot/slack/inbound/desk.ts";
import { socketReceiver } from "../../src/bot/slack/inbound/receiver.ts";
import { noLog } from "../../src/bot/slack/log.ts";

/** Slack's side of Socket Mode, as far as a test needs it: hands out an address, speaks short text frames (RFC 6455). */
async function startSocketSlack(): Promise<{
  apiUrl: string;
  send: (envelope: object) => void;
  acknowledged: () => Promise<Record<string, unknown>>;
  close: () => Promise<void>;
}> {
  const received: Record<string, unknown>[] = [];
  let waiting: ((body: Record<string, unknown>) => void) | undefined;
  let socket: Duplex | undefined;
  const server: Server = createServer((_request, response) => {
    const { port } = server.address() as AddressInfo;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${port}/link` }));
  });
  const send = (envelope: object) => {
    const bytes = Buffer.from(JSON.stringify(envelope));
    const length =
      bytes.length < 126 ? Buffer.of(bytes.length) : Buffer.of(126, bytes.length >> 8, bytes.length & 255);
    socket?.write(Buffer.concat([Buffer.of(0x81), length, bytes]));
  };
  server.on("upgrade", (request, connection) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    connection.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket = connection;
    connection.on("data", (frame: Buffer) => {
      if ((frame[0] ?? 0) !== 0x81) return;
      const short = (frame[1] ?? 0) & 127;
      const at = short === 126 ? 4 : 2;
      const mask = frame.subarray(at, at + 4);
      const text = frame.subarray(at + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      received.push(JSON.parse(Buffer.from(text).toString()));
      waiting?.(received.shift() as Record<string, unknown>);
      waiting = undefined;
    });
    connection.on("error", () => {});
    send({ type: "hello", num_connections: 1, connection_info: { app_id: "A0" } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const acknowledged = () =>
    new Promise<Record<string, unknown>>((resolve) => {
      const first = received.shift();
      if (first) resolve(first);
      else waiting = resolve;
    });
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    send,
    acknowledged,
    close: async () => {
      socket?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let stop: (() => Promise<void>) | undefined;
afterEach(async () => stop?.());

test("Socket Mode: the same desk acknowledges at once, answers forms, and hands on to the same listeners", async () => {
  const slack = await startSocketSlack();
  const errors = { response_action: "errors", errors: { date: "Pick a date." } };
  const desk = createDesk({
    answerAtOnce: (body) => (body.type === "view_submission" ? errors : undefined),
    log: noLog,
  });
  const receiver = socketReceiver({ appToken: "xapp-1", apiUrl: slack.apiUrl, desk, log: noLog });
  const app = new App({ receiver, authorize: async () => ({ botToken: "xoxb-1" }), convoStore: false });
  const handled: string[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  app.command("/health", async ({ body }) => {
    await held;
    handled.push(body.text);
  });
  stop = async () => {
    await receiver.stop();
    await slack.close();
  };
  await receiver.start();

  const command = {
    command: "/health",
    text: "acme",
    team_id: "T1",
    user_id: "U1",
    channel_id: "C1",
    response_url: "https://x.test/",
  };
  slack.send({ envelope_id: "e1", type: "slash_commands", accepts_response_payload: true, payload: command });
  expect(await slack.acknowledged()).toMatchObject({ envelope_id: "e1" });
  expect(handled).toEqual([]);
  release();
  expect(await desk.drain(20_000)).toBe(0);
  expect(handled).toEqual(["acme"]);

  const form = {
    type: "view_submission",
    user: { id: "U1" },
    team: { id: "T1" },
    view: { callback_id: "snooze-alert" },
  };
  slack.send({ envelope_id: "e2", type: "interactive", accepts_response_payload: true, payload: form });
  expect(await slack.acknowledged()).toEqual({ envelope_id: "e2", payload: errors });

  const choices = { options: [{ text: { type: "plain_text" as const, text: "Acme" }, value: "1" }] };
  app.options("search", async ({ ack }) => ack(choices));
  const typing = {
    type: "block_suggestion",
    user: { id: "U1" },
    team: { id: "T1" },
    action_id: "search",
    block_id: "b",
    value: "ac",
  };
  slack.send({ envelope_id: "e3", type: "interactive", accepts_response_payload: true, payload: typing });
  expect(await slack.acknowledged()).toEqual({ envelope_id: "e3", payload: choices });
});
