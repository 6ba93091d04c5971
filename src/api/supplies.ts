import { Hono } from "hono";
import { supplyFacts } from "../db/accounts/account-facts.ts";
import { supplyMetrics } from "../db/metrics/metric-values.ts";
import type { StoredRefusal } from "../db/supply.ts";
import { factRefusalSentence, isRestStored, parseFacts } from "../ingest/parse-facts.ts";
import {
  type CoveredMetric,
  coveredRefusalSentence,
  parseMetrics,
  refusalSentence,
} from "../ingest/parse-metrics.ts";
import { answerSource, type SourceOptions } from "./answer-source.ts";

/**
 * What a tenant's other systems supply, to be mounted at `/v1` beside tracking, with the same write key:
 * `POST /metrics` (`{batch: [{metric, account, day, value | numerator, denominator | values}], covered?: [{metric, to}]}`) and
 * `POST /facts` (`{batch: [{account, contract_value, …}]}`). Rows are checked one by one; answers 200 after the commit with
 * how many were accepted and what was refused; a refused row of `covered` says `of: "covered"`.
 */
export function supplyRoutes(options: SourceOptions): Hono {
  const routes = new Hono();
  routes.post(
    "/metrics",
    answerSource(options, async ({ keyHash, body, receivedAt: now }) => {
      const { values, covered, rejected } = parseMetrics(body);
      const refused = await supplyMetrics(options.db, keyHash, { values, covered, now });
      if (refused === undefined) return undefined;
      const answer = withRefused(values, rejected, refused, refusalSentence);
      return { ...answer, rejected: [...answer.rejected, ...refusedCoverage(covered, refused)] };
    }),
  );
  routes.post(
    "/facts",
    answerSource(options, async ({ keyHash, body, receivedAt: now }) => {
      const { rows, rejected } = parseFacts(body, now);
      const refused = await supplyFacts(options.db, keyHash, { rows, now });
      return refused && withRefused(rows, rejected, refused, factRefusalSentence, isRestStored);
    }),
  );
  return routes;
}

/** What was refused of `covered`, by its position there. */
function refusedCoverage(covered: readonly CoveredMetric[], refused: readonly StoredRefusal[]): Rejected {
  const codes = new Map(refused.map(({ i, code }) => [-1 - i, code]));
  return covered.flatMap((row, index) => {
    const code = codes.get(index);
    if (code === undefined) return [];
    return [{ of: "covered" as const, index, code, message: coveredRefusalSentence(code, row) }];
  });
}

type Rejected = readonly {
  readonly of?: "covered";
  readonly index: number;
  readonly code: string;
  readonly message: string;
}[];

function withRefused<Row extends { readonly i: number }>(
  rows: readonly Row[],
  rejected: Rejected,
  refused: readonly StoredRefusal[],
  sentence: (code: string, row: Row) => string,
  isRestStored: (code: string, row: Row) => boolean = () => false,
): { accepted: number; rejected: Rejected } {
  const byPosition = new Map(rows.map((row) => [row.i, row]));
  const more = refused.flatMap(({ i, code }) => {
    const row = byPosition.get(i);
    return row ? [{ index: i, code, message: sentence(code, row) }] : [];
  });
  const lost = refused.filter(({ i, code }) => {
    const row = byPosition.get(i);
    return row !== undefined && !isRestStored(code, row);
  }).length;
  return {
    accepted: rows.length - lost,
    rejected: [...rejected, ...more].sort((one, other) => one.index - other.index),
  };
}
