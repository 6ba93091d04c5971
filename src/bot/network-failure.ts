/** Why a call of a platform got no answer. */
export interface NetworkFailure {
  /** The network's own name for it (`ECONNRESET`), `timeout` or `connection-lost`. */
  readonly code: string;
  /** Whether no byte of the request can have left: then it is safe to send it again. */
  readonly neverSent: boolean;
}

/** Errors from before the first byte of a request; those in lower case are of `outside/guarded-fetch.ts`. */
const beforeTheFirstByte = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "connect-timeout",
  "refused-address",
]);

/** Reads what `fetch` threw: its cause says why, or each of its causes where several addresses were tried. */
export function networkFailure(error: Error): NetworkFailure {
  const code = codeOf(error);
  return { code, neverSent: beforeTheFirstByte.has(code) };
}

function codeOf(error: Error): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return "timeout";
  const causes = error.cause instanceof AggregateError ? error.cause.errors : [error.cause];
  const first: unknown = causes[0];
  if (first instanceof Error && first.name === "TimeoutError") return "timeout";
  const code = (first as { code?: unknown } | undefined)?.code ?? (error.cause as { code?: unknown })?.code;
  return typeof code === "string" ? code : "connection-lost";
}
