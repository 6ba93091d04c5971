import { readMetrics } from "../../db/metrics/metrics.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { type ModelDocument, type ModelFault, parseModel } from "../../scoring/models/model.ts";
import { metricParts } from "../../scoring/types.ts";

/**
 * A model from JSON that somebody wrote, whose metrics the tenant has.
 * @throws AppError `bad-input` with every fault in words
 */
export async function readDocument(tx: TenantTx, given: unknown): Promise<ModelDocument> {
  const document = parseModel(given);
  const places = [
    { path: "metrics", metrics: document.metrics },
    ...document.segments.map(({ metrics = {} }, at) => ({ path: `segments.${at}.metrics`, metrics })),
  ];
  const named = places.flatMap(({ path, metrics }) =>
    metricParts.flatMap((part) => {
      const rule = metrics[part];
      return rule?.metric === undefined ? [] : [{ field: `${path}.${part}.metric`, name: rule.metric }];
    }),
  );
  if (named.length === 0) return document;
  const known = (await readMetrics(tx)).map(({ name }) => name);
  const choice =
    known.length === 0 ? "Define it first: bellwether metric create." : `There are: ${known.join(", ")}.`;
  const faults: ModelFault[] = named
    .filter(({ name }) => !known.includes(name))
    .map(({ field, name }) => ({ field, sentence: `There is no metric “${name}”. ${choice}` }));
  if (faults.length === 0) return document;
  throw new AppError("bad-input", faults.map(({ field, sentence }) => `${field}: ${sentence}`).join("\n"), {
    detail: { field: faults[0]?.field ?? "", faults },
  });
}
