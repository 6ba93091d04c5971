/** Slack takes one message a second in a channel. */
const intervalMs = 1000;
/** A timer that was a little late makes the next message no later. */
const latenessMs = 50;
/** Longer than this is not waited for: the job that sends comes back instead, and others get its place. */
const patienceMs = 5000;

/** One's turn in a conversation: to be ended, or how long to stay away. */
export type TurnToSend =
  | { readonly ok: true; readonly end: () => void }
  | { readonly ok: false; readonly afterMs: number };

/** Keeps the pace of each conversation, one at a time and in order, without holding up another. */
export interface Pacer {
  /** Waits until those before are through and a second has passed; refuses where that would take too long. */
  turn(conversation: string): Promise<TurnToSend>;
  /** Nothing goes there for a while: Slack said so. */
  hold(conversation: string, forMs: number): void;
}

interface Lane {
  /** When the next message may go, milliseconds since the epoch. */
  freeAt: number;
  /** Those in turn or waiting for it. */
  queued: number;
  /** Resolves when the last of them is through. */
  last: Promise<void>;
}

/** @param clock milliseconds since the epoch, and how to wait */
export function createPacer(clock: { now: () => number; sleep: (ms: number) => Promise<void> }): Pacer {
  const lanes = new Map<string, Lane>();

  function laneOf(conversation: string): Lane {
    const known = lanes.get(conversation);
    if (known) return known;
    for (const [name, lane] of lanes.size < 1000 ? [] : lanes) {
      if (lane.queued === 0 && lane.freeAt <= clock.now()) lanes.delete(name);
    }
    const lane = { freeAt: 0, queued: 0, last: Promise.resolve() };
    lanes.set(conversation, lane);
    return lane;
  }

  return {
    turn: async (conversation) => {
      const lane = laneOf(conversation);
      const expectedMs = Math.max(0, lane.freeAt - clock.now()) + lane.queued * intervalMs;
      if (expectedMs > patienceMs) return { ok: false, afterMs: expectedMs };
      const before = lane.last;
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = () => {
        lane.queued--;
        resolve();
      };
      lane.queued++;
      lane.last = promise;
      await before;
      const waitMs = lane.freeAt - clock.now();
      if (waitMs > patienceMs) {
        end();
        return { ok: false, afterMs: waitMs };
      }
      if (waitMs > 0) await clock.sleep(waitMs);
      const went = waitMs > 0 ? Math.max(lane.freeAt, clock.now() - latenessMs) : clock.now();
      lane.freeAt = went + intervalMs;
      return { ok: true, end };
    },
    hold: (conversation, forMs) => {
      const lane = laneOf(conversation);
      lane.freeAt = Math.max(lane.freeAt, clock.now() + forMs);
    },
  };
}
