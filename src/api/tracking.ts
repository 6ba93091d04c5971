import { Hono } from "hono";
import { gatherBatches } from "../db/usage/gather-batches.ts";
import { eventTypes } from "../ingest/event-schema.ts";
import { parseBatch } from "../ingest/parse-batch.ts";
import { answerSource, type SourceOptions } from "./answer-source.ts";
import { supplyRoutes } from "./supplies.ts";

/**
 * Segment-compatible tracking, to be mounted at `/v1`: `POST /batch`, `/track`, `/identify`, `/group`, `/page`,
 * `/screen`, `/alias`; beside them what `supplyRoutes` takes. Basic auth by write key. Answers 200 after the commit, with what
 * was accepted, what was known already and what was refused; otherwise as `answerSource`.
 *
 * @example
 * app.route("/v1", trackingRoutes({ db, now: () => new Date() }));
 */
export function trackingRoutes(options: SourceOptions): Hono {
  const routes = new Hono();
  const store = gatherBatches(options.db);
  for (const type of ["batch", ...eventTypes] as const) {
    routes.post(
      `/${type}`,
      answerSource(options, async ({ keyHash, body, receivedAt }) => {
        const { batch, rejected, repeated, refusedFacts } = parseBatch(body, type, receivedAt);
        const fresh = await store(keyHash, batch, receivedAt);
        if (fresh === undefined) return undefined;
        const duplicates = repeated + batch.messageIds.length - fresh;
        const facts = refusedFacts.length > 0 ? { refusedFacts } : {};
        return { accepted: fresh, duplicates, rejected, ...facts };
      }),
    );
  }
  routes.route("/", supplyRoutes(options));
  return routes;
}
