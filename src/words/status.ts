import type { BandCounts } from "../results/accounts.ts";
import type { PartLine, Signal } from "../results/health.ts";
import type { Reader } from "../results/reader.ts";
import type { ToldPart } from "../scoring/explain/told-parts.ts";
import type { Band } from "../scoring/types.ts";
import { datedDay, shortMonthDay } from "./day-words.ts";
import { days, listed, signed } from "./numbers.ts";

/** A band as a message's shape names it; null is "no data". */
export type ShapeBand = Band | "no-data";

/** The shape that goes with a band in text, where only characters can be drawn. */
export const shapes: Readonly<Record<ShapeBand, string>> = {
  "at-risk": "🟥",
  watch: "🔶",
  healthy: "🔵",
  "no-data": "⚪",
};

/** What the bands are called: by the vendor's own people, or by a customer's. */
export type BandNames = Readonly<Record<ShapeBand, string>>;

/** A band in words. */
export const bandWords: BandNames = {
  "at-risk": "at risk",
  watch: "watch",
  healthy: "healthy",
  "no-data": "no data",
};

/** A band in the words that a customer's own admin reads. */
export const gentleBandWords: BandNames = {
  "at-risk": "could be better",
  watch: "steady",
  healthy: "strong",
  "no-data": "no data",
};

/** What the bands are called for a reader of this role. */
export function bandNamesFor(role: Reader["role"]): BandNames {
  return role === "viewer" ? gentleBandWords : bandWords;
}

/** The parts by name. */
export const partLabels: Readonly<Record<ToldPart, string>> = {
  recent: "Recent",
  habit: "Habit",
  trend: "Trend",
  people: "People",
  support: "Support",
  sentiment: "Sentiment",
  commercial: "Commercial",
  other: "Other figures",
};

/** What a part measures, after its name: "Trend: use against usual". */
export const partMeanings: Readonly<Record<ToldPart, string>> = {
  trend: "use against usual",
  people: "users in 16 weeks",
  recent: "days in use lately",
  habit: "days in use, 6 months",
  support: "their requests for help",
  sentiment: "what they say of us",
  commercial: "invoices and licences",
  other: "what we keep beside use",
};

/** "Trend: use against usual". */
export function partInWords(part: ToldPart): string {
  return `${partLabels[part]}: ${partMeanings[part]}`;
}

/** "dropping", "silent 36 days", "new, no baseline yet". */
export function signalWords(signal: Signal): string {
  switch (signal.kind) {
    case "dropping":
      return "dropping";
    case "silent":
      return `silent ${days(signal.days)}`;
    case "recovering":
      return "recovering";
    case "data-late":
      return "data late";
    case "left":
      return `left on ${datedDay(signal.on)}`;
    case "new":
      return "new, no baseline yet";
    default:
      return signal satisfies never;
  }
}

/** What is known of an account's standing. */
export interface Standing {
  readonly score: number | null;
  readonly band: Band | null;
  readonly signal: Signal | null;
}

/** Band and signal: "healthy, dropping"; "no data" without a score, whatever the band; of who left, who stands in none, "left on 3 Nov 2026". */
export function bandAndSignal({ score, band, signal }: Standing, names: BandNames = bandWords): string {
  if (signal?.kind === "left") return signalWords(signal);
  if (score === null || band === null) return names["no-data"];
  return signal === null ? names[band] : `${names[band]}, ${signalWords(signal)}`;
}

/** The one status line: "79, healthy, dropping"; "no data". */
export function statusWords(standing: Standing, names: BandNames = bandWords): string {
  const words = bandAndSignal(standing, names);
  return standing.score === null || standing.band === null ? words : `${standing.score}, ${words}`;
}

/** The shape of a standing; who left has none of a band. */
export function shapeBand({ score, band, signal }: Standing): ShapeBand {
  return score === null || band === null || signal?.kind === "left" ? "no-data" : band;
}

/**
 * "(−2)", "(+6)", "(0)"; "(+2, +7 by the new rules)" where they did something by themselves; "" where there is nothing to compare with.
 */
export function bracketed(change: number | null, byRules = 0): string {
  if (change === null) return "";
  if (byRules === 0) return `(${signed(change)})`;
  const whole = change === byRules ? "" : `${signed(change)}, `;
  return `(${whole}${signed(byRules)} by the new rules)`;
}

/**
 * "−15: Rules −10, Trend −4, People −1": the change and its parts, the largest first; parts that are 0 are left out.
 * @param byRules what a change of the rules did by itself; null: none did
 */
export function changeByParts(
  change: number,
  parts: readonly { part: ToldPart; change: number | null }[],
  byRules: number | null = null,
): string {
  const words = partChanges(parts, byRules);
  return words === "" ? signed(change) : `${signed(change)}: ${words}`;
}

/** "Trend −11, People −3": the largest change first. */
export function partChanges(
  parts: readonly { part: ToldPart; change: number | null }[],
  byRules: number | null = null,
): string {
  const rules = { label: "Rules", change: byRules };
  return [...parts.map(({ part, change }) => ({ label: partLabels[part], change })), rules]
    .filter(({ change }) => change !== null && change !== 0)
    .sort((one, other) => Math.abs(other.change ?? 0) - Math.abs(one.change ?? 0))
    .map(({ label, change }) => `${label} ${signed(change ?? 0)}`)
    .join(", ");
}

/**
 * "Recent 21/25 + Habit 32/35 + Trend 14/25 + People 12/15"; parts that can earn nothing are left out, those without data
 * follow, and those whose feed is late: "…; Support: no data yet", "…; Support: late, values to 21 Nov".
 */
export function scoreByParts(parts: readonly Omit<PartLine, "change28d">[]): string {
  const counted = parts.flatMap(({ part, points, max }) =>
    points === null || max === 0 ? [] : [`${partLabels[part]} ${points}/${max}`],
  );
  const missing = parts.flatMap((line) => {
    const words = line.points === null ? [pointsWords(line)] : lateWords(line);
    return line.max > 0 ? words.map((word) => `${partLabels[line.part]}: ${word}`) : [];
  });
  return [counted.join(" + "), ...missing].join("; ");
}

/**
 * "21 of 25"; "counts from 12 Dec", "late, values to 21 Nov" or "no data yet" of a part whose metric has none, "no longer
 * counted" of one that the model has dropped.
 */
export function pointsWords({
  points,
  max,
  countsFrom,
  ...line
}: Pick<PartLine, "points" | "max" | "countsFrom" | "knownTo">): string {
  if (points !== null) return `${points} of ${max}`;
  if (max === 0) return "not counted";
  if (countsFrom !== undefined) return `counts from ${shortMonthDay(countsFrom)}`;
  return lateWords(line)[0] ?? "no data yet";
}

/** "late, values to 21 Nov" of a part whose feed is late, whether it still has points or not; none of one in time. */
export function lateWords({ knownTo }: Pick<PartLine, "knownTo">): readonly string[] {
  return knownTo === undefined ? [] : [`late, values to ${shortMonthDay(knownTo)}`];
}

/** "1 at risk, 3 watch, 20 healthy"; no data only where there is some; zeros of at risk and watch are left out unless all are. */
export function countWords(
  counts: BandCounts,
  { zeros = false, names = bandWords }: { readonly zeros?: boolean; readonly names?: BandNames } = {},
): string {
  const words = [
    ...(counts.atRisk > 0 || zeros ? [`${counts.atRisk} ${names["at-risk"]}`] : []),
    ...(counts.watch > 0 || zeros ? [`${counts.watch} ${names.watch}`] : []),
    ...(counts.healthy > 0 || zeros ? [`${counts.healthy} ${names.healthy}`] : []),
    ...(counts.noData > 0 ? [`${counts.noData} without data`] : []),
  ];
  return words.length === 0 ? "none" : words.join(", ");
}

/** All accounts that were counted by band. */
export function accountsIn({ atRisk, watch, healthy, noData }: BandCounts): number {
  return atRisk + watch + healthy + noData;
}

/** "Acme, Borealis and 3 more". */
export function namesAndMore(names: readonly string[], most: number): string {
  if (names.length <= most) return listed(names);
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
