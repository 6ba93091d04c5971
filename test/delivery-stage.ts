import { spawn } from "node:child_process";
import { join } from "node:path";
import { newId } from "../src/ids.ts";
import { addDays } from "../src/scoring/days.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { type Work, workUntilQuiet } from "./delivery-worker.ts";
import { addAccount, dataDay, now } from "./fixture.ts";
import type { Owner } from "./owner.ts";
import { scratch } from "./scratch.ts";
import { type StrictSlack, startStrictSlack } from "./slack/strict-slack.ts";
import { makeConnectedTenant, makeMember } from "./slack/workspace.ts";
import type { TestDb } from "./test-db.ts";

/*
 * From an alert to its message while processes die. A process of its own (test/delivery-worker.ts) runs the pass and the
 * jobs against a Slack that lives here, is killed after its Nth step, and this process goes on where it stopped.
 */

/** A tenant one look away from its alert, and its Slack. */
export interface Stage {
  readonly slack: StrictSlack;
  readonly work: Work;
  readonly priya: string;
  readonly tomas: string;
}

/** What arrived after all. */
export interface Arrived {
  readonly deliveries: readonly { readonly state: string; readonly ref: string | null }[];
  /** Posts that Slack shows, by their timestamps. */
  readonly posts: readonly string[];
  readonly alerts: number;
}

/** A tenant whose account goes silent, judged up to the day before its alert is due. */
export async function setStage(db: TestDb, owner: Owner): Promise<Stage> {
  const slack = await startStrictSlack();
  const slug = `orrery-${newId().slice(-12)}`;
  const { token, botUserId } = slack;
  const workspaceId = `T${slug}`;
  const tenantId = await makeConnectedTenant(db, { slug, workspaceId, token, botUserId, now });
  const someone = { name: "Priya Shah", email: "priya@orrery.example", role: "manager", now } as const;
  const priya = await makeMember(db, tenantId, someone);
  const admin = { name: "Tomás Reyes", email: "tomas@orrery.example", role: "admin", now } as const;
  const tomas = await makeMember(db, tenantId, admin);
  const flags = { team_id: workspaceId };
  slack.users.set("U1PRIYA", { id: "U1PRIYA", name: someone.name, email: someone.email, flags });
  const account = await addAccount(db, tenantId, { name: "Acme", ownerId: priya });
  // 8 people every day for 200 days, then nobody: after 10 days of silence 80 of 224 user-days are missing, 36%.
  const key = [tenantId, account, addDays(dataDay, -210), addDays(dataDay, -10)];
  await owner.rows(
    `insert into app.user_day (tenant_id, account_id, day, user_key, events)
     select $1, $2, d::date, 'u:' || u, 1 from generate_series($3::date, $4::date, '1 day') d, generate_series(1, 8) u`,
    key,
  );
  await owner.rows(
    `insert into app.account_day (tenant_id, account_id, day, user_days, events)
     select tenant_id, account_id, day, count(*), count(*) from app.user_day where tenant_id = $1 group by 1, 2, 3`,
    [tenantId],
  );
  await owner.rows(
    "update app.account set first_day = $3, last_day = $4 where tenant_id = $1 and id = $2",
    key,
  );
  const yesterday = new Date(now.getTime() - 86_400_000);
  await runPass(db, tenantId, { now: yesterday, requestId: "test", full: false });
  const work = { ownerUrl: db.ownerUrl, apiUrl: slack.apiUrl, tenantId, now: now.getTime() };
  return { slack, work, priya, tomas };
}

/**
 * Starts the process and lets it die after `dieAfter` steps (0: not by itself).
 * @returns the steps that it had done
 * @throws Error when it ended in another way
 */
export async function runAndDie(
  work: Work,
  dieAfter: number,
  whileItRuns?: (kill: () => void) => void,
): Promise<string[]> {
  const script = join(import.meta.dirname, "delivery-worker.ts");
  const child = spawn(process.execPath, [script, JSON.stringify({ ...work, dieAfter })], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(scratch(), "compiled") },
  });
  let said = "";
  let faults = "";
  child.stdout.on("data", (bytes) => {
    said += bytes;
  });
  child.stderr.on("data", (bytes) => {
    faults += bytes;
  });
  whileItRuns?.(() => child.kill("SIGKILL"));
  const signal = await new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
  if (signal !== "SIGKILL") throw new Error(`it ended by itself: ${faults || said}`);
  return said.trim().split("\n");
}

/** Goes on after the crash until nothing is left, and looks at what arrived. */
export async function goOn(owner: Owner, { slack, work }: Stage): Promise<Arrived> {
  await workUntilQuiet({ ...work, now: work.now + 120_000 }, () => {});
  const deliveries = await owner.rows<{ state: string; ref: string | null }>(
    "select state, message_ref as ref from app.delivery where tenant_id = $1 and channel = 'slack'",
    [work.tenantId],
  );
  const alerts = await owner.rows("select id from app.alert where tenant_id = $1 and kind = 'drop'", [
    work.tenantId,
  ]);
  const posts = slack.messages.filter((message) => message.text.includes("Acme")).map(({ ts }) => ts);
  return { deliveries, posts, alerts: alerts.length };
}

/** Whether the process died after Slack had the message and before that was stored: nobody can know then. */
export function diedInBetween(steps: readonly string[]): boolean {
  const accepted = steps.indexOf("accepted");
  return accepted >= 0 && !steps.slice(accepted).includes("sql commit");
}
