import { type Clock, createPaceGate, type Pace, type PaceGate, type TurnToSend } from "./pace-gate.ts";

/** Slack takes one message a second in a conversation. */
const conversation: Pace = { intervalMs: 1_000, latenessMs: 50, patienceMs: 5_000, oneAtATime: true };

/**
 * And "several hundred a minute" of a workspace, counted for each method: ten a second, until it says that this is too fast.
 * Short bursts are allowed. Source: docs.slack.dev/apis/web-api/rate-limits.
 */
const workspace: Pace = { intervalMs: 100, latenessMs: 500, patienceMs: 3_000, oneAtATime: false };

/** What somebody waits for: before everything else. */
export const atOnce = Number.POSITIVE_INFINITY;

/** Something on its way to Slack. */
export interface Way {
  /** What tells one workspace from another: its tenant. */
  readonly workspace: string;
  readonly method: "post" | "update";
  /** Where not all can go, the higher goes first: how many wait behind it, or `atOnce`. */
  readonly urgency: number;
}

/** A place in the queue of a workspace. */
export type Place =
  | {
      readonly ok: true;
      /**
       * Waits for one's turn in a conversation and in the workspace; refuses where that would take too long.
       * @param previousAt when the last one went there, maybe by another process
       */
      turn(conversation: string, previousAt?: number): Promise<TurnToSend>;
      /** Slack said to leave the workspace alone: nobody of it needs to find out again. */
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
    const gate = createPaceGate(pace, clock);
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
    enter: ({ workspace: name, method, urgency }) => {
      const through = gateOf(`${name} ${method}`, workspace);
      const near = through.enter(urgency);
      if (!near.ok) return near;
      return {
        ok: true,
        turn: (into, previousAt = 0) => {
          const to = gateOf(`${name} in ${into}`, conversation);
          to.wentAt(previousAt);
          return turnIn(to, near.turn);
        },
        hold: through.hold,
        leave: near.leave,
      };
    },
  };
}
