/** One figure of a soak: what was measured, and the promise's bound where it has one. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** "0", "<= 10 s"; undefined: stated only. */
  readonly aim?: string;
  readonly held?: boolean;
}

/** What a soak writes down while it runs. */
export interface SoakLog {
  /** A line of progress. */
  say(line: string): void;
  /** A figure without a bound. */
  state(name: string, measured: string | number): void;
  /** A figure that must hold. */
  hold(name: string, measured: string | number, aim: string, held: boolean): void;
}

/** A long run of a promise: `test/soak/NAME.ts` exports one as `soak`. */
export interface Soak {
  /** Numbers of the promises, as docs/reliability.md counts them. */
  readonly promises: readonly number[];
  readonly title: string;
  /** About how long it takes, for who starts it. */
  readonly minutes: number;
  run(log: SoakLog): Promise<void>;
}

/** How much of a soak is run: 1 is the whole promise. `SOAK_SCALE=0.1 npm run soak -- NAME` tries a tenth. */
export function scaled(whole: number): number {
  const scale = Number(process.env.SOAK_SCALE ?? 1);
  return Math.max(1, Math.round(whole * scale));
}

/** The value below which `share` of the values lie (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
