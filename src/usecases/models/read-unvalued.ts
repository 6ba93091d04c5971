import { readLives } from "../../db/accounts/lives.ts";
import { readMetrics, readMetricWindows } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { UnvaluedPart } from "../../results/models.ts";
import { compileModel } from "../../scoring/models/compile-model.ts";
import type { ModelDocument } from "../../scoring/models/model.ts";
import { type Day, metricParts } from "../../scoring/types.ts";

/** The parts of a model that weigh something and whose metric has no value for any account on a day: they are shared out. */
export async function readUnvalued(tx: TenantTx, document: ModelDocument, day: Day): Promise<UnvaluedPart[]> {
  const model = compileModel(document, 1);
  const all = [null, ...document.segments.map(({ name }) => name)].map((name) => model.rulesOf(name));
  const asked = metricParts.flatMap((part) =>
    all.flatMap(({ metrics, weights }) => {
      const rule = metrics[part];
      return rule !== undefined && weights[part] > 0 ? [{ part, rule }] : [];
    }),
  );
  if (asked.length === 0) return [];
  const range = { parts: asked.map(({ rule }) => rule), from: day, to: day, accountIds: null };
  const windows = await readMetricWindows(tx, range);
  const accounts = await readLives(tx);
  const known = new Map((await readMetrics(tx)).map(({ name, label }) => [name, label]));
  const unvalued = asked.filter(({ rule }) => accounts.every(({ id }) => windows.at(rule, id, day) === null));
  const found = unvalued.map(({ part, rule: { metric } }): [string, UnvaluedPart] => [
    `${part} ${metric}`,
    { part, metric: known.get(metric) ?? metric, isArchived: !known.has(metric) },
  ]);
  return [...new Map(found).values()];
}
