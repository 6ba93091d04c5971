import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { slackLimits } from "../slack/slack-limits.ts";

/** What stands before Slack: its pace, and its outages. */
export interface SlackFront {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** "up", "503": answers that it is out of service, "gone": hangs up on everybody. */
  set(state: "up" | "503" | "gone"): void;
  /** Calls of a method that were refused because they came too soon. */
  paced(method: string): number;
  close(): Promise<void>;
}

/** "Several hundred a minute" is what Slack says that a workspace takes. */
const perSecond = 10;

/**
 * A front that hands calls on to `apiUrl` and holds Slack's pace: one message a second in a channel, ten in a workspace, which
 * is told by its token, and of other methods their tier's; more is 429 and Retry-After.
 * @param token presented to Slack instead of the one that came, whatever that was
 */
export async function startSlackFront(
  apiUrl: string,
  now: () => number,
  token?: string,
): Promise<SlackFront> {
  let state: "up" | "503" | "gone" = "up";
  const limits = slackLimits(now, perSecond);
  const app = new Hono();
  app.post("/api/:method", async (c) => {
    if (state === "503") return c.text("", 503);
    const body = await c.req.text();
    const method = c.req.param("method");
    const came = c.req.header("authorization") ?? "";
    const channel = new URLSearchParams(body).get("channel") ?? "";
    const tooSoon = limits.take({ workspace: came, method, channel });
    if (tooSoon !== undefined) return c.text("", 429, { "retry-after": String(tooSoon) });
    const headers = {
      authorization: token ? `Bearer ${token}` : came,
      "content-type": c.req.header("content-type") ?? "",
    };
    const answer = await fetch(apiUrl + method, { method: "POST", headers, body });
    // Where it sends us next is here too: nothing is called that is not where the operator said that Slack is.
    const said = (await answer.text()).replaceAll(new URL(apiUrl).origin, origin());
    return c.body(said, answer.status as 200, { "content-type": "application/json" });
  });
  app.post("/upload/*", async (c) => {
    if (state === "503") return c.text("", 503);
    const body = await c.req.arrayBuffer();
    const answer = await fetch(new URL(c.req.path, apiUrl), { method: "POST", body });
    return c.body(await answer.text(), answer.status as 200);
  });
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(started));
  });
  server.on("connection", (socket: { destroy(): void }) => {
    if (state === "gone") socket.destroy();
  });
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${origin()}/api/`,
    set: (next) => {
      state = next;
      if (next === "gone" && "closeAllConnections" in server) server.closeAllConnections();
    },
    paced: limits.refused,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
