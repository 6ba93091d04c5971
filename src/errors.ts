/** The few ways in which something can be wrong. Surfaces map a code to a status, a message or an exit code. */
export type ErrorCode =
  | "bad-input"
  | "not-signed-in"
  | "not-allowed"
  | "not-found"
  | "conflict"
  | "gone"
  | "too-large"
  | "too-many"
  | "unavailable"
  | "internal";

/** An error that a person may read: a code for machines, a sentence that says what to do, and the cause for logs. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Facts for the answer's body, such as the index of a bad event. Never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    sentence: string,
    options: { cause?: unknown; detail?: Record<string, unknown> } = {},
  ) {
    super(sentence, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = options.detail ?? {};
  }
}

/** Not found and not allowed to see are one answer: what someone may not see does not exist. */
export function notFound(what: string): AppError {
  return new AppError("not-found", `This ${what} doesn't exist, or you can't see it.`);
}

/** The HTTP status of a code. */
export const httpStatus = {
  "bad-input": 400,
  "not-signed-in": 401,
  "not-allowed": 403,
  "not-found": 404,
  conflict: 409,
  gone: 410,
  "too-large": 413,
  "too-many": 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;
