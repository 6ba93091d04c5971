import { readFactPeriods } from "../../db/accounts/segment-facts.ts";
import { type MetricWindows, readMetricWindows } from "../../db/metrics/metrics.ts";
import { readScoredSegments } from "../../db/scores/models.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { ScoringModel } from "../../scoring/models/compile-model.ts";
import { periodOn } from "../../scoring/models/fact-periods.ts";
import type { MetricValues, ScoreRules } from "../../scoring/models/score-rules.ts";
import { type Day, metricParts } from "../../scoring/types.ts";

/** What decides about an account on a day. */
export interface AccountRules {
  /** The rules of its segment on that day. */
  of(accountId: string, day: Day): ScoreRules;
  /** What the metrics of its parts came to; undefined for a model without such parts. */
  valuesOf(rules: ScoreRules, accountId: string, day: Day): MetricValues | undefined;
}

/**
 * Reads what a model needs to know of accounts beside their use, for a range of days. A day that is scored already keeps the
 * segment it was scored in; another one takes that of the facts of that day, where they are known. A model without segments
 * and metrics reads nothing.
 */
export async function readAccountRules(
  tx: TenantTx,
  model: ScoringModel,
  input: { from: Day; to: Day; accountIds: readonly string[] | null },
): Promise<AccountRules> {
  const { version, windows } = model;
  const bySegment = model.document.segments.length > 0;
  const facts = bySegment ? await readFactPeriods(tx, input.accountIds) : undefined;
  const scored = bySegment ? await readScoredSegments(tx, { ...input, model: version }) : undefined;
  const found = windows.length > 0 ? await readMetricWindows(tx, { parts: windows, ...input }) : undefined;
  return {
    of: (accountId, day) => {
      const kept = scored?.get(`${accountId} ${day}`);
      if (kept !== undefined) return model.rulesOf(kept);
      const known = periodOn(facts?.get(accountId) ?? [], day);
      return model.rulesOf(known === undefined ? null : model.segmentOf(known.facts));
    },
    valuesOf: (rules, accountId, day) =>
      found === undefined ? undefined : metricValuesOf(found, rules, accountId, day),
  };
}

/** What the metrics of a model's parts came to for an account on a day. */
export function metricValuesOf(
  windows: MetricWindows,
  rules: ScoreRules,
  accountId: string,
  day: Day,
): MetricValues {
  const values: { -readonly [Part in keyof MetricValues]: MetricValues[Part] } = {};
  for (const part of metricParts) {
    const rule = rules.metrics[part];
    if (rule !== undefined) values[part] = windows.at(rule, accountId, day);
  }
  return values;
}
