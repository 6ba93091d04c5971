import type { ModelHistory } from "../../scoring/models/model-history.ts";
import type { BandThresholds } from "../../scoring/types.ts";

/**
 * The thresholds that accounts are drawn over together: those of the newest version that made one of their scores, like
 * their bands. What was published since draws nothing before it has scored; the live version's where nothing is scored.
 */
export function shownThresholds(
  rows: readonly { readonly latest: { readonly model: number } | null }[],
  models: ModelHistory,
): BandThresholds {
  const versions = rows.flatMap(({ latest }) => (latest === null ? [] : [latest.model]));
  const model = versions.length === 0 ? models.live : models.version(Math.max(...versions));
  return model.rules.thresholds;
}
