import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import pg from "pg";
import type { Sender } from "../src/bot/sender.ts";
import { createSlackSender } from "../src/bot/slack/outbound/send.ts";
import { type Db, openDb } from "../src/db/connection.ts";
import { createDeliverer } from "../src/jobs/deliver.ts";
import { refreshAlert } from "../src/usecases/deliveries/refresh-alert.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { testSecrets } from "./slack/workspace.ts";

/*
 * What a replica does from a pass to a delivered message, one job after the other, so that a test can end the process
 * between any two steps. Run by itself it is that process: each finished step is a line on standard output.
 */

/** Told as each step is done: a statement of the database, or what Slack answered. */
export type OnStep = (label: string) => void;

export interface Work {
  readonly ownerUrl: string;
  readonly apiUrl: string;
  readonly tenantId: string;
  /** Simulated now, milliseconds since the epoch. */
  readonly now: number;
  readonly slackTimeoutMs?: number;
}

/** More rounds than any story of one message needs. */
const mostJobs = 40;

/**
 * Runs the pass, then the jobs of the queue, until none is left. A job that an ended process had begun comes back, as
 * pg-boss brings it back when it expires. Every job takes a simulated minute.
 * @returns how many jobs ran
 */
export async function workUntilQuiet(work: Work, onStep: OnStep): Promise<number> {
  const db = openSteppedDb(work.ownerUrl, onStep);
  const queue = new pg.Client({ connectionString: work.ownerUrl });
  await queue.connect();
  let clock = work.now;
  const slack = steppedSender(db, work, () => clock, onStep);
  const deliver = createDeliverer({ db, senders: { slack }, now: () => new Date(clock) });
  try {
    await runPass(db, work.tenantId, { now: new Date(clock), requestId: "test", full: false });
    onStep("pass ended");
    await queue.query(
      "update pgboss.job set state = 'retry' where state = 'active' and data ->> 'tenantId' = $1",
      [work.tenantId],
    );
    for (let done = 0; done < mostJobs; done++) {
      clock += 60_000;
      const taken = await queue.query(
        `update pgboss.job set state = 'active' where (name, id) in (
           select name, id from pgboss.job where state in ('created', 'retry') and data ->> 'tenantId' = $1
            order by created_on limit 1)
         returning name, id, data`,
        [work.tenantId],
      );
      const job = taken.rows[0];
      if (!job) return done;
      onStep(`took ${job.name}`);
      if (job.name === "deliver") await deliver(job.data, "test");
      else await refreshAlert(db, job.data, { now: new Date(clock), requestId: "test" });
      await queue.query("update pgboss.job set state = 'completed' where name = $1 and id = $2", [
        job.name,
        job.id,
      ]);
      onStep("job completed");
    }
    throw new Error(`Still jobs after ${mostJobs}: something goes round in a circle.`);
  } finally {
    await queue.end();
    await db.close();
  }
}

function openSteppedDb(ownerUrl: string, onStep: OnStep): Db {
  const db = openDb(ownerUrl, { max: 2 });
  db.pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(client, {
      query: async (...args: unknown[]) => {
        const result = await query(...args);
        const text = typeof args[0] === "string" ? args[0] : (args[0] as { text: string }).text;
        onStep(`sql ${text.trim().slice(0, 40).replace(/\s+/g, " ")}`);
        return result;
      },
    });
  });
  return db;
}

function steppedSender(db: Db, work: Work, now: () => number, onStep: OnStep): Sender {
  const sender = createSlackSender({
    db,
    secrets: testSecrets,
    painter: { paint: async () => ({ png: new Uint8Array([137, 80, 78, 71]), width: 1, height: 1 }) },
    publicUrl: "https://bellwether.example",
    apiUrl: work.apiUrl,
    now,
    sleep: async () => {},
    ...(work.slackTimeoutMs ? { timeoutMs: work.slackTimeoutMs } : {}),
  });
  return {
    post: async (input) => {
      onStep("posting");
      const outcome = await sender.post(input);
      onStep(outcome.ok ? "accepted" : `not accepted: ${outcome.kind} ${outcome.code}`);
      return outcome;
    },
    update: async (input) => {
      const outcome = await sender.update(input);
      onStep("edited");
      return outcome;
    },
  };
}

if (import.meta.main) {
  // What was compiled is kept for the next process: one that is killed writes nothing on its way out.
  flushCompileCache();
  const { dieAfter, ...work } = JSON.parse(process.argv[2] ?? "") as Work & { dieAfter: number };
  let steps = 0;
  await workUntilQuiet(work, (label) => {
    writeSync(1, `${label}\n`);
    steps += 1;
    if (steps === dieAfter) process.kill(process.pid, "SIGKILL");
  });
}
