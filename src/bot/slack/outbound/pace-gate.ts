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

interface Waiting {
  readonly urgency: number;
  /** Others went first until then: they come back. */
  readonly until: number;
  readonly resolve: (turn: TurnToSend) => void;
}

/** Lets one after the other through, the most urgent first, no faster than its pace. */
export class PaceGate {
  readonly #pace: Pace;
  readonly #clock: Clock;
  #intervalMs: number;
  /** When the next may go. */
  #freeAt = 0;
  #letThroughAt = 0;
  #heldUntil = 0;
  /** When the last one that was sent away comes back. */
  #backAt = 0;
  /** Those who came and were not let through yet. */
  readonly #near = new Set<{ readonly urgency: number }>();
  readonly #waiting: Waiting[] = [];
  #isServing = false;

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
    this.#intervalMs = pace.intervalMs;
  }

  /**
   * Comes near, or is told how long to stay away.
   * @param patienceMs who cannot go within that time does not wait; default: the pace's
   */
  enter(urgency: number, patienceMs = this.#pace.patienceMs): Near {
    const ahead = [...this.#near].filter((other) => other.urgency >= urgency).length;
    const waitMs = this.#expectedMs(ahead);
    if (waitMs > patienceMs) return this.#stayAway(waitMs, patienceMs);
    const one = { urgency };
    this.#near.add(one);
    const leave = () => void this.#near.delete(one);
    return { ok: true, leave, turn: () => this.#wait(urgency, leave) };
  }

  /** Nothing goes through for a while, and then more slowly: the platform said so. */
  hold(forMs: number): void {
    const now = this.#clock.now();
    // Those that were on their way as the first one was refused say nothing new.
    if (now >= this.#heldUntil) this.#intervalMs = Math.min(this.#pace.slowestMs, this.#intervalMs * 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + forMs);
    this.#freeAt = Math.max(this.#freeAt, this.#heldUntil);
  }

  /** Who was let through last goes only now: the next counts from here. */
  went(): void {
    const now = this.#clock.now();
    if (now - this.#letThroughAt > this.#pace.latenessMs)
      this.#freeAt = Math.max(this.#freeAt, now + this.#intervalMs);
  }

  /** One went at that time, maybe through another process: then the next counts from there. */
  wentAt(at: number): void {
    // What went through here is told a moment later, and known better.
    if (at - this.#letThroughAt >= this.#intervalMs - this.#pace.latenessMs)
      this.#freeAt = Math.max(this.#freeAt, at + this.#intervalMs);
  }

  /** Nobody is near and nothing is remembered. */
  isIdle(): boolean {
    const isEmpty = this.#near.size === 0 && this.#waiting.length === 0 && !this.#isServing;
    return isEmpty && Math.max(this.#freeAt, this.#backAt) <= this.#clock.now();
  }

  #shutMs(): number {
    return Math.max(0, this.#freeAt - this.#clock.now());
  }

  /** How long one waits behind so many: after a pause some go at once. */
  #expectedMs(ahead: number): number {
    const savedMs = this.#pace.oneAtATime ? 0 : this.#pace.latenessMs;
    const untilFreeMs = Math.max(-savedMs, this.#freeAt - this.#clock.now());
    return Math.max(0, untilFreeMs + ahead * this.#intervalMs);
  }

  /** Each who is sent away comes back at a moment of its own, in step with the pace, while some still wait: no turn is lost. */
  #stayAway(waitMs: number, patienceMs = this.#pace.patienceMs) {
    const now = this.#clock.now();
    const soonest = now + Math.max(this.#shutMs(), waitMs - patienceMs / 2);
    this.#backAt = Math.max(this.#backAt + this.#intervalMs, soonest);
    return { ok: false, afterMs: Math.ceil(this.#backAt - now) } as const;
  }

  #wait(urgency: number, leave: () => void): Promise<TurnToSend> {
    const { promise, resolve } = Promise.withResolvers<TurnToSend>();
    const until = this.#clock.now() + 2 * this.#pace.patienceMs;
    const letThrough = (turn: TurnToSend) => {
      leave();
      resolve(turn);
    };
    this.#waiting.push({ urgency, until, resolve: letThrough });
    if (!this.#isServing) void this.#serve();
    return promise;
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.length > 0) {
      const waitMs = this.#shutMs();
      if (waitMs > this.#pace.patienceMs) {
        for (const { resolve } of this.#waiting.splice(0)) resolve(this.#stayAway(waitMs));
        break;
      }
      const before = this.#freeAt;
      if (waitMs > 0) await this.#clock.sleep(waitMs);
      this.#sendAwayLate();
      if (this.#freeAt > before || this.#waiting.length === 0) continue;
      const ended = this.#letOneThrough(waitMs > 0);
      if (this.#pace.oneAtATime) await ended;
    }
    this.#isServing = false;
  }

  #sendAwayLate(): void {
    const now = this.#clock.now();
    const late = this.#waiting.filter(({ until }) => until < now);
    for (const one of late) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.resolve(this.#stayAway(this.#pace.patienceMs));
    }
  }

  /** @returns when whoever it was has ended */
  #letOneThrough(hasSlept: boolean): Promise<void> {
    const { latenessMs, oneAtATime, intervalMs, recovery } = this.#pace;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#letThroughAt = this.#clock.now();
    // One at a time, a pause is no reason to go sooner after it; a timer that was late is.
    const late = hasSlept || !oneAtATime ? latenessMs : 0;
    this.#freeAt = Math.max(this.#freeAt, this.#letThroughAt - late) + this.#intervalMs;
    this.#intervalMs = Math.max(intervalMs, this.#intervalMs * recovery);
    takeMostUrgent(this.#waiting)?.resolve({ ok: true, end });
    return ended;
  }
}
