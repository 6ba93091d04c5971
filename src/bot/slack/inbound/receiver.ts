import { type Receiver, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type SlackLog, sdkLogger } from "../log.ts";
import type { Desk } from "./desk.ts";
import { parseSlackPayload } from "./payload.ts";
import { isFromSlack } from "./signature.ts";

/** Slack's own payloads stay well below; a click carries the blocks of its message. */
const bodyLimitBytes = 1024 * 1024;

/**
 * `POST /slack/events`: events, commands and clicks of every connected workspace.
 * What is not signed by Slack within five minutes is 401 and says no more; what is broken is 400.
 * @example app.route("/", slackRoutes({ signingSecret, desk, now: Date.now }))
 */
export function slackRoutes(options: { signingSecret: string; desk: Desk; now: () => number }): Hono {
  const { signingSecret, desk, now } = options;
  const tooLarge = bodyLimit({ maxSize: bodyLimitBytes, onError: (c) => c.text("Too large.", 413) });
  return new Hono().post("/slack/events", tooLarge, async (c) => {
    const rawBody = new Uint8Array(await c.req.arrayBuffer());
    const timestamp = c.req.header("x-slack-request-timestamp");
    const signature = c.req.header("x-slack-signature");
    if (!isFromSlack({ rawBody, timestamp, signature }, signingSecret, now())) {
      return c.text("Not signed by Slack.", 401);
    }
    const payload = parseSlackPayload(
      Buffer.from(rawBody).toString("utf8"),
      c.req.header("content-type") ?? "",
    );
    switch (payload.kind) {
      case "challenge":
        return c.json({ challenge: payload.challenge });
      case "malformed":
        return c.text("Not a payload of Slack's.", 400);
      case "ignored":
        return c.body(null, 200);
      case "question":
        return c.json(await desk.ask({ body: payload.body }));
      case "work": {
        const answer = desk.take({ body: payload.body, ...retryOf(c.req.header("x-slack-retry-num")) });
        return answer ? c.json(answer) : c.body(null, 200);
      }
    }
  });
}

/** Bolt's side of the HTTP receiver: the Hono server listens, Bolt's App only handles. */
export function deskReceiver(desk: Desk): Receiver {
  return { init: (app) => desk.attach(app), start: async () => {}, stop: async () => {} };
}

/** Socket Mode: no public address. The same desk answers, so the same listeners work. */
export function socketReceiver(options: {
  appToken: string;
  apiUrl: string;
  desk: Desk;
  log: SlackLog;
}): Receiver {
  const { appToken, apiUrl, desk, log } = options;
  const socket = new SocketModeReceiver({
    appToken,
    logger: sdkLogger(log),
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  });
  const throughDesk = {
    processEvent: async ({ ack, ...event }: ReceiverEvent) => {
      const isQuestion = event.body.type === "block_suggestion";
      await ack(isQuestion ? await desk.ask(event) : desk.take(event));
    },
  };
  return {
    init: (app) => {
      desk.attach(app);
      socket.init(throughDesk as Parameters<Receiver["init"]>[0]);
    },
    start: () => socket.start(),
    stop: async () => socket.stop(),
  };
}

function retryOf(header: string | undefined): { retryNum?: number } {
  return header && /^\d+$/.test(header) ? { retryNum: Number(header) } : {};
}
