import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** What the platform bounds. */
export interface FakeSlackBounds {
  /** Messages a second of the whole workspace; undefined: as many as come. */
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
  /** Requests that were refused with 429. */
  readonly refused: () => number;
  /** A response URL, and when something is posted to it. */
  expectAnswer(): { readonly url: string; readonly arrived: Promise<number> };
  close(): Promise<void>;
}

/** One message a second in a channel: what is sooner is refused with 429 and the seconds to wait. */
const channelMs = 1_000;

/** Starts the fake on loopback. */
export async function startFakeSlack(bounds: FakeSlackBounds): Promise<FakeSlack> {
  const token = "xoxb-bench";
  const posted: number[] = [];
  const lastIn = new Map<string, number>();
  const waiting = new Map<string, (at: number) => void>();
  let refused = 0;
  let count = 0;
  /** When the workspace takes its next message: a second's worth may come at once. */
  let freeAt = 0;

  const isTooSoon = (channel: string): boolean => {
    const now = performance.now();
    const share = bounds.perSecond === undefined ? 0 : 1_000 / bounds.perSecond;
    const full = freeAt > now + channelMs;
    if (full || now - (lastIn.get(channel) ?? Number.NEGATIVE_INFINITY) < channelMs - 5) return true;
    lastIn.set(channel, now);
    freeAt = Math.max(freeAt, now) + share;
    return false;
  };

  const app = new Hono();
  app.post("/api/chat.postMessage", async (c) => {
    const { channel = "" } = Object.fromEntries(new URLSearchParams(await c.req.text()));
    if (isTooSoon(channel)) {
      refused++;
      return c.json({ ok: false, error: "ratelimited" }, 429, { "Retry-After": "1" });
    }
    posted.push(performance.now());
    return c.json({ ok: true, channel, ts: `1795.${String(++count).padStart(6, "0")}` });
  });
  app.post("/api/:method", async (c) => {
    const args = Object.fromEntries(new URLSearchParams(await c.req.text()));
    return c.json({ ok: true, ...answerOf(c.req.param("method"), args) });
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
        return { team_id: "T-bench", team: "Orrery", user_id: "U-bot", bot_id: "B-bot" };
    }
  };
  const userOf = (id: string) => ({
    id,
    team_id: "T-bench",
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
    teamId: "T-bench",
    botUserId: "U-bot",
    posted,
    refused: () => refused,
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
