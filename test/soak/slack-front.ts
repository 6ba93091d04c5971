import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";

/** What stands before Slack: its pace, and its outages. */
export interface SlackFront {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** "up", "503": answers that it is out of service, "gone": hangs up on everybody. */
  set(state: "up" | "503" | "gone"): void;
  /** Posts that were refused because one had come within the second. */
  paced(): number;
  close(): Promise<void>;
}

/**
 * A front that hands calls on to `apiUrl` and holds Slack's pace: one message a second in a channel, with a little room as
 * Slack has; more is 429 and Retry-After.
 * @param token presented to Slack instead of the one that came, whatever that was
 */
export async function startSlackFront(
  apiUrl: string,
  now: () => number,
  token?: string,
): Promise<SlackFront> {
  let state: "up" | "503" | "gone" = "up";
  let paced = 0;
  const last = new Map<string, number>();
  const app = new Hono();
  app.post("/api/:method", async (c) => {
    if (state === "503") return c.text("", 503);
    const body = await c.req.text();
    const method = c.req.param("method");
    if (method === "chat.postMessage") {
      const channel = new URLSearchParams(body).get("channel") ?? "";
      const before = last.get(channel) ?? Number.NEGATIVE_INFINITY;
      if (now() - before < 900) {
        paced++;
        return c.text("", 429, { "retry-after": "1" });
      }
      last.set(channel, now());
    }
    const headers = {
      authorization: token ? `Bearer ${token}` : (c.req.header("authorization") ?? ""),
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
    paced: () => paced,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
