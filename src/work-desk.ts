/** Work that goes on after who asked for it was answered. */
export interface WorkDesk {
  /** Begins in the next turn of the loop: even its synchronous head comes after the answer. */
  take(work: () => Promise<void>): void;
  /** Resolves when all work that was taken is done, or after `timeoutMs`. @returns how many were left */
  drain(timeoutMs: number): Promise<number>;
}

/** @param onError told of what work throws, which ends there */
export function createWorkDesk(onError: (error: unknown) => void): WorkDesk {
  const running = new Set<Promise<void>>();

  async function allDone(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    take: (work) => {
      const task = new Promise((resolve) => setImmediate(resolve)).then(work).catch(onError);
      running.add(task);
      void task.finally(() => running.delete(task));
    },
    drain: async (timeoutMs) => {
      const deadline = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref());
      await Promise.race([allDone(), deadline]);
      return running.size;
    },
  };
}
