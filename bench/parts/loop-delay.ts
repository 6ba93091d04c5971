import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";

/** How long the main loop was kept from its next turn, in milliseconds. */
export interface LoopDelay {
  readonly longest: number;
  readonly p99: number;
}

/** Watches the main loop while `work` runs. A wait for a core that others hold counts too: it cannot be told apart. */
export async function loopDelayDuring(work: () => Promise<unknown>): Promise<LoopDelay> {
  const resolution = 1;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  await wait(50);
  delays.reset();
  await work();
  await wait(5);
  delays.disable();
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
  return { longest: ms(delays.max), p99: ms(delays.percentile(99)) };
}
