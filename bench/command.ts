import { request } from "node:http";
import { Hono } from "hono";
import { createSlackApp } from "../src/bot/slack/app.ts";
import { signSlackBody } from "../src/bot/slack/inbound/signature.ts";
import { noLog } from "../src/bot/slack/log.ts";
import { createChartPainter } from "../src/render/png.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { connectWorkspace, testSecrets } from "../test/slack/workspace.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { type BenchDatabase, withDatabase } from "./parts/database.ts";
import { type FakeSlack, startFakeSlack } from "./parts/fake-slack.ts";
import { makeScoredTenant, morning } from "./parts/scored-tenant.ts";
import { withServer } from "./parts/serve.ts";
import { percentile } from "./parts/timing.ts";

const signingSecret = "bench";
const perSecond = 20;
const seconds = 10;

/**
 * `/health Account 7` twenty times a second while the tenant's 1,000 accounts are scored over and over in the same
 * process: how long until Slack has its acknowledgement, and until the answer with its picture reaches it. Against an
 * empty handler on the same server under the same scoring.
 */
export function bench(): Promise<BenchTable> {
  return withDatabase(10, async (database) => {
    const slack = await startFakeSlack({});
    const painter = createChartPainter();
    try {
      const scored = await makeScoredTenant(database, { accounts: 1_000, managers: 1, portfolio: 25 });
      const workspace = { ...slack, workspaceId: slack.teamId, now: morning };
      await connectWorkspace(database.db, scored.tenantId, workspace);
      await database.owner.query("update app.member set slack_user_id = 'U-' || name");
      const app = createSlackApp({
        db: database.db,
        secrets: testSecrets,
        painter,
        publicUrl: "https://bellwether.example",
        apiUrl: slack.apiUrl,
        signingSecret,
        appToken: undefined,
        now: () => Date.now(),
        log: noLog,
      });
      const routes = app.routes ?? new Hono();
      const server = new Hono().get("/empty", (c) => c.body(null, 200)).route("/", routes);
      return await withServer(server, async (url) => {
        const command = () => sendCommand(url, slack);
        for (let at = 0; at < 10; at++) await (await command()).answered;
        const found = await whileScoring(database, scored.tenantId, async () => {
          const empty = await atPace(async () => ({
            acknowledgedMs: await ask(`${url}/empty`),
            answered: undefined,
          }));
          return { empty, asked: await atPace(command) };
        });
        await app.stop(10_000);
        return tableOf(found.empty.acknowledged, found.asked);
      });
    } finally {
      await painter.close();
      await slack.close();
    }
  });
}

/** Keeps a full pass running, one after the other, while `work` runs. */
async function whileScoring<T>({ db }: BenchDatabase, tenantId: string, work: () => Promise<T>): Promise<T> {
  let going = true;
  const scoring = (async () => {
    while (going) await runPass(db, tenantId, { now: morning, requestId: "bench", full: true });
  })();
  try {
    return await work();
  } finally {
    going = false;
    await scoring;
  }
}

interface Asked {
  readonly acknowledgedMs: number;
  readonly answered: Promise<number> | undefined;
}

/** Asks at a steady pace, whether or not what was asked before is answered. */
async function atPace(ask: () => Promise<Asked>): Promise<{ acknowledged: number[]; answered: number[] }> {
  const asked: Promise<Asked>[] = [];
  for (let at = 0; at < perSecond * seconds; at++) {
    asked.push(ask());
    await new Promise((done) => setTimeout(done, 1_000 / perSecond));
  }
  const all = await Promise.all(asked);
  const answered = await Promise.all(all.flatMap((one) => (one.answered ? [one.answered] : [])));
  return { acknowledged: all.map((one) => one.acknowledgedMs), answered };
}

async function sendCommand(url: string, slack: FakeSlack): Promise<Asked> {
  const answer = slack.expectAnswer();
  const started = performance.now();
  const body = new URLSearchParams({
    command: "/health",
    trigger_id: "1.2",
    team_id: slack.teamId,
    user_id: "U-lead",
    channel_id: "D-U-lead",
    text: "Account 7",
    response_url: answer.url,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const acknowledgedMs = await ask(`${url}/slack/events`, body, {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": signSlackBody(Buffer.from(body), timestamp, signingSecret),
  });
  return { acknowledgedMs, answered: answer.arrived.then((at) => at - started) };
}

/** Milliseconds until an answer is there. @throws Error when it is not 200 */
function ask(url: string, body?: string, headers: Record<string, string> = {}): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? "GET" : "POST", headers }, (answer) => {
      answer.resume();
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(performance.now() - started);
        else reject(new Error(`${url} answered ${answer.statusCode}.`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function tableOf(empty: number[], asked: { acknowledged: number[]; answered: number[] }): BenchTable {
  const reference = "an empty handler, p99";
  const [emptyP99, acknowledged, answered] = [empty, asked.acknowledged, asked.answered].map((times) =>
    percentile(times, 0.99),
  ) as [number, number, number];
  const slowest = Math.max(...asked.acknowledged);
  return {
    title: `Command: ${perSecond} a second for ${seconds} s while 1,000 accounts are scored in the same process`,
    reference,
    rows: [
      { name: reference, value: emptyP99 },
      { name: "acknowledged, median", value: percentile(asked.acknowledged, 0.5) },
      { name: "acknowledged, p99", value: acknowledged },
      { name: "acknowledged, slowest", value: slowest },
      { name: "answered with text and picture, median", value: percentile(asked.answered, 0.5) },
      { name: "answered, p99", value: answered },
      { name: "answered, slowest", value: Math.max(...asked.answered) },
    ],
    aims: [
      { what: "acknowledged, p99, against an empty handler", reached: acknowledged / emptyP99, atMost: 3 },
      { what: "acknowledged, slowest", reached: slowest, atMost: 1_000, unit: "ms" },
      { what: "answered, slowest", reached: Math.max(...asked.answered), atMost: 1_000, unit: "ms" },
    ],
    note: "The acknowledgement waits for the main loop alone: no database. The answer waits for the database, which scores, and for its picture: painted, uploaded, shown. The fake Slack and the sender share the process.",
  };
}
