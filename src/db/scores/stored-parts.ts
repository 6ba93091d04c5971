import { metricParts, type Parts, type UsagePart } from "../../scoring/types.ts";

/** Points as a row keeps them: a column for each part that every score has, one for the rest. */
export interface StoredParts extends Readonly<Record<UsagePart, number>> {
  readonly metric_parts: Partial<Parts> | null;
}

/** The parts of a row. */
export function partsOf({ recent, habit, trend, people, metric_parts }: StoredParts): Parts {
  return { recent, habit, trend, people, ...metric_parts };
}

/** The parts from metrics as their column takes them; null where there are none. */
export function metricPartsOf(parts: Parts): string | null {
  const some = metricParts.filter((name) => parts[name] !== undefined);
  if (some.length === 0) return null;
  return JSON.stringify(Object.fromEntries(some.map((name) => [name, parts[name]])));
}
