import { type Clock, type Pace, PaceGate, type TurnToSend } from "./pace-gate.ts";

/** Slack takes one message a second in a conversation. */
const conversation: Pace = {
  intervalMs: 1_000,
  latenessMs: 50,
  patienceMs: 5_000,
  oneAtATime: true,
  slowestMs: 2_000,
  recovery: 0.995,
};

/**
 * What Slack takes of one workspace, counted for each method. Source: docs.slack.dev/apis/web-api/rate-limits and the page of
 * each method.
 */
const paces = {
  /** "Several hundred a minute": ten a second, until it says that this is too fast. Short bursts are allowed. */
  post: {
    intervalMs: 100,
    latenessMs: 500,
    patienceMs: 3_000,
    oneAtATime: false,
    slowestMs: 2_000,
    recovery: 0.995,
  },
  /** `chat.update`: tier 3. */
  update: tier(50, 8_000),
  /** `files.getUploadURLExternal`, and as often `files.completeUploadExternal`: tier 4. A message waits no longer for its picture. */
  upload: tier(100, 5_000),
  /** `users.lookupByEmail` and `conversations.open`, once for each member: tier 3. */
  find: tier(50, 8_000),
  /** `views.publish`: tier 4. A home that comes half a minute late is still looked at. */
  publish: tier(100, 30_000),
  /** `chat.unfurl`: tier 3. A link reads well without. */
  unfurl: tier(50, 8_000),
} as const satisfies Record<string, Pace>;

/** So many a minute, and never more in any minute: nine tenths evenly, the rest at once after a pause. */
function tier(perMinute: number, patienceMs: number): Pace {
  const intervalMs = 60_000 / (0.9 * perMinute);
  return {
    intervalMs,
    latenessMs: (0.1 * perMinute - 1) * intervalMs,
    patienceMs,
    oneAtATime: false,
    slowestMs: 4 * intervalMs,
    recovery: 0.97,
  };
}

/** What somebody waits for: before everything else. */
export const atOnce = Number.POSITIVE_INFINITY;
/** What nobody misses yet: after everything else. */
export const atLeisure = -1;

/** Something on its way to Slack. */
export interface Way {
  /** What tells one workspace from another: its tenant. */
  readonly workspace: string;
  readonly method: keyof typeof paces;
  /** Where not all can go, the higher goes first: how many wait behind it, `atOnce` or `atLeisure`. */
  readonly urgency: number;
  /** It does not wait for longer than that; default: as long as its method allows. */
  readonly patienceMs?: number;
}

/** A place in the queue of a workspace. */
export type Place =
  | {
      readonly ok: true;
      /**
       * Waits for one's turn in the workspace, and in a conversation where it is said in one; refuses where that would take
       * too long.
       * @param previousAt when the last one went there, maybe by another process
       */
      turn(conversation?: string, previousAt?: number): Promise<TurnToSend>;
      /** Slack said to leave the method alone in this workspace: nobody of it needs to find out again. */
      hold(forMs: number): void;
      /** To be called once, whatever became of it. */
      leave(): void;
    }
  | { readonly ok: false; readonly afterMs: number };

/**
 * Keeps Slack's pace: in each conversation one at a time and in order, in each workspace the most urgent first. No workspace
 * holds up another. It counts what this process sends; replicas find their shares of a workspace by what Slack refuses.
 */
export interface Pacer {
  /** Comes first, before anything is prepared or asked of Slack. */
  enter(way: Way): Place;
}

/** One a process. */
export function createPacer(clock: Clock): Pacer {
  const gates = new Map<string, PaceGate>();

  function gateOf(name: string, pace: Pace): PaceGate {
    const known = gates.get(name);
    if (known) return known;
    for (const [other, gate] of gates.size < 1_000 ? [] : gates) if (gate.isIdle()) gates.delete(other);
    const gate = new PaceGate(pace, clock);
    gates.set(name, gate);
    return gate;
  }

  /** First the conversation, then the workspace: who waits for their second keeps nobody else from going. */
  async function turnIn(to: PaceGate, through: () => Promise<TurnToSend>): Promise<TurnToSend> {
    const near = to.enter(0);
    if (!near.ok) return near;
    const turn = await near.turn();
    if (!turn.ok) return turn;
    const inWorkspace = await through();
    if (inWorkspace.ok) to.went();
    else turn.end();
    return inWorkspace.ok ? turn : inWorkspace;
  }

  return {
    enter: ({ workspace: name, method, urgency, patienceMs }) => {
      const through = gateOf(`${name} ${method}`, paces[method]);
      const near = through.enter(urgency, patienceMs);
      if (!near.ok) return near;
      return {
        ok: true,
        turn: (into, previousAt = 0) => {
          if (into === undefined) return near.turn();
          const to = gateOf(`${name} in ${into}`, conversation);
          to.wentAt(previousAt);
          return turnIn(to, near.turn);
        },
        hold: (forMs) => through.hold(forMs),
        leave: near.leave,
      };
    },
  };
}
