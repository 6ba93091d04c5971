import { setTimeout as wait } from "node:timers/promises";
import { openDb } from "../../src/db/connection.ts";
import { startEmbeddedServer } from "../../src/db/embedded-server.ts";
import { openOwner } from "../owner.ts";
import { startStrictSlack } from "../slack/strict-slack.ts";
import { addDelivery } from "./deliveries.ts";
import { checkOutEarlier } from "./earlier-version.ts";
import { withFolder } from "./own-database.ts";
import { countEvents, startClients } from "./sender.ts";
import { startService } from "./service.ts";
import { percentile, type Soak, scaled } from "./soak.ts";

/** The earlier version: a commit; without it the one before the newest migration was added. */
const { SOAK_FROM: from } = process.env;
const pages = ["/", "/inbox", "/settings/deliveries", "/settings/notices", "/settings/digest", "/?sort=name"];

/**
 * The version before and this one side by side on one database: the earlier one serves a tenant with two years of use, this
 * one starts beside it and migrates under it, both take events and show pages, both run passes and send messages; then the
 * earlier one stops, as a rolling upgrade ends.
 */
export const soak: Soak = {
  promises: [26],
  title: "the version before and this one side by side (SOAK_FROM=commit)",
  minutes: 13,
  run: (log) =>
    withFolder(async (folder) => {
      const earlier = await checkOutEarlier(from);
      const server = await startEmbeddedServer(folder, { durable: true });
      const slack = await startStrictSlack();
      try {
        const secret = { DATABASE_URL: server.url, SECRET_KEY: "07".repeat(32) };
        const demo = (await earlier.command(["demo"], {
          // Sample data is made in an embedded database alone; this one is at work already, and is found there.
          DATA_DIR: folder,
          SECRET_KEY: secret.SECRET_KEY,
        })) as { tenantId: string; adminEmail: string };
        const { key } = (await earlier.command(["key", "create", "soak"], secret)) as { key: string };
        log.say(`The earlier version made its tenant: ${earlier.title}`);
        const env = {
          ...secret,
          SLACK_BOT_TOKEN: slack.token,
          SLACK_SIGNING_SECRET: "0123456789abcdef",
          SLACK_API_URL: slack.apiUrl,
        };
        const db = { ...openDb(server.url, { max: 2 }), ownerUrl: server.url };
        const owner = await openOwner(db);
        const members = await owner.rows<{ id: string; name: string; email: string }>(
          "select id, name, email from app.member where tenant_id = $1 and role <> 'viewer' order by email",
          [demo.tenantId],
        );
        for (const [at, { name, email }] of members.entries())
          slack.users.set(`U${at}`, { id: `U${at}`, name, email });
        const [{ facts } = { facts: undefined }] = await owner.rows<{ facts: unknown }>(
          "select facts from app.digest_sent where tenant_id = $1 order by made_at desc limit 1",
          [demo.tenantId],
        );
        const before = await startService(env, undefined, earlier.folder);
        await before.ready(180_000);
        const cookie = await signIn(
          before.url,
          (await earlier.command(["sign-in", demo.adminEmail], secret)) as object,
        );

        // Who sends events and who looks goes to whichever there is, in turn, as behind a balancer.
        const urls = [before.url];
        let turn = 0;
        const service = () => urls[turn++ % urls.length] ?? before.url;
        const clients = startClients(service, key, { count: 4, everyMs: 50, timeoutMs: 30_000 });
        const visitors = startVisitors(service, cookie);
        const deliveries: string[] = [];
        const posting = startEvery(500, async (number) => {
          const member = members[number % members.length];
          if (member)
            deliveries.push(
              await addDelivery(db, { tenantId: demo.tenantId, memberId: member.id }, facts, new Date()),
            );
        });
        await wait(10_000);

        const started = performance.now();
        const after = await startService(env);
        await after.ready(180_000);
        const startS = (performance.now() - started) / 1_000;
        const slowest = Math.max(...visitors.times);
        urls.push(after.url);
        log.say(`This version is ready beside it after ${startS.toFixed(1)} s`);
        const besideS = scaled(600);
        await wait(besideS * 1_000);
        urls.shift();
        before.child.kill("SIGTERM");
        const ended = await before.ended;
        log.say("The earlier one has stopped");
        await wait(15_000);
        await posting.stop();
        await visitors.stop();
        await clients.stop();
        const until = performance.now() + 60_000;
        const waiting = () =>
          owner.rows("select from app.delivery where id = any ($1) and state in ('queued', 'sending')", [
            deliveries,
          ]);
        while ((await waiting()).length > 0 && performance.now() < until) await wait(250);
        const events = await countEvents(owner, demo.tenantId, clients.accepted);
        const sent = await owner.rows<{ id: string }>(
          "select id from app.delivery where id = any ($1) and state = 'sent'",
          [deliveries],
        );
        after.child.kill("SIGTERM");
        await after.ended;
        await owner.close();
        await db.close();

        log.state("from", earlier.title);
        log.state("migrations between the two", earlier.migrationsSince.length);
        log.state("side by side", `${besideS} s`);
        log.state("this version ready beside it, its migrations included", `${startS.toFixed(1)} s`);
        const refused = [...clients.said].filter(([said]) => said !== 200);
        const refusals = refused.reduce((sum, [, count]) => sum + count, 0);
        log.hold(
          `of ${clients.accepted.size / 10} batches of events, not answered with 200`,
          refused.map(([said, count]) => `${said}: ${count}`).join(", ") || 0,
          "0",
          refusals === 0,
        );
        log.hold("events lost after a 200", events.lost, "0", events.lost === 0);
        const wrong = [...visitors.said].filter(([said]) => said !== "200");
        log.hold(
          `of ${visitors.times.length} pages, not shown`,
          wrong.map(([said, count]) => `${said}: ${count}`).join(", ") || 0,
          "0",
          wrong.length === 0,
        );
        log.state("the slowest page while the database was migrated", `${(slowest / 1_000).toFixed(1)} s`);
        log.state(
          "a page, median and p95",
          [0.5, 0.95].map((part) => `${percentile(visitors.times, part).toFixed(0)} ms`).join(", "),
        );
        log.hold(
          `of ${deliveries.length} messages, not sent`,
          deliveries.length - sent.length,
          "0",
          sent.length === deliveries.length,
        );
        const own = slack.messages.filter(({ ephemeralTo }) => ephemeralTo === undefined).length;
        log.state("posts, those of the demo's own alerts among them", own);
        const faults = [...faultsIn(before.output()), ...faultsIn(after.output())];
        log.hold("errors in both logs", faults.length, "0", faults.length === 0);
        for (const fault of new Set(faults)) log.state("  an error", fault.slice(0, 200));
        log.hold("the earlier one ends with", String(ended), "0", ended === 0);
      } finally {
        await slack.close();
        await server.stop();
        await earlier.remove();
      }
    }),
};

/** Opens a session. @returns its cookie */
async function signIn(url: string, link: object): Promise<string> {
  const token = /token=([^"&\s]+)/.exec(JSON.stringify(link))?.[1] ?? "";
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ token }),
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie().map((each) => each.split(";")[0]);
  if (answer.status !== 303 || cookie.length === 0)
    throw new Error(`Signing in was answered with ${answer.status}`);
  return cookie.join("; ");
}

/** Two people who look at one page after the other. */
function startVisitors(service: () => string, cookie: string) {
  const times: number[] = [];
  const said = new Map<string, number>();
  let stopping = false;
  const visit = async (first: number): Promise<void> => {
    for (let number = first; !stopping; number++) {
      const began = performance.now();
      const path = pages[number % pages.length] ?? "/";
      const answer = await fetch(service() + path, {
        headers: { cookie },
        signal: AbortSignal.timeout(30_000),
      })
        .then(async (response) => {
          await response.arrayBuffer();
          return response.status === 200 ? "200" : `${path} ${response.status}`;
        })
        .catch((error: Error) => `${path} ${error.name}`);
      times.push(performance.now() - began);
      said.set(answer, (said.get(answer) ?? 0) + 1);
      await wait(100);
    }
  };
  const visitors = [visit(0), visit(3)];
  return {
    times,
    said,
    stop: async () => {
      stopping = true;
      await Promise.all(visitors);
    },
  };
}

function startEvery(ms: number, work: (number: number) => Promise<void>) {
  let stopping = false;
  const running = (async () => {
    for (let number = 0; !stopping; number++) {
      await work(number);
      await wait(ms);
    }
  })();
  // Told by `stop`; where the soak ends before that, its own fault is the one to see.
  running.catch(() => {});
  return {
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}

/** What a service logged as an error (pino's 50 and above): its message and fault. */
function faultsIn(output: string): string[] {
  return output.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const { level, msg, job, err } = JSON.parse(line) as {
      level: number;
      msg?: string;
      job?: string;
      err?: { message?: string };
    };
    return level >= 50 ? [`${msg ?? ""} ${job ?? ""} ${err?.message ?? ""}`] : [];
  });
}
