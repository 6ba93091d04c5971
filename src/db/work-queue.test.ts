import { expect, test } from "vitest";
import { type JobSource, type TakenJob, workQueue } from "./work-queue.ts";

/** A source of so many jobs, and what became of them. */
function sourceOf(count: number) {
  const waiting: TakenJob<number>[] = Array.from({ length: count }, (_, at) => ({
    id: `job ${at}`,
    data: at,
  }));
  const said: string[] = [];
  const asked: number[] = [];
  const source: JobSource<number> = {
    take: async (limit) => {
      asked.push(limit);
      return waiting.splice(0, limit);
    },
    done: async (id) => void said.push(`${id} done`),
    failed: async (id, error) => void said.push(`${id} failed: ${(error as Error).message}`),
  };
  return { source, said, asked, waiting };
}

const never = () => new Promise<void>(() => {});
const patient = { timeout: 120_000 };
const unexpected = (error: Error) => {
  throw error;
};

test("no more jobs run at once than there are slots, and a slot that is free is filled at once", async () => {
  const { source, said } = sourceOf(10);
  const running = new Map<number, () => void>();
  let most = 0;
  const started: number[] = [];
  let onStart = () => {};
  const queue = workQueue(source, { slots: 3, jobSeconds: 60, onError: unexpected, sleep: never }, (job) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(job, resolve);
    most = Math.max(most, running.size);
    started.push(job);
    onStart();
    return promise;
  });
  while (started.length < 10) {
    const next = new Promise<void>((resolve) => {
      onStart = resolve;
    });
    if (running.size < 3) await next;
    const [first] = running;
    if (first && started.length < 10) {
      running.delete(first[0]);
      first[1]();
    }
  }
  for (const end of running.values()) end();
  expect(await queue.stop(60_000)).toEqual([]);
  expect(most).toBe(3);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(said.toSorted()).toEqual(Array.from({ length: 10 }, (_, at) => `job ${at} done`));
});

test("a job that throws is put back, and the others are done", async () => {
  const { source, said } = sourceOf(2);
  const queue = workQueue(
    source,
    { slots: 2, jobSeconds: 60, onError: unexpected, sleep: never },
    async (job) => {
      if (job === 0) throw new Error("no such member");
    },
  );
  await expect.poll(() => said.toSorted(), patient).toEqual(["job 0 failed: no such member", "job 1 done"]);
  await queue.stop(60_000);
});

test("a queue that cannot be asked is told, and asked again", async () => {
  const { source, said } = sourceOf(1);
  const told: string[] = [];
  let tries = 0;
  const shaky = {
    ...source,
    take: async (limit: number) => {
      if (++tries < 3) throw new Error("the database went away");
      return source.take(limit);
    },
  };
  const pauses: number[] = [];
  const sleep = async (ms: number) => {
    pauses.push(ms);
    if (said.length > 0) await never();
  };
  const queue = workQueue(
    shaky,
    { slots: 4, jobSeconds: 60, onError: (error) => told.push(error.message), sleep },
    async () => {},
  );
  await expect.poll(() => said, patient).toEqual(["job 0 done"]);
  expect(told).toEqual(["the database went away", "the database went away"]);
  expect(pauses.slice(0, 2)).toEqual([1_000, 1_000]);
  await queue.stop(60_000);
});

test("what became of a job is told until it is heard", async () => {
  const { source, said } = sourceOf(2);
  let away = 5;
  const shaky: typeof source = {
    ...source,
    done: async (id) => {
      if (away-- > 0) throw new Error("the database went away");
      await source.done(id);
    },
    failed: async (id, error) => {
      if (away-- > 0) throw new Error("the database went away");
      await source.failed(id, error);
    },
  };
  const sleep = async (ms: number) => (ms === 1_000 ? undefined : never());
  const queue = workQueue(shaky, { slots: 2, jobSeconds: 60, onError: unexpected, sleep }, async (job) => {
    if (job === 1) throw new Error("lost its connection");
  });
  await expect
    .poll(() => said.toSorted(), patient)
    .toEqual(["job 0 done", "job 1 failed: lost its connection"]);
  await queue.stop(60_000);
});

test("a stop names what had not ended in time, and takes nothing more", async () => {
  const { source, asked, waiting } = sourceOf(5);
  const queue = workQueue(source, { slots: 2, jobSeconds: 60, onError: unexpected, sleep: never }, never);
  await expect.poll(() => waiting.length, patient).toBe(3);
  expect(await queue.stop(0)).toEqual(["job 0", "job 1"]);
  expect(asked).toEqual([2]);
});
