import { addDays, daysBetween, isDay } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** Which days an account's page shows, as its address says. */
export interface AccountRange {
  readonly preset: "28d" | "90d" | "1y" | "custom";
  readonly from: Day;
  readonly to: Day;
  /** Why what was asked could not be shown; the range is then the last good one. */
  readonly error?: string;
  /** What was typed, with an error: the form keeps it. */
  readonly asked?: { readonly from: string; readonly to: string };
}

/** Days of each preset: whole weeks, so that no bar is partial. */
const presetDays = { "28d": 28, "90d": 91, "1y": 364 } as const;

/** More days than this would draw finer than a pixel. */
const maxDays = 5 * 366;

/** No product was used before: it is a year that was half typed. */
const earliest = "1900-01-01";

/**
 * Reads the range from an address: `range=28d`, or `from` and `to`. Ranges end at the last complete day. `last` carries
 * the last good range through a form, so that a mistake does not take the chart away.
 * @param end the last complete day
 */
export function parseAccountRange(query: Readonly<Record<string, string>>, end: Day): AccountRange {
  if (query.from === undefined && query.to === undefined) return preset(query.range, end);
  const asked = { from: query.from ?? "", to: query.to ?? "" };
  const error = rangeError(asked.from, asked.to, end);
  if (error) return { ...lastGood(query.last, end), error, asked };
  return { preset: "custom", from: query.from as Day, to: (query.to as Day) > end ? end : (query.to as Day) };
}

/** What carries a range through a form: the name of a preset, or "FROM..TO". */
export function rangeToken(range: AccountRange): string {
  return range.preset === "custom" ? `${range.from}..${range.to}` : range.preset;
}

/** The same length earlier (−1) or later (+1); undefined past the last complete day. */
export function neighbourRange(range: AccountRange, step: 1 | -1, end: Day): AccountRange | undefined {
  const length = daysBetween(range.from, range.to) + 1;
  if (step === 1 && range.to >= end) return undefined;
  const to = step === 1 && addDays(range.to, length) > end ? end : addDays(range.to, step * length);
  return { preset: "custom", from: addDays(to, 1 - length), to };
}

function preset(name: string | undefined, end: Day): AccountRange {
  const known = name === "28d" || name === "1y" ? name : "90d";
  return { preset: known, from: addDays(end, 1 - presetDays[known]), to: end };
}

function lastGood(token: string | undefined, end: Day): AccountRange {
  const [from, to] = (token ?? "").split("..");
  if (from !== undefined && to !== undefined && !rangeError(from, to, end))
    return { preset: "custom", from, to };
  return preset(token, end);
}

function rangeError(from: string, to: string, end: Day): string | undefined {
  if (!isDay(from) || !isDay(to) || from < earliest) return "Pick both days.";
  if (to < from) return "The end is before the start.";
  if (from > end) return "The start is after the last complete day.";
  if (daysBetween(from, to) >= maxDays) return "Five years at most. Pick a later start.";
  return undefined;
}
