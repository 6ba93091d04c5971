import type { Context, Handler } from "hono";
import type { Db } from "../db/connection.ts";
import { AppError, httpStatus } from "../errors.ts";
import { readJsonBody } from "../ingest/read-body.ts";
import { hashKey, keyOfBasicAuth } from "../ingest/write-key.ts";

/** What the routes of a tenant's sources need. */
export interface SourceOptions {
  readonly db: Db;
  readonly now: () => Date;
  /** Told of faults that are ours, for the log; the client is asked to try again. */
  readonly onError?: (error: unknown) => void;
}

/** A request of a source: its key's hash, what it brings, when it came. */
export interface SourceRequest {
  readonly keyHash: string;
  readonly body: unknown;
  readonly receivedAt: Date;
}

/** Takes a request in. @returns what is told of it; undefined: nobody has this key */
export type TakeIn = (request: SourceRequest) => Promise<object | undefined>;

/**
 * The handler of a route that a tenant's source calls, with its write key as Basic auth: 200 after the commit with what was
 * taken in; 400 (with the `field` that is missing or wrong), 401, 413 for a request that is wrong as a whole; 503 when it could not be stored.
 */
export function answerSource(options: SourceOptions, takeIn: TakeIn): Handler {
  return async (c) => {
    const key = keyOfBasicAuth(c.req.header("authorization"));
    if (key === undefined) return unknownKey(c);
    const receivedAt = options.now();
    try {
      const taken = await takeIn({ keyHash: hashKey(key), body: await readJsonBody(c.req.raw), receivedAt });
      return taken === undefined ? unknownKey(c) : c.json({ success: true, ...taken });
    } catch (error) {
      if (error instanceof AppError && (error.code === "bad-input" || error.code === "too-large")) {
        const { code, message } = error;
        const { field } = error.detail;
        return c.json(
          { success: false, code, message, ...(field === undefined ? {} : { field }) },
          httpStatus[code],
        );
      }
      options.onError?.(error);
      return unavailable(c);
    }
  };
}

/** There is no such key, or none was sent. */
function unknownKey(c: Context): Response {
  c.header("WWW-Authenticate", 'Basic realm="Bellwether write key", charset="UTF-8"');
  const message =
    "Send a write key of yours as the user name of Basic authentication, with an empty password.";
  return c.json({ success: false, code: "unknown-key", message }, 401);
}

/** It is not known whether the request was stored; sending it again does no harm. */
function unavailable(c: Context): Response {
  c.header("Retry-After", "5");
  const message =
    "The request could not be stored for certain. Send it again in a few seconds; what arrived already counts once.";
  return c.json({ success: false, code: "unavailable", message }, 503);
}
