import { setTimeout as wait } from "node:timers/promises";

/** How a stop is told to whoever sends traffic, before it comes to an end. */
export interface Stopping {
  /** Whether a stop has begun. Asked by each `/readyz`, and remembered that somebody asks. */
  ask(): boolean;
  /** Begins the stop; resolves when whoever asks has had the time to send traffic elsewhere. */
  begin(): Promise<void>;
}

/** Whoever asked `/readyz` so lately sends us traffic by its answer. */
const askedLatelyMs = 60_000;
/** After the first "no" requests may still be on their way to us. */
const afterNoMs = 3_000;
/** Nobody asks less often, or they are not waited for. */
const patienceMs = 6_000;

/** Where nobody asks `/readyz`, as on a laptop, a stop begins at once. */
export function createStopping(now: () => number = () => performance.now()): Stopping {
  let askedAt = Number.NEGATIVE_INFINITY;
  let toldAt: number | undefined;
  let stopping = false;
  return {
    ask: () => {
      askedAt = now();
      if (stopping) toldAt ??= askedAt;
      return stopping;
    },
    begin: async () => {
      stopping = true;
      const began = now();
      if (began - askedAt > askedLatelyMs) return;
      while (now() < (toldAt === undefined ? began + patienceMs : toldAt + afterNoMs)) await wait(50);
    },
  };
}
