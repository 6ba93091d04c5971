import { setTimeout as wait } from "node:timers/promises";

/** A job as it was taken: its id, and what is to be done. */
export interface TakenJob<P> {
  readonly id: string;
  readonly data: P;
}

/** Where jobs come from and what became of them goes. */
export interface JobSource<P> {
  /** At most `limit` jobs whose time has come, oldest first; nobody else gets them until they are settled or expire. */
  take(limit: number): Promise<TakenJob<P>[]>;
  done(id: string): Promise<void>;
  /** It comes back later, with backoff. */
  failed(id: string, error: unknown): Promise<void>;
}

/** How a queue is worked. */
export interface QueueWork {
  /** Jobs that run at once, at most. A job mostly waits, for a platform or for its second. */
  readonly slots: number;
  /** After so long a job's slot is free again: its own time is over, and somebody else may have it. */
  readonly jobSeconds: number;
  /** Told of what no job can tell: the database went away while one asked for work. */
  readonly onError: (error: Error) => void;
  /** Waits for so many milliseconds; default: as they pass. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** A queue that is worked. */
export interface WorkedQueue {
  /** Takes nothing more; resolves when what runs has ended, or after `patienceMs`, with the ids that had not. */
  stop(patienceMs: number): Promise<string[]>;
}

/** How often an idle queue is asked. */
const pollMs = 250;
/** How long the database is left alone after it did not answer. */
const troubleMs = 1_000;
/** How often it is told what became of a job: one that it does not hear of comes back only when its time is over. */
const settleTries = 120;

/**
 * Works a queue with one asker, however many jobs run: it takes as many as there are free slots, runs each on its own, and
 * asks again at once while the answer was full. So a busy queue is never waited for, and an idle one costs four small
 * questions a second, not some for every slot.
 */
export function workQueue<P>(
  source: JobSource<P>,
  { slots, jobSeconds, onError, sleep = wait }: QueueWork,
  handle: (payload: P) => Promise<void>,
): WorkedQueue {
  const running = new Map<string, Promise<void>>();
  let stopping = false;
  let freed = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();

  const settle = async (tell: () => Promise<void>): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return await tell();
      } catch (error) {
        if (stopping || tries === settleTries) throw error;
        await Promise.race([sleep(troubleMs), stopped.promise]);
      }
    }
  };

  const start = (job: TakenJob<P>): void => {
    const work = runJob(job.data, jobSeconds, handle)
      .then(
        () => settle(() => source.done(job.id)),
        (error: unknown) => settle(() => source.failed(job.id, error)),
      )
      .catch((error: unknown) => onError(error as Error))
      .finally(() => {
        running.delete(job.id);
        freed.resolve();
      });
    running.set(job.id, work);
  };

  const ask = async (): Promise<void> => {
    while (!stopping) {
      const free = slots - running.size;
      if (free === 0) {
        freed = Promise.withResolvers();
        await Promise.race([freed.promise, stopped.promise]);
        continue;
      }
      let taken = 0;
      let pauseMs = pollMs;
      try {
        const jobs = await source.take(free);
        taken = jobs.length;
        for (const job of jobs) start(job);
      } catch (error) {
        onError(error as Error);
        pauseMs = troubleMs;
      }
      if (taken < free) await Promise.race([sleep(pauseMs), stopped.promise]);
    }
  };
  const asking = ask();

  return {
    stop: async (patienceMs) => {
      stopping = true;
      stopped.resolve();
      await asking;
      const ended = Promise.all(running.values());
      const late = new AbortController();
      await Promise.race([ended, wait(patienceMs, undefined, { signal: late.signal }).catch(() => {})]);
      late.abort();
      return [...running.keys()];
    },
  };
}

async function runJob<P>(
  payload: P,
  jobSeconds: number,
  handle: (payload: P) => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const late = wait(jobSeconds * 1_000, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Error(`A job took longer than ${jobSeconds} s`);
  });
  late.catch(() => {});
  try {
    await Promise.race([handle(payload), late]);
  } finally {
    over.abort();
  }
}
