/** The answer to a request of a tenant's source. */
export interface SourceAnswer {
  readonly status: 200 | 400 | 401 | 413 | 503;
  readonly body: object;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** There is no such key, or none was sent. */
export const unknownKey: SourceAnswer = {
  status: 401,
  body: {
    success: false,
    code: "unknown-key",
    message: "Send a write key of yours as the user name of Basic authentication, with an empty password.",
  },
};

/** It is not known whether the request was stored; sending it again does no harm. */
export const unavailable: SourceAnswer = {
  status: 503,
  retryAfter: 5,
  body: {
    success: false,
    code: "unavailable",
    message:
      "The request could not be stored for certain. Send it again in a few seconds; what arrived already counts once.",
  },
};
