import { setTimeout as wait } from "node:timers/promises";
import { createSlackSender } from "../src/bot/slack/outbound/send.ts";
import { openQueue } from "../src/db/queue.ts";
import { newId } from "../src/ids.ts";
import { createDeliverer } from "../src/jobs/deliver.ts";
import { createChartPainter } from "../src/render/png.ts";
import { sendDueDigests } from "../src/usecases/digests/send-digest.ts";
import { connectWorkspace, testSecrets } from "../test/slack/workspace.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withDatabase } from "./parts/database.ts";
import { startFakeSlack } from "./parts/fake-slack.ts";
import { makeScoredTenant, morning } from "./parts/scored-tenant.ts";
import { durationMs, median } from "./parts/timing.ts";

const members = 1_000;
/** "Several hundred messages a minute" is what Slack says a workspace takes: ten a second. */
const perSecond = 10;
/** Of pictures that missed their message: `chat.update` is of tier 3. */
const editsPerMinute = 50;
/** As main runs it. */
const slots = 64;
/** Longer than that is not waited for a picture. */
const patienceMs = 40 * 60_000;

/**
 * 8:30 for 1,000 members, each with a portfolio of 20 accounts and a digest with its picture, in direct messages: how long
 * until the last one is there, and the last picture, against what the platform takes: one message a second a conversation, ten
 * a second in all, 100 files and 50 edits a minute.
 */
export function bench(): Promise<BenchTable> {
  return withDatabase(10, async (database) => {
    const { db, ownerUrl } = database;
    const slack = await startFakeSlack({ perSecond });
    const painter = createChartPainter();
    const { tenantId } = await makeScoredTenant(database, {
      accounts: 1_000,
      managers: members,
      portfolio: 20,
    });
    await connectWorkspace(db, tenantId, { ...slack, workspaceId: slack.teamId, now: morning });
    // The lead's digest is not counted.
    await database.owner.query(
      "update app.digest_subscription set active = false from app.member m where m.id = member_id and m.role = 'lead'",
    );
    // Everybody was written to before, as on any morning but the first.
    await database.owner.query(
      "update app.member set slack_user_id = 'U-' || id, slack_conversation = 'D-' || id",
    );
    // The morning is a fixed one, the pace is kept by the clock: what is due is due now, or its day of patience would be over.
    await database.owner.query(`
      create function public.due_now() returns trigger language plpgsql as $$ begin new.due_at := now(); return new; end $$;
      create trigger due_now before insert on app.delivery for each row execute function public.due_now();`);
    // Portfolios overlap here, and the same chart is uploaded once: each member has one of their own.
    await database.owner.query(`
      create function public.own_chart() returns trigger language plpgsql as $$ begin
        new.facts := jsonb_set(new.facts, '{chart,rows,0,name}', to_jsonb('Account ' || right(new.member_id::text, 6))); return new; end $$;
      create trigger own_chart before insert on app.digest_sent for each row execute function public.own_chart();`);
    const now = () => new Date();
    const options = {
      db,
      secrets: testSecrets,
      painter,
      publicUrl: "https://bellwether.example",
      apiUrl: slack.apiUrl,
    };
    const sender = createSlackSender({ ...options, now: () => Date.now() });
    const queue = await openQueue(ownerUrl, () => {});
    const deliver = createDeliverer({ db, senders: { slack: sender }, now });
    queue.work("deliver", { slots }, (payload) => deliver(payload, newId()));
    const started = performance.now();
    const makingMs = await durationMs(() =>
      sendDueDigests(db, tenantId, { now: morning, requestId: "bench" }),
    );
    while (slack.posted.length < members) await wait(100);
    const last = Math.max(...slack.posted) - started;
    const until = started + patienceMs;
    while (slack.pictured.length < members && performance.now() < until) await wait(500);
    const pictured = slack.pictured;
    const later = pictured.filter(({ withMessage }) => !withMessage);
    const lastPicture = Math.max(...pictured.map(({ at }) => at)) - started;
    const refused = slack.refused("chat.postMessage");
    const tiered = ["chat.update", "files.getUploadURLExternal", "files.completeUploadExternal"];
    const refusedElse = tiered.reduce((sum, method) => sum + slack.refused(method), 0);
    await queue.stop();
    await painter.close();
    await slack.close();
    const reference = "what the platform takes";
    const bound = ((members - perSecond) / perSecond) * 1_000;
    return {
      title: `Digest storm: ${members.toLocaleString("en-GB")} members at 8:30`,
      reference,
      rows: [
        { name: reference, value: bound },
        { name: "the last digest is there after", value: last },
        { name: "the median digest", value: median(slack.posted) - started },
        { name: "all digests made after", value: makingMs },
        { name: "posts refused by the platform's pace", value: refused, unit: "times" },
        {
          name: "pictures that came with their message",
          value: pictured.length - later.length,
          unit: "pictures",
        },
        { name: "pictures that came later, by an edit", value: later.length, unit: "pictures" },
        { name: "pictures missing", value: members - pictured.length, unit: "pictures" },
        { name: "the median picture is there after", value: median(pictured.map(({ at }) => at)) - started },
        { name: "the last picture is there after", value: lastPicture },
        { name: "uploads and edits refused by the platform's pace", value: refusedElse, unit: "times" },
      ],
      aims: [
        { what: "the last digest against the platform's bound", reached: last / bound, atMost: 1.3 },
        {
          what: `the last picture against ${editsPerMinute} edits a minute for those that came later`,
          reached: lastPicture / ((later.length / editsPerMinute) * 60_000),
          atMost: 1.3,
        },
        { what: "pictures missing", reached: members - pictured.length, atMost: 0, unit: "" },
      ],
      note: "Words are bounded by the workspace's ten messages a second, pictures by its 100 uploads and, where they missed their message, its 50 edits a minute. Behind it: a digest is made in one transaction, its picture painted on one thread, and up to four calls to Slack and three transactions deliver it.",
    };
  });
}
