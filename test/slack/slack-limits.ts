/** A call that Slack counts. */
export interface CountedCall {
  readonly workspace: string;
  readonly method: string;
  /** Of a message. */
  readonly channel?: string | undefined;
}

/** Slack's pace, as a double keeps it. */
export interface SlackLimits {
  /** Seconds to wait where one more call is too soon; undefined: it is taken. */
  take(call: CountedCall): number | undefined;
  /** How many of a method were too soon. */
  refused(method: string): number;
}

/** A message that comes so much before its second is taken: clocks and wires are not exact. */
const grace = 100;

/** Calls of a method that a workspace has a minute, at least: tiers 3 and 4. Source: docs.slack.dev, the page of each method. */
const perMinute: Readonly<Record<string, number>> = {
  "chat.update": 50,
  "files.getUploadURLExternal": 100,
  "files.completeUploadExternal": 100,
  "conversations.open": 50,
  "users.lookupByEmail": 50,
  "views.publish": 100,
  "chat.unfurl": 50,
};

/**
 * One message a second in a channel; in a workspace so many a second, and a second's worth of them at once. Of other methods
 * what their tier is sure to take in any minute, and not one more.
 * @param now milliseconds since the epoch
 */
export function slackLimits(now: () => number, perSecond: number): SlackLimits {
  const lastIn = new Map<string, number>();
  const freeAt = new Map<string, number>();
  const taken = new Map<string, number[]>();
  const refused = new Map<string, number>();

  function waitForMessage(workspace: string, channel: string): number | undefined {
    const at = now();
    const inChannel = `${workspace} ${channel}`;
    const free = Math.max(at, freeAt.get(workspace) ?? 0);
    if (free > at + 1_000 || at - (lastIn.get(inChannel) ?? 0) < 1_000 - grace) return 1;
    lastIn.set(inChannel, at);
    freeAt.set(workspace, free + 1_000 / perSecond);
    return undefined;
  }

  function waitForTier(name: string, most: number): number | undefined {
    const at = now();
    const lately = (taken.get(name) ?? []).filter((each) => each > at - 60_000);
    taken.set(name, lately);
    if (lately.length >= most) return Math.ceil(((lately[0] ?? at) + 60_000 - at) / 1_000);
    lately.push(at);
    return undefined;
  }

  return {
    take: ({ workspace, method, channel }) => {
      const most = perMinute[method];
      const waitS =
        method === "chat.postMessage"
          ? waitForMessage(workspace, channel ?? "")
          : most && waitForTier(`${workspace} ${method}`, most);
      if (waitS === undefined) return undefined;
      refused.set(method, (refused.get(method) ?? 0) + 1);
      return waitS;
    },
    refused: (method) => refused.get(method) ?? 0,
  };
}
