import { setTimeout as wait } from "node:timers/promises";
import type { Hono } from "hono";
import type { SlackConfig } from "../../config.ts";
import type { Db } from "../../db/connection.ts";
import type { ChartPainter } from "../../render/png.ts";
import type { Secrets } from "../../secrets.ts";
import type { Sender } from "../sender.ts";
import { createSlackApp } from "./app.ts";
import { connectWorkspace } from "./connect.ts";
import type { SlackLog } from "./log.ts";
import { createPacer } from "./outbound/pacer.ts";
import { createSlackSender } from "./outbound/send.ts";

/** How long what Slack sent may take to end. */
const drainMs = 10_000;

/** Slack, where it is configured: what it sends us, and what we send there. @throws AppError of `connectWorkspace` */
export async function startSlack(
  slack: SlackConfig | undefined,
  parts: {
    readonly db: Db;
    readonly secrets: Secrets;
    readonly painter: Pick<ChartPainter, "paint" | "print">;
    readonly publicUrl: string;
    readonly now: () => Date;
    readonly log: SlackLog;
  },
): Promise<{ sender: Sender; routes: Hono | undefined; stop: () => Promise<void> } | undefined> {
  if (!slack) return undefined;
  const { apiUrl, botToken, signingSecret, appToken } = slack;
  const now = () => parts.now().getTime();
  // What is answered and what is told go the same way out, and share its pace.
  const pacer = createPacer({ now, sleep: (ms) => wait(ms) });
  const common = { ...parts, apiUrl, now, pacer };
  if (botToken) {
    const { db, secrets, log } = parts;
    await connectWorkspace(db, { botToken, tenant: slack.tenant, secrets, apiUrl, now: parts.now(), log });
  }
  const app = createSlackApp({ ...common, signingSecret, appToken });
  await app.start();
  return {
    sender: createSlackSender(common),
    routes: app.routes,
    stop: async () => void (await app.stop(drainMs)),
  };
}
