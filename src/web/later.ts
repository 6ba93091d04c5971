/** What is done after its request was answered. */
export interface Later {
  /** Starts it at the next turn, when the answer is on its way. */
  start(work: () => Promise<void>): void;
  /** Resolves when all that was started has ended. */
  settled(): Promise<void>;
}

/** @param onError told of work that failed; its request was answered long ago */
export function createLater(onError: (error: unknown) => void): Later {
  const running = new Set<Promise<void>>();
  return {
    start: (work) => {
      const run = new Promise<void>((resolve) => setImmediate(resolve))
        .then(work)
        .catch(onError)
        .finally(() => running.delete(run));
      running.add(run);
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
