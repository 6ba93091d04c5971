import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import { watchfulClient } from "./watchful-client.ts";
import type { TenantTx } from "./with-tenant.ts";
import { type WorkedQueue, workQueue } from "./work-queue.ts";

/**
 * The queues, their payloads and how patient they are. A payload is ids only: what is told is rendered when it is sent.
 * A job that was active when its process died comes back after `expireInSeconds`.
 */
export interface Queues {
  /** Bring every message of an alert to its present state. */
  "refresh-alert": { readonly tenantId: string; readonly alertId: string };
  /** Send or edit the message of one delivery. */
  deliver: { readonly tenantId: string; readonly deliveryId: string };
  /** Work out a preview of scoring models over the tenant's own history. */
  "preview-model": { readonly tenantId: string; readonly previewId: string };
}

/** The name of a queue. */
export type QueueName = keyof Queues;

const queueOptions = {
  "refresh-alert": {
    expireInSeconds: 60,
    retryLimit: 20,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    deleteAfterSeconds: 86_400,
  },
  deliver: {
    expireInSeconds: 60,
    retryLimit: 25,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 600,
    deleteAfterSeconds: 86_400,
  },
  "preview-model": {
    expireInSeconds: 600,
    retryLimit: 2,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    deleteAfterSeconds: 86_400,
  },
} as const satisfies Record<QueueName, object>;

/** The worker side of the queue: on the owner's connection, in pg-boss's own schema. */
export interface Queue {
  /** Runs `handle` for each job, `slots` at a time; a throw puts the job back with backoff. */
  work<N extends QueueName>(
    name: N,
    options: { slots: number },
    handle: (payload: Queues[N]) => Promise<void>,
  ): void;
  /** Jobs waiting or running, by queue. */
  sizes(): Promise<Record<QueueName, number>>;
  /** Lets running jobs end, then disconnects. */
  stop(): Promise<void>;
}

/** How long a stop waits for jobs that run. */
const stopPatienceMs = 15_000;

/** Creates the queue's schema and queues where they are missing; for migrations and tests. */
export async function prepareQueues(ownerUrl: string): Promise<void> {
  const boss = newBoss(ownerUrl, false);
  await boss.start();
  await createQueues(boss);
  await boss.stop({ graceful: false });
}

/** Opens the worker side. @param onError told of faults that no job can tell (a lost connection, maintenance) */
export async function openQueue(ownerUrl: string, onError: (error: Error) => void): Promise<Queue> {
  const boss = newBoss(ownerUrl, true);
  boss.on("error", onError);
  await boss.start();
  await createQueues(boss);
  const worked: { name: QueueName; queue: WorkedQueue }[] = [];
  return {
    work: (name, { slots }, handle) => {
      const source = {
        take: (limit: number) => boss.fetch<Queues[typeof name]>(name, { batchSize: limit }),
        done: async (id: string) => void (await boss.complete(name, id)),
        failed: async (id: string, error: unknown) => void (await boss.fail(name, id, error as Error)),
      };
      const { expireInSeconds: jobSeconds } = queueOptions[name];
      worked.push({ name, queue: workQueue(source, { slots, jobSeconds, onError }, handle) });
    },
    sizes: async () => {
      const stats = await boss.getQueues(Object.keys(queueOptions));
      return Object.fromEntries(
        stats.map((queue) => [queue.name, queue.queuedCount + queue.activeCount]),
      ) as Record<QueueName, number>;
    },
    stop: async () => {
      await Promise.all(
        worked.map(async ({ name, queue }) => {
          const left = await queue.stop(stopPatienceMs);
          // They are tried again by whoever comes next, not when their time is over.
          if (left.length > 0) await boss.fail(name, left, new Error("stopped")).catch(onError);
        }),
      );
      await boss.stop({ graceful: false });
    },
  };
}

/** What somebody waits for: before everything else. */
export const urgent = 1_000;

/**
 * Puts a job into a queue within the transaction of its fact: it exists if and only if the fact does.
 * @param when.priority where more wait than can run, the higher goes first; default 0
 */
export async function enqueue<N extends QueueName>(
  tx: TenantTx,
  name: N,
  payload: Omit<Queues[N], "tenantId">,
  when: { readonly startAfter?: Date; readonly priority?: number } = {},
): Promise<void> {
  const data = JSON.stringify({ ...payload, tenantId: tx.tenantId });
  const { startAfter = null, priority = 0 } = when;
  await sql`select app.enqueue(${name}, ${data}::jsonb, coalesce(${startAfter}::timestamptz, now()), ${priority}::integer)`.execute(
    tx.db,
  );
}

function newBoss(ownerUrl: string, supervise: boolean): PgBoss {
  return new PgBoss({
    connectionString: ownerUrl,
    application_name: "bellwether: queue",
    max: 4,
    supervise,
    schedule: false,
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
    // Handed on to its pool: workers must not wait for a server that is gone without a word.
    Client: watchfulClient(),
  } as ConstructorParameters<typeof PgBoss>[0] & object);
}

async function createQueues(boss: PgBoss): Promise<void> {
  for (const [name, options] of Object.entries(queueOptions)) {
    const known = await boss.getQueue(name);
    if (known === null) await boss.createQueue(name, options);
    else if (known.retryDelay !== options.retryDelay) await boss.updateQueue(name, options);
  }
}
