import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { slackLimits } from "../../test/slack/slack-limits.ts";

/** What the platform bounds. */
export interface FakeSlackBounds {
  /** Messages a second of the whole workspace, and of other methods what their tier takes; undefined: as many as come. */
  readonly perSecond?: number;
}

/** A Slack that answers at once, keeps Slack's pace, and notes when messages arrive. It checks no layout. */
export interface FakeSlack {
  readonly apiUrl: string;
  readonly token: string;
  readonly teamId: string;
  readonly botUserId: string;
  /** When each message was taken, milliseconds on the process's clock. */
  readonly posted: readonly number[];
  /** When each message showed a picture for the first time, and whether it was posted with it. */
  readonly pictured: readonly { readonly at: number; readonly withMessage: boolean }[];
  /** Requests of a method that were refused with 429. */
  readonly refused: (method: string) => number;
  /** A response URL, and when something is posted to it. */
  expectAnswer(): { readonly url: string; readonly arrived: Promise<number> };
  close(): Promise<void>;
}

/** Starts the fake on loopback. */
export async function startFakeSlack(bounds: FakeSlackBounds): Promise<FakeSlack> {
  const token = "xoxb-bench";
  const posted: number[] = [];
  const pictured = new Map<string, { at: number; withMessage: boolean }>();
  const limits =
    bounds.perSecond === undefined ? undefined : slackLimits(() => performance.now(), bounds.perSecond);
  const waiting = new Map<string, (at: number) => void>();
  let count = 0;

  const teamId = "T-bench";
  const showsPicture = (args: Record<string, string>) => args.blocks?.includes('"slack_file"') ?? false;
  const notePicture = (ts: string, withMessage: boolean) => {
    if (!pictured.has(ts)) pictured.set(ts, { at: performance.now(), withMessage });
  };

  const app = new Hono();
  app.post("/api/:method", async (c) => {
    const method = c.req.param("method");
    const args = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const tooSoon = limits?.take({ workspace: teamId, method, channel: args.channel });
    if (tooSoon !== undefined)
      return c.json({ ok: false, error: "ratelimited" }, 429, { "Retry-After": String(tooSoon) });
    return c.json({ ok: true, ...answerOf(method, args) });
  });
  app.post("/upload", async (c) => {
    await c.req.arrayBuffer();
    return c.text("OK");
  });
  app.post("/response/:id", async (c) => {
    await c.req.text();
    waiting.get(c.req.param("id"))?.(performance.now());
    return c.text("ok");
  });

  const answerOf = (method: string, args: Record<string, string>): object => {
    switch (method) {
      case "chat.postMessage": {
        const ts = `1795.${String(++count).padStart(6, "0")}`;
        posted.push(performance.now());
        if (showsPicture(args)) notePicture(ts, true);
        return { channel: args.channel, ts };
      }
      case "chat.update":
        if (showsPicture(args)) notePicture(args.ts ?? "", false);
        return { channel: args.channel, ts: args.ts };
      case "users.info":
        return { user: userOf(args.user ?? "") };
      case "users.lookupByEmail":
        return { user: userOf(`U-${args.email?.split("@")[0]}`) };
      case "conversations.open":
        return { channel: { id: `D-${args.users}` } };
      case "conversations.info":
        return { channel: { id: args.channel, is_im: true } };
      case "files.getUploadURLExternal":
        return { file_id: `F${++count}`, upload_url: `${base()}/upload` };
      case "files.completeUploadExternal":
        return { files: JSON.parse(args.files ?? "[]") };
      case "chat.postEphemeral":
        return { message_ts: `1795.${++count}` };
      default:
        return { team_id: teamId, team: "Orrery", user_id: "U-bot", bot_id: "B-bot" };
    }
  };
  const userOf = (id: string) => ({
    id,
    team_id: teamId,
    name: id,
    is_bot: false,
    is_email_confirmed: true,
    profile: { real_name: id, email: `${id.slice(2)}@orrery.example` },
  });

  let port = 0;
  const base = () => `http://127.0.0.1:${port}`;
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(started));
  });
  port = (server.address() as AddressInfo).port;
  return {
    apiUrl: `${base()}/api/`,
    token,
    teamId,
    botUserId: "U-bot",
    posted,
    get pictured() {
      return [...pictured.values()];
    },
    refused: (method) => limits?.refused(method) ?? 0,
    expectAnswer: () => {
      const id = String(++count);
      const { promise, resolve } = Promise.withResolvers<number>();
      waiting.set(id, resolve);
      return { url: `${base()}/response/${id}`, arrived: promise };
    },
    close: () =>
      new Promise((done) => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
