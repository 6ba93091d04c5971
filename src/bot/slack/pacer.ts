/** Slack takes one message a second in a channel. */
const intervalMs = 1000;
/** Longer than this is not waited for: the job that sends comes back instead, and others get its place. */
const patienceMs = 5000;

/** Keeps the pace of each conversation, in order, without holding up another. */
export interface Pacer {
  /**
   * Waits for the conversation's turn.
   * @returns 0 when it is one's turn, else milliseconds to come back after: the wait would be too long
   */
  turn(conversation: string): Promise<number>;
  /** Nothing goes there for a while: Slack said so. */
  hold(conversation: string, forMs: number): void;
}

/** @param clock milliseconds since the epoch, and how to wait */
export function createPacer(clock: { now: () => number; sleep: (ms: number) => Promise<void> }): Pacer {
  /** When the next message may go, by conversation. */
  const freeAt = new Map<string, number>();

  function forgetPast(): void {
    if (freeAt.size < 1000) return;
    for (const [conversation, at] of freeAt) if (at <= clock.now()) freeAt.delete(conversation);
  }

  return {
    turn: async (conversation) => {
      const now = clock.now();
      const at = Math.max(now, freeAt.get(conversation) ?? 0);
      if (at - now > patienceMs) return at - now;
      forgetPast();
      freeAt.set(conversation, at + intervalMs);
      if (at > now) await clock.sleep(at - now);
      return 0;
    },
    hold: (conversation, forMs) => {
      freeAt.set(conversation, Math.max(freeAt.get(conversation) ?? 0, clock.now() + forMs));
    },
  };
}
