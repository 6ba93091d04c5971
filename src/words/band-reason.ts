import type { BandThresholds } from "../scoring/types.ts";
import { sentenceCase } from "./sentence-case.ts";
import { type BandNames, bandWords, type Standing } from "./status.ts";

/**
 * Why the band is not the one that the points alone would give; "" where it is, and of who is no customer any more:
 * "Watch, not healthy, while its use is well below usual." "Watch is left at 73 points, with use near usual."
 */
export function bandReason(
  { score, band, signal }: Standing,
  { atRisk, watch, leave }: BandThresholds,
  names: BandNames = bandWords,
): string {
  if (score === null || band === null || band === "healthy" || signal?.kind === "left") return "";
  const entered = band === "watch" ? watch : atRisk;
  if (score < entered) return "";
  const name = sentenceCase(names[band]);
  if (band === "watch" && (signal?.kind === "dropping" || score >= entered + leave))
    return `${name}, not ${names.healthy}, while its use is well below usual.`;
  if (band === "at-risk" && (signal?.kind === "silent" || score >= entered + leave))
    return `${name}, whatever its points, while it is silent.`;
  const use = band === "watch" ? ", with use near usual" : "";
  return `${name} is left at ${entered + leave} points${use}.`;
}
