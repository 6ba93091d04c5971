/** What Teams takes in a conversation: so many messages in so many milliseconds, all at once. */
const windows = [
  { ms: 1_000, most: 7 },
  { ms: 2_000, most: 8 },
  { ms: 30_000, most: 60 },
  { ms: 3_600_000, most: 1_800 },
] as const;
const longestMs = 3_600_000;
/** Longer than this is not waited for: the job that sends comes back instead. */
const patienceMs = 5_000;

/** One's turn in a conversation, or how long to stay away. */
export type TurnToSend = { readonly ok: true } | { readonly ok: false; readonly afterMs: number };

/** Keeps the pace of each conversation without holding up another. */
export interface Pacer {
  /** Waits until the conversation takes one more; refuses where that would take too long. */
  turn(conversation: string): Promise<TurnToSend>;
  /** Nothing goes there for a while: Teams said so. */
  hold(conversation: string, forMs: number): void;
}

interface Lane {
  /** When messages went or will go, milliseconds since the epoch, oldest first. */
  readonly sent: number[];
  /** Nothing before this. */
  heldUntil: number;
}

/** @param clock milliseconds since the epoch, and how to wait */
export function createPacer(clock: { now: () => number; sleep: (ms: number) => Promise<void> }): Pacer {
  const lanes = new Map<string, Lane>();

  function laneOf(conversation: string): Lane {
    const known = lanes.get(conversation);
    if (known) return known;
    if (lanes.size >= 10_000) {
      for (const [name, lane] of lanes) {
        if ((lane.sent.at(-1) ?? 0) < clock.now() - longestMs && lane.heldUntil < clock.now())
          lanes.delete(name);
      }
    }
    const lane: Lane = { sent: [], heldUntil: 0 };
    lanes.set(conversation, lane);
    return lane;
  }

  return {
    turn: async (conversation) => {
      const lane = laneOf(conversation);
      const now = clock.now();
      while ((lane.sent[0] ?? now) <= now - longestMs) lane.sent.shift();
      const at = freeAt(lane, now);
      if (at - now > patienceMs) return { ok: false, afterMs: at - now };
      // The place is taken before it is waited for: who comes meanwhile is behind.
      lane.sent.push(at);
      if (at > now) await clock.sleep(at - now);
      return { ok: true };
    },
    hold: (conversation, forMs) => {
      const lane = laneOf(conversation);
      lane.heldUntil = Math.max(lane.heldUntil, clock.now() + forMs);
    },
  };
}

/** When one more may go: after the oldest that still counts has left each window that is full. */
function freeAt({ sent, heldUntil }: Lane, now: number): number {
  let at = Math.max(now, heldUntil, sent.at(-1) ?? 0);
  for (const { ms, most } of windows) {
    const blocking = sent[sent.length - most];
    if (blocking !== undefined) at = Math.max(at, blocking + ms);
  }
  return at;
}
