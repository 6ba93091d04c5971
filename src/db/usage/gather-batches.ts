import type { SentBatch } from "../../ingest/sent-batch.ts";
import type { Db } from "../connection.ts";
import { storeBatches } from "./events.ts";

/** Groups of one key that are on their way to the database at once: one is written while another is committed. */
const groupsAtOnce = 2;
/** Messages of a group at most, unless one request has more. */
const messagesPerGroup = 2_000;

/**
 * Stores a request; resolves once it is committed, with how many of its messages were new, or undefined when no tenant
 * has this key (any more).
 */
export type StoreBatch = (keyHash: string, batch: SentBatch, receivedAt: Date) => Promise<number | undefined>;

interface Waiting {
  readonly batch: SentBatch;
  readonly receivedAt: Date;
  readonly resolve: (fresh: number | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Line {
  readonly waiting: Waiting[];
  running: number;
}

/**
 * Requests of one key that come while others of it are being stored wait, and are stored together as soon as one of these
 * is done: under load they share a round trip, a transaction and its wait for the disk; alone, a request goes at once. A
 * request that cannot be stored fails by itself: its group is undone, and each of it is stored alone. What states facts
 * (identify, group, alias) always goes alone. One key never takes more than two connections.
 */
export function gatherBatches(db: Db, store: typeof storeBatches = storeBatches): StoreBatch {
  const lines = new Map<string, Line>();
  const run = async (keyHash: string, line: Line): Promise<void> => {
    line.running++;
    for (let group = nextGroup(line.waiting); group.length > 0; group = nextGroup(line.waiting)) {
      await storeGroup(db, store, keyHash, group);
    }
    line.running--;
    if (line.running === 0) lines.delete(keyHash);
  };
  return (keyHash, batch, receivedAt) =>
    new Promise((resolve, reject) => {
      const line = lines.get(keyHash) ?? { waiting: [], running: 0 };
      lines.set(keyHash, line);
      line.waiting.push({ batch, receivedAt, resolve, reject });
      if (line.running < groupsAtOnce) void run(keyHash, line);
    });
}

/** Takes those who are next: in order, as many as go together. */
function nextGroup(waiting: Waiting[]): Waiting[] {
  let messages = 0;
  let count = 0;
  for (const { batch } of waiting) {
    messages += batch.messageIds.length;
    const goesAlong = batch.facts.length === 0 && messages <= messagesPerGroup;
    if (count > 0 && !goesAlong) break;
    count++;
    if (batch.facts.length > 0) break;
  }
  return waiting.splice(0, count);
}

async function storeGroup(
  db: Db,
  store: typeof storeBatches,
  keyHash: string,
  group: readonly Waiting[],
): Promise<void> {
  try {
    const receivedAt = new Date(Math.max(...group.map((one) => one.receivedAt.getTime())));
    const batches = group.map(({ batch }) => batch);
    const stored = await store(db, keyHash, batches, receivedAt);
    for (const [index, { resolve }] of group.entries()) resolve(stored?.fresh[index]);
  } catch (error) {
    if (group.length > 1 && isUndone(error))
      for (const one of group) await storeGroup(db, store, keyHash, [one]);
    else for (const { reject } of group) reject(error);
  }
}

/** Whether the server itself said no, so that nothing was stored. Of a connection that broke nobody knows. */
function isUndone(error: unknown): boolean {
  return (error as { severity?: string }).severity === "ERROR";
}
