import { Hono } from "hono";
import { supplyFacts } from "../db/accounts/account-facts.ts";
import { supplyMetrics } from "../db/metrics/metric-values.ts";
import type { StoredRefusal } from "../db/supply.ts";
import { factRefusalSentence, parseFacts } from "../ingest/parse-facts.ts";
import { parseMetrics, refusalSentence } from "../ingest/parse-metrics.ts";
import { answerSource, type SourceOptions } from "./answer-source.ts";

/**
 * What a tenant's other systems supply, to be mounted at `/v1` beside tracking, with the same write key:
 * `POST /metrics` (`{batch: [{metric, account, day, value | numerator, denominator | values}], covered?: [{metric, to}]}`) and
 * `POST /facts` (`{batch: [{account, contract_value, …}]}`). Rows are checked one by one; answers 200 after the commit with
 * how many were accepted and what was refused.
 */
export function supplyRoutes(options: SourceOptions): Hono {
  const routes = new Hono();
  routes.post(
    "/metrics",
    answerSource(options, async ({ keyHash, body, receivedAt: now }) => {
      const { values, covered, rejected } = parseMetrics(body);
      const refused = await supplyMetrics(options.db, keyHash, { values, covered, now });
      return refused && withRefused(values, rejected, refused, refusalSentence);
    }),
  );
  routes.post(
    "/facts",
    answerSource(options, async ({ keyHash, body, receivedAt: now }) => {
      const { rows, rejected } = parseFacts(body, now);
      const refused = await supplyFacts(options.db, keyHash, { rows, now });
      return refused && withRefused(rows, rejected, refused, factRefusalSentence);
    }),
  );
  return routes;
}

type Rejected = readonly { readonly index: number; readonly code: string; readonly message: string }[];

function withRefused<Row extends { readonly i: number }>(
  rows: readonly Row[],
  rejected: Rejected,
  refused: readonly StoredRefusal[],
  sentence: (code: string, row: Row) => string,
): { accepted: number; rejected: Rejected } {
  const byPosition = new Map(rows.map((row) => [row.i, row]));
  const more = refused.flatMap(({ i, code }) => {
    const row = byPosition.get(i);
    return row ? [{ index: i, code, message: sentence(code, row) }] : [];
  });
  // A row whose owner alone is unknown is stored for the rest.
  const lost = refused.filter(({ code }) => code !== "unknown-owner").length;
  return {
    accepted: rows.length - lost,
    rejected: [...rejected, ...more].sort((one, other) => one.index - other.index),
  };
}
