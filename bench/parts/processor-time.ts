import { readFileSync } from "node:fs";
import type { Db } from "../../src/db/connection.ts";

/** Milliseconds that processors spent. */
export interface ProcessorTime {
  /** The main thread of this process. */
  readonly main: number;
  /** The database's processes behind a pool. */
  readonly database: number;
}

/**
 * Watches what this process's main thread and the processes behind a pool's connections spend. A busy machine bends times by
 * the clock, these hardly. Linux only: it alone says what another process spent.
 * @param db before its first connection
 * @returns what was spent until now
 */
export function watchProcessorTime({ pool }: Db): () => ProcessorTime {
  const spentBy = new Map<number, number>();
  pool.on("connect", (client) => {
    spentBy.set((client as unknown as { processID: number }).processID, 0);
  });
  return () => {
    for (const [id, before] of spentBy) spentBy.set(id, nanoseconds(id) ?? before);
    const { user, system } = process.threadCpuUsage();
    return {
      main: (user + system) / 1e3,
      database: [...spentBy.values()].reduce((sum, one) => sum + one, 0) / 1e6,
    };
  };
}

/** What a process spent; undefined once it is gone. */
function nanoseconds(id: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${id}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    return undefined;
  }
}
