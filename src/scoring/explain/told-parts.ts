/**
 * The parts of a score as a reader is told them. What a tenant counts of its customers is no affair of the customers' own people: the
 * parts from metrics are one to them, "other", so that what they are told still adds up. `DataState.forCustomer` says who asks.
 */
import { type MetricPart, metricParts, type PartName, partNames } from "../types.ts";

/** A part as it is told. */
export type ToldPart = PartName | "other";

/** All that can be told, in the order in which they stand. */
export const toldParts: readonly ToldPart[] = [...partNames, "other"];

/** Points, or changes, by part as they are told. */
export type ToldPoints = Readonly<Partial<Record<ToldPart, number>>>;

/** A part in whole points; null: it has none. `max` as in `PartLine`. */
interface ToldLine {
  readonly part: ToldPart;
  readonly points: number | null;
  readonly max: number;
}

/** What a part is called for this reader. */
export function toldPart(part: PartName, forCustomer: boolean): ToldPart {
  return forCustomer && isHidden(part) ? "other" : part;
}

/** The same points as this reader is told them. */
export function toldPoints(points: Partial<Record<PartName, number>>, forCustomer: boolean): ToldPoints {
  const told: Partial<Record<ToldPart, number>> = {};
  for (const part of partNames) {
    const value = points[part];
    if (value === undefined) continue;
    const as = toldPart(part, forCustomer);
    told[as] = (told[as] ?? 0) + value;
  }
  return told;
}

/** The same changes as this reader is told them. */
export function toldChanges(
  changes: readonly { readonly part: ToldPart; readonly change: number }[],
  forCustomer: boolean,
): readonly { readonly part: ToldPart; readonly change: number }[] {
  const hidden = forCustomer ? changes.filter(({ part }) => isHidden(part)) : [];
  if (hidden.length === 0) return changes;
  const other = { part: "other", change: hidden.reduce((sum, { change }) => sum + change, 0) } as const;
  return [...changes.filter(({ part }) => !isHidden(part)), other];
}

/**
 * The same lines as this reader is told them. Of several that are told as one, those with points make the line.
 * @param join makes a line of several: its points and their most, and the lines it is made of
 */
export function toldLines<Line extends ToldLine>(
  lines: readonly Line[],
  forCustomer: boolean,
  join: (other: ToldLine, of: readonly Line[]) => Line,
): Line[] {
  const hidden = forCustomer ? lines.filter(({ part }) => isHidden(part)) : [];
  if (hidden.length === 0) return [...lines];
  const counted = hidden.filter(({ points }) => points !== null);
  const told = counted.length > 0 ? counted : hidden;
  const points = counted.length > 0 ? counted.reduce((sum, line) => sum + (line.points ?? 0), 0) : null;
  const max = told.reduce((sum, line) => sum + line.max, 0);
  return [...lines.filter(({ part }) => !isHidden(part)), join({ part: "other", points, max }, hidden)];
}

function isHidden(part: ToldPart): part is MetricPart {
  return metricParts.some((one) => one === part);
}
