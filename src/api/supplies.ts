import { Hono } from "hono";
import type { Db } from "../db/connection.ts";
import { type StoredRefusal, supplyFacts, supplyMetrics } from "../db/metrics/metric-values.ts";
import { AppError, httpStatus } from "../errors.ts";
import { factRefusalSentence, parseFacts } from "../ingest/parse-facts.ts";
import { parseMetrics, refusalSentence } from "../ingest/parse-metrics.ts";
import { readJsonBody } from "../ingest/read-body.ts";
import { hashKey, keyOfBasicAuth } from "../ingest/write-key.ts";
import { type SourceAnswer, unavailable, unknownKey } from "./source-answers.ts";
import type { TrackingOptions } from "./tracking.ts";

/**
 * What a tenant's other systems supply, to be mounted at `/v1` beside tracking, with the same write key:
 * `POST /metrics` (`{batch: [{metric, account, day, value | numerator, denominator | values}], covered?: [{metric, to}]}`) and
 * `POST /facts` (`{batch: [{account, contract_value, …}]}`). Rows are checked one by one; answers 200 after the commit with
 * how many were accepted and what was refused.
 */
export function supplyRoutes(options: TrackingOptions): Hono {
  const routes = new Hono();
  for (const [path, take] of [
    ["/metrics", takeMetrics],
    ["/facts", takeFacts],
  ] as const) {
    routes.post(path, async (c) => {
      const answer = await answerTo(c.req.raw, take, options);
      if (answer.retryAfter) c.header("Retry-After", String(answer.retryAfter));
      if (answer.status === 401)
        c.header("WWW-Authenticate", 'Basic realm="Bellwether write key", charset="UTF-8"');
      return c.json(answer.body, answer.status);
    });
  }
  return routes;
}

type Rejected = readonly { readonly index: number; readonly code: string; readonly message: string }[];

/** What became of a request; undefined: nobody has this key. */
type Take = (
  db: Db,
  keyHash: string,
  body: unknown,
  now: Date,
) => Promise<{ accepted: number; rejected: Rejected } | undefined>;

const takeMetrics: Take = async (db, keyHash, body, now) => {
  const { values, covered, rejected } = parseMetrics(body);
  const refused = await supplyMetrics(db, keyHash, { values, covered, now });
  if (refused === undefined) return undefined;
  return withRefused(values, rejected, refused, refusalSentence);
};

const takeFacts: Take = async (db, keyHash, body, now) => {
  const { rows, rejected } = parseFacts(body, now);
  const refused = await supplyFacts(db, keyHash, { rows, now });
  if (refused === undefined) return undefined;
  return withRefused(rows, rejected, refused, factRefusalSentence);
};

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

async function answerTo(request: Request, take: Take, options: TrackingOptions): Promise<SourceAnswer> {
  const key = keyOfBasicAuth(request.headers.get("authorization") ?? undefined);
  if (key === undefined) return unknownKey;
  try {
    const taken = await take(options.db, hashKey(key), await readJsonBody(request), options.now());
    return taken ? { status: 200, body: { success: true, ...taken } } : unknownKey;
  } catch (error) {
    if (error instanceof AppError && (error.code === "bad-input" || error.code === "too-large")) {
      const body = { success: false, code: error.code, message: error.message };
      return { status: httpStatus[error.code], body };
    }
    options.onError?.(error);
    return unavailable;
  }
}
