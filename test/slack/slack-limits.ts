/** Slack's pace, as a double keeps it. */
export interface SlackLimits {
  /** Seconds to wait where one more message is too soon; undefined: it is taken. */
  take(workspace: string, channel: string): number | undefined;
  /** How many were too soon. */
  refused(): number;
}

/** A message that comes so much before its second is taken: clocks and wires are not exact. */
const grace = 100;

/**
 * One message a second in a channel; in a workspace so many a second, and a second's worth of them at once.
 * @param now milliseconds since the epoch
 */
export function slackLimits(now: () => number, perSecond: number): SlackLimits {
  const lastIn = new Map<string, number>();
  const freeAt = new Map<string, number>();
  let refused = 0;
  return {
    take: (workspace, channel) => {
      const at = now();
      const inChannel = `${workspace} ${channel}`;
      const free = Math.max(at, freeAt.get(workspace) ?? 0);
      if (free > at + 1_000 || at - (lastIn.get(inChannel) ?? 0) < 1_000 - grace) {
        refused++;
        return 1;
      }
      lastIn.set(inChannel, at);
      freeAt.set(workspace, free + 1_000 / perSecond);
      return undefined;
    },
    refused: () => refused,
  };
}
