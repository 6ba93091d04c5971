import { takeMostUrgent } from "../../../most-urgent.ts";

/** How to tell the time and to wait: milliseconds since the epoch. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How fast a gate lets through. */
export interface Pace {
  /** Between two, at least; it grows where the platform refuses, and shrinks back. */
  readonly intervalMs: number;
  /** Who was late by so much makes the next one no later. */
  readonly latenessMs: number;
  /** Longer than this is not waited for: the job that sends comes back instead, and others get its place. */
  readonly patienceMs: number;
  /** The next waits until the one before has ended, however long that takes. */
  readonly oneAtATime: boolean;
  /** However often the platform refuses, one goes in that time. */
  readonly slowestMs: number;
  /** A refusal doubles the time between two; each that goes then multiplies it by this. */
  readonly recovery: number;
}

/** One's turn, to be ended; or how long to stay away. */
export type TurnToSend =
  | { readonly ok: true; readonly end: () => void }
  | { readonly ok: false; readonly afterMs: number };

/** Who came near: those who come later count it as before them. */
export type Near =
  | {
      readonly ok: true;
      /** Waits for one's turn; refuses where the gate was closed meanwhile for longer than is waited for. */
      turn(): Promise<TurnToSend>;
      /** To be called where no turn was had. */
      leave(): void;
    }
  | { readonly ok: false; readonly afterMs: number };

/** Lets one after the other through, the most urgent first, no faster than its pace. */
export interface PaceGate {
  /**
   * Comes near, or is told how long to stay away.
   * @param patienceMs who cannot go within that time does not wait; default: the pace's
   */
  enter(urgency: number, patienceMs?: number): Near;
  /** Nothing goes through for a while, and then more slowly: the platform said so. */
  hold(forMs: number): void;
  /** Who was let through last goes only now: the next counts from here. */
  went(): void;
  /** One went at that time, maybe through another process: then the next counts from there. */
  wentAt(at: number): void;
  /** Nobody is near and nothing is remembered. */
  isIdle(): boolean;
}

interface Waiting {
  readonly urgency: number;
  /** Others went first until then: they come back. */
  readonly until: number;
  readonly resolve: (turn: TurnToSend) => void;
}

/** A gate that is open. */
export function createPaceGate(pace: Pace, { now, sleep }: Clock): PaceGate {
  let intervalMs = pace.intervalMs;
  /** When the next may go. */
  let freeAt = 0;
  let letThroughAt = 0;
  let heldUntil = 0;
  /** When the last one that was sent away comes back. */
  let backAt = 0;
  /** Those who came and were not let through yet. */
  const near = new Set<{ readonly urgency: number }>();
  const waiting: Waiting[] = [];
  let serving = false;

  const shutMs = (): number => Math.max(0, freeAt - now());

  /** How long one waits behind so many: after a pause some go at once. */
  const expectedMs = (ahead: number): number => {
    const savedMs = pace.oneAtATime ? 0 : pace.latenessMs;
    return Math.max(0, Math.max(-savedMs, freeAt - now()) + ahead * intervalMs);
  };

  /** Each who is sent away comes back at a moment of its own, in step with the pace, while some still wait: no turn is lost. */
  const stayAway = (waitMs: number, patienceMs = pace.patienceMs) => {
    const soonest = now() + Math.max(shutMs(), waitMs - patienceMs / 2);
    backAt = Math.max(backAt + intervalMs, soonest);
    return { ok: false, afterMs: Math.ceil(backAt - now()) } as const;
  };

  const sendAwayLate = (): void => {
    const late = waiting.filter(({ until }) => until < now());
    for (const one of late) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(stayAway(pace.patienceMs));
    }
  };

  const serve = async (): Promise<void> => {
    serving = true;
    while (waiting.length > 0) {
      const waitMs = shutMs();
      if (waitMs > pace.patienceMs) {
        for (const { resolve } of waiting.splice(0)) resolve(stayAway(waitMs));
        break;
      }
      const before = freeAt;
      if (waitMs > 0) await sleep(waitMs);
      sendAwayLate();
      if (freeAt > before || waiting.length === 0) continue;
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      letThroughAt = now();
      // One at a time, a pause is no reason to go sooner after it; a timer that was late is.
      const late = waitMs > 0 || !pace.oneAtATime ? pace.latenessMs : 0;
      freeAt = Math.max(freeAt, letThroughAt - late) + intervalMs;
      intervalMs = Math.max(pace.intervalMs, intervalMs * pace.recovery);
      takeMostUrgent(waiting)?.resolve({ ok: true, end });
      if (pace.oneAtATime) await ended;
    }
    serving = false;
  };

  return {
    enter: (urgency, patienceMs = pace.patienceMs) => {
      const ahead = [...near].filter((other) => other.urgency >= urgency).length;
      const waitMs = expectedMs(ahead);
      if (waitMs > patienceMs) return stayAway(waitMs, patienceMs);
      const one = { urgency };
      near.add(one);
      const leave = () => void near.delete(one);
      return {
        ok: true,
        leave,
        turn: () => {
          const { promise, resolve } = Promise.withResolvers<TurnToSend>();
          const letThrough = (turn: TurnToSend) => {
            leave();
            resolve(turn);
          };
          waiting.push({ urgency, until: now() + 2 * pace.patienceMs, resolve: letThrough });
          if (!serving) void serve();
          return promise;
        },
      };
    },
    hold: (forMs) => {
      // Those that were on their way as the first one was refused say nothing new.
      if (now() >= heldUntil) intervalMs = Math.min(pace.slowestMs, intervalMs * 2);
      heldUntil = Math.max(heldUntil, now() + forMs);
      freeAt = Math.max(freeAt, heldUntil);
    },
    went: () => {
      if (now() - letThroughAt > pace.latenessMs) freeAt = Math.max(freeAt, now() + intervalMs);
    },
    wentAt: (at) => {
      // What went through here is told a moment later, and known better.
      if (at - letThroughAt >= intervalMs - pace.latenessMs) freeAt = Math.max(freeAt, at + intervalMs);
    },
    isIdle: () => near.size === 0 && waiting.length === 0 && !serving && Math.max(freeAt, backAt) <= now(),
  };
}
