import { Hono } from "hono";
import type { Db } from "../db/connection.ts";
import { gatherBatches, type StoreBatch } from "../db/usage/gather-batches.ts";
import { AppError, httpStatus } from "../errors.ts";
import { type EventType, eventTypes } from "../ingest/event-schema.ts";
import { parseBatch } from "../ingest/parse-batch.ts";
import { readJsonBody } from "../ingest/read-body.ts";
import { hashKey, keyOfBasicAuth } from "../ingest/write-key.ts";
import { type SourceAnswer, unavailable, unknownKey } from "./source-answers.ts";
import { supplyRoutes } from "./supplies.ts";

/** What tracking needs. */
export interface TrackingOptions {
  readonly db: Db;
  readonly now: () => Date;
  /** Told of faults that are ours, for the log; the client is asked to try again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Segment-compatible tracking, to be mounted at `/v1`: `POST /batch`, `/track`, `/identify`, `/group`, `/page`,
 * `/screen`, `/alias`; beside them what `supplyRoutes` takes. Basic auth by write key. Answers 200 after the commit, with what
 * was accepted, what was known already and what was refused; 400, 401, 413 for a request that is wrong as a whole; 503 when
 * it could not be stored.
 *
 * @example
 * app.route("/v1", trackingRoutes({ db, now: () => new Date() }));
 */
export function trackingRoutes(options: TrackingOptions): Hono {
  const routes = new Hono();
  const store = gatherBatches(options.db);
  for (const type of ["batch", ...eventTypes] as const) {
    routes.post(`/${type}`, async (c) => {
      const answer = await takeIn(c.req.raw, type, store, options);
      if (answer.retryAfter) c.header("Retry-After", String(answer.retryAfter));
      if (answer.status === 401)
        c.header("WWW-Authenticate", 'Basic realm="Bellwether write key", charset="UTF-8"');
      return c.json(answer.body, answer.status);
    });
  }
  routes.route("/", supplyRoutes(options));
  return routes;
}

async function takeIn(
  request: Request,
  type: EventType | "batch",
  store: StoreBatch,
  options: TrackingOptions,
): Promise<SourceAnswer> {
  const key = keyOfBasicAuth(request.headers.get("authorization") ?? undefined);
  if (key === undefined) return unknownKey;
  const receivedAt = options.now();
  try {
    const { batch, rejected, repeated, refusedFacts } = parseBatch(
      await readJsonBody(request),
      type,
      receivedAt,
    );
    const fresh = await store(hashKey(key), batch, receivedAt);
    if (fresh === undefined) return unknownKey;
    const duplicates = repeated + batch.messageIds.length - fresh;
    const facts = refusedFacts.length > 0 ? { refusedFacts } : {};
    return { status: 200, body: { success: true, accepted: fresh, duplicates, rejected, ...facts } };
  } catch (error) {
    if (error instanceof AppError && (error.code === "bad-input" || error.code === "too-large")) {
      return {
        status: httpStatus[error.code],
        body: { success: false, code: error.code, message: error.message },
      };
    }
    options.onError?.(error);
    return unavailable;
  }
}
