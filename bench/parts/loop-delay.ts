import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";

/** How long the main loop was kept from its next turn, in milliseconds. */
export interface LoopDelay {
  /** Processor time that the main thread used between two ticks a millisecond apart, at most: what blocked it, and no more. */
  readonly longestWork: number;
  /** By the clock: a wait for a core that others hold counts too. */
  readonly longest: number;
}

/** Watches the main loop while `work` runs. */
export async function loopDelayDuring(work: () => Promise<unknown>): Promise<LoopDelay> {
  const resolution = 1;
  const delays = monitorEventLoopDelay({ resolution });
  let used = threadMs();
  let longestWork = 0;
  const tick = setInterval(() => {
    const now = threadMs();
    longestWork = Math.max(longestWork, now - used);
    used = now;
  }, 1);
  delays.enable();
  await wait(50);
  delays.reset();
  longestWork = 0;
  await work();
  await wait(5);
  delays.disable();
  clearInterval(tick);
  return { longestWork, longest: Math.max(0, delays.max / 1e6 - resolution) };
}

/** Processor time of this thread. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
