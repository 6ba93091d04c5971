import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "../src/db/connection.ts";
import { createDeliverer } from "../src/jobs/deliver.ts";
import type { SendOutcome } from "../src/results/send-outcome.ts";
import { makeCast, now } from "./fixture.ts";
import { type Owner, openOwner } from "./owner.ts";
import { addDelivery, makeFacts } from "./soak/deliveries.ts";
import { openTestDb, type TestDb } from "./test-db.ts";

/* The messages of one member by one channel go one after the other; the hour without Slack is test/soak/slack-outage.ts. */

let db: TestDb;
let owner: Owner;
beforeAll(async () => {
  db = await openTestDb();
  owner = await openOwner(db);
});
afterAll(async () => {
  await owner.close();
  await db.close();
});

const minute = 60_000;
const unreachable: SendOutcome = { ok: false, kind: "retry", afterMs: 15_000, code: "http-503" };

/** A tenant, its deliveries, and a Slack that says what it is told to say; nothing is sent over a wire. */
async function setLine(slug: string, through: Db = db) {
  const { tenantId, priya, jonas } = await makeCast(db, slug);
  const facts = await makeFacts(db, tenantId, priya, new Date(now.getTime() - minute));
  const posted: string[] = [];
  const tried: string[] = [];
  let answer: (deliveryId: string) => SendOutcome | Promise<SendOutcome> = (id) => ({
    ok: true,
    conversation: "D1",
    messageRef: id,
  });
  let clock = now.getTime();
  const deliver = createDeliverer({
    db: through,
    now: () => new Date(clock),
    senders: {
      slack: {
        post: async ({ deliveryId }: { deliveryId: string }) => {
          tried.push(deliveryId);
          const outcome = await answer(deliveryId);
          if (outcome.ok) posted.push(deliveryId);
          return outcome;
        },
        update: undefined,
      },
    },
  });
  return {
    tenantId,
    posted,
    tried,
    add: (member: "priya" | "jonas", seconds: number) =>
      addDelivery(
        db,
        { tenantId, memberId: member === "priya" ? priya : jonas },
        facts,
        new Date(now.getTime() + seconds * 1_000),
      ),
    say: (next: typeof answer) => {
      answer = next;
    },
    deliver: (deliveryId: string) => deliver({ tenantId, deliveryId }, "test"),
    /** Runs the jobs that are due, in the order given, until none is due for `forMs`. @returns how many ran */
    work: async (forMs: number): Promise<number> => {
      const until = clock + forMs;
      for (let ran = 0; ; ran++) {
        const [job] = await owner.rows<{ data: { tenantId: string; deliveryId: string }; due: Date }>(
          `delete from pgboss.job where name = 'deliver' and id = (
             select id from pgboss.job where name = 'deliver' and data ->> 'tenantId' = $1 and start_after <= $2
              order by start_after, created_on limit 1) returning data, start_after as due`,
          [tenantId, new Date(until)],
        );
        if (!job || ran > 500) return ran;
        clock = Math.max(clock, job.due.getTime());
        await deliver(job.data, "test");
      }
    },
  };
}

describe("messages to one member", () => {
  test("keep their order, whatever order their jobs come in", async () => {
    const line = await setLine("order");
    const ids = [];
    for (let number = 0; number < 5; number++) ids.push(await line.add("priya", number));
    for (const id of [...ids].reverse()) await line.deliver(id);
    await line.work(10 * minute);
    expect(line.posted).toEqual(ids);
  });

  test("wait behind one that Slack does not take, while others' go their way", async () => {
    const line = await setLine("behind");
    const first = await line.add("priya", 0);
    const second = await line.add("priya", 1);
    const other = await line.add("jonas", 2);
    line.say((id) => (id === first ? unreachable : { ok: true, conversation: "D1", messageRef: id }));
    await line.work(5 * minute);
    expect(line.posted).toEqual([other]);
    expect(line.tried).not.toContain(second);
    line.say((id) => ({ ok: true, conversation: "D1", messageRef: id }));
    await line.work(5 * minute);
    expect(line.posted).toEqual([other, first, second]);
  });

  test("are called by the first one that finds Slack back, and not when their own patience is over", async () => {
    const line = await setLine("back");
    line.say(() => unreachable);
    const priya = await line.add("priya", 0);
    const jonas = await line.add("jonas", 0);
    await line.work(60 * minute);
    expect(line.posted).toEqual([]);
    line.say((id) => ({ ok: true, conversation: "D1", messageRef: id }));
    // One of the two is tried; the other is due at that same moment.
    await line.deliver(priya);
    await line.work(0);
    expect(line.posted).toEqual([priya, jonas]);
  });

  test("are the more urgent, the more of them wait in one line: it takes a second for each", async () => {
    const line = await setLine("longest");
    const [first = "", second] = [await line.add("priya", 0), await line.add("priya", 1)];
    await line.add("priya", 2);
    await line.deliver(first);
    const [job] = await owner.rows(
      "select max(priority) as priority from pgboss.job where data ->> 'deliveryId' = $1",
      [second],
    );
    expect(job).toEqual({ priority: 2 });
  });

  test("that nobody takes for a day are given up, and the next one has its turn", async () => {
    const line = await setLine("day");
    const first = await line.add("priya", 0);
    const second = await line.add("priya", 1);
    line.say((id) => (id === first ? unreachable : { ok: true, conversation: "D1", messageRef: id }));
    await owner.rows("update app.delivery set due_at = due_at - interval '25 hours' where id = $1", [first]);
    await line.work(10 * minute);
    const [row] = await owner.rows("select state, error_code from app.delivery where id = $1", [first]);
    expect(row).toEqual({ state: "failed", error_code: "http-503" });
    expect(line.posted).toEqual([second]);
  });
});

test("a post that Slack took is noted though the database is away for a moment, so it is not posted again", async () => {
  const line = await setLine("noted");
  const id = await line.add("priya", 0);
  // The first note fails as it is written; sequences do not roll back, so the second one passes.
  await owner.rows("create sequence public.note_tries");
  await owner.rows("grant usage on sequence public.note_tries to bellwether_app");
  await owner.rows(`create function public.fail_once() returns trigger language plpgsql as $$ begin
    if nextval('public.note_tries') = 1 then raise exception 'gone for a moment' using errcode = '57P01'; end if;
    return new; end $$`);
  await owner.rows(
    "create trigger fail_once before update on app.delivery for each row when (new.state = 'sent') execute function public.fail_once()",
  );
  await line.deliver(id);
  await owner.rows("drop trigger fail_once on app.delivery");
  await line.work(10 * minute);
  const [row] = await owner.rows("select state, message_ref as ref from app.delivery where id = $1", [id]);
  expect(row).toEqual({ state: "sent", ref: id });
  expect(line.tried).toEqual([id]);
});

test("a post that cannot be noted for longer than a job lasts is not posted again by the process that knows of it", async () => {
  const line = await setLine("known");
  const id = await line.add("priya", 0);
  await owner.rows(`create function public.fail_always() returns trigger language plpgsql as $$ begin
    raise exception 'gone' using errcode = '57P01'; end $$`);
  await owner.rows(
    "create trigger fail_always before update on app.delivery for each row when (new.state = 'sent') execute function public.fail_always()",
  );
  const taken = Promise.withResolvers<void>();
  line.say((messageRef) => {
    taken.resolve();
    return { ok: true, conversation: "D1", messageRef };
  });
  const first = line.deliver(id);
  await taken.promise;
  // The queue gives the job out again, and the first try is long over.
  await owner.rows("update app.delivery set tried_at = tried_at - interval '1 hour' where id = $1", [id]);
  await expect(line.deliver(id)).rejects.toThrow("gone");
  await owner.rows("drop trigger fail_always on app.delivery");
  await line.deliver(id);
  await first;
  const [row] = await owner.rows("select state, message_ref as ref from app.delivery where id = $1", [id]);
  expect(row).toEqual({ state: "sent", ref: id });
  expect(line.tried).toEqual([id]);
});

test("a try that was noted and ended before its post, as the database went away, is not waited for", async () => {
  let transactions = 0;
  const kysely = new Proxy(db.kysely, {
    get: (target, key) => {
      // The first notes the try, the second reads what is to be told.
      if (key === "transaction" && ++transactions === 2) throw new Error("gone");
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const line = await setLine("unposted", { ...db, kysely });
  const id = await line.add("priya", 0);
  await expect(line.deliver(id)).rejects.toThrow("gone");
  const [noted] = await owner.rows("select state from app.delivery where id = $1", [id]);
  expect(noted).toEqual({ state: "sending" });
  expect(line.tried).toEqual([]);
  await line.deliver(id);
  expect(line.posted).toEqual([id]);
});
