import { readMetrics, readMetricWindows } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { MetricFigure } from "../../results/score-change.ts";
import { addDays, eachDay, earlier } from "../../scoring/days.ts";
import type { BestMetrics } from "../../scoring/explain/lift.ts";
import { isLate } from "../../scoring/metrics/metrics.ts";
import type { MetricValues, ScoreRules } from "../../scoring/models/score-rules.ts";
import { shareOf } from "../../scoring/score/metric-parts.ts";
import { type Day, metricParts } from "../../scoring/types.ts";

/** The metrics behind the parts of an account's score. A customer's own admin is told of none. */
export interface PartMetrics {
  /** What the parts of these rules came to on a day. */
  valuesOn(rules: ScoreRules, day: Day): MetricValues;
  /** The same as it is told. */
  figuresOn(rules: ScoreRules, day: Day): MetricFigure[];
  /** What they are on a day, and were at their best in the year to it. */
  bestOf(rules: ScoreRules, day: Day): BestMetrics;
}

const nothing: PartMetrics = { valuesOn: () => ({}), figuresOn: () => [], bestOf: () => ({}) };

/** Reads the metrics of all parts that these rules have, from the year before `to`; nothing for rules without any. */
export async function readPartMetrics(
  tx: TenantTx,
  accountId: string,
  rules: readonly ScoreRules[],
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<PartMetrics> {
  const parts = rules.flatMap(({ metrics }) => Object.values(metrics));
  if (parts.length === 0 || tx.role === "viewer") return nothing;
  const first = earlier(from, addDays(to, -364));
  const windows = await readMetricWindows(tx, { parts, from: first, to, accountIds: [accountId] });
  const known = new Map((await readMetrics(tx)).map((metric) => [metric.name, metric]));
  const each = <T>({ metrics }: ScoreRules, make: (part: (typeof metricParts)[number]) => T) =>
    metricParts.filter((part) => metrics[part] !== undefined).map(make);
  const at = ({ metrics }: ScoreRules, part: (typeof metricParts)[number], day: Day) => {
    const rule = metrics[part];
    return rule === undefined ? null : windows.at(rule, accountId, day);
  };
  const wordsOf = (name: string) => {
    const { label = name, unit = "", kind = "gauge" } = known.get(name) ?? {};
    return { label, unit, kind } as const;
  };
  const lateTo = (name: string, day: Day) => {
    const metric = known.get(name);
    const to = metric?.coverage.to;
    return metric && to && isLate(metric, metric.coverage, day) ? { knownTo: to } : {};
  };
  return {
    valuesOn: (of, day) => Object.fromEntries(each(of, (part) => [part, at(of, part, day)])),
    figuresOn: (of, day) =>
      each(of, (part) => {
        const { metric = "", windowDays = 0 } = of.metrics[part] ?? {};
        return { part, ...wordsOf(metric), windowDays, value: at(of, part, day), ...lateTo(metric, day) };
      }),
    bestOf: (of, day) =>
      Object.fromEntries(
        each(of, (part) => {
          const now = at(of, part, day);
          const rule = of.metrics[part];
          if (now === null || rule === undefined) return [part, undefined];
          let best = { day, value: now };
          for (const other of eachDay(addDays(day, -364), day)) {
            const value = at(of, part, other);
            if (value !== null && shareOf(value, rule) >= shareOf(best.value, rule))
              best = { day: other, value };
          }
          return [part, { metric: wordsOf(rule.metric), now, best: best.value, day: best.day }];
        }).filter(([, best]) => best !== undefined),
      ),
  };
}
