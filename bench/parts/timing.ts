import { performance } from "node:perf_hooks";

/** The value that a share of all others does not exceed: .5 is the median. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** How long `work` takes, in milliseconds. */
export async function durationMs(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The median duration of `runs` runs of `work` in milliseconds, after `warmUps` that do not count. */
export async function medianMs(
  work: (run: number) => unknown,
  { runs = 15, warmUps = 2 }: { readonly runs?: number; readonly warmUps?: number } = {},
): Promise<number> {
  const times: number[] = [];
  for (let run = -warmUps; run < runs; run++) {
    const took = await durationMs(() => work(run));
    if (run >= 0) times.push(took);
  }
  return median(times);
}

/**
 * The median durations of several kinds of work that take turns, run by run, so that a machine which slows down or
 * quickens meets them alike.
 * @param options.before what each run finds, made before it and not timed
 */
export async function mediansInTurn<Name extends string>(
  works: Readonly<Record<Name, (run: number) => unknown>>,
  {
    runs = 9,
    warmUps = 2,
    before = () => {},
  }: {
    readonly runs?: number;
    readonly warmUps?: number;
    readonly before?: (run: number) => unknown;
  } = {},
): Promise<Record<Name, number>> {
  const times = new Map<Name, number[]>();
  for (let run = -warmUps; run < runs; run++) {
    await before(run);
    for (const name of Object.keys(works) as Name[]) {
      const took = await durationMs(() => works[name](run));
      if (run >= 0) times.set(name, [...(times.get(name) ?? []), took]);
    }
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)])) as Record<
    Name,
    number
  >;
}
