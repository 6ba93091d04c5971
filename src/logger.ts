import { type DestinationStream, type Logger, pino } from "pino";

/**
 * The service's log: a line of JSON each. Of an error it keeps what `loggedError` takes, whatever else a library hung on it.
 * @param level pino's names
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino({ level, serializers: { err: loggedError } }, destination);
}

/** What the log keeps of an error. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly [fact: string]: unknown;
}

/** Facts of errors that hold no value of a caller's: codes, and where in the database. */
const facts = [
  "code",
  "status",
  "statusCode",
  "errno",
  "syscall",
  "severity",
  "table",
  "column",
  "constraint",
];
/** Causes of causes are kept so far down. */
const mostCauses = 5;

/**
 * What the log keeps of an error: its kind, sentence, stack, codes and causes. pino by itself would print every field: of an
 * HTTP client's error its request with the headers, of the database's the row that it refused, of a bad address the address.
 */
function loggedError(error: unknown, depth = 0): LoggedError | string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : `not an error: ${typeof error}`;
  const fields = error as unknown as Readonly<Record<string, unknown>>;
  const known = facts.flatMap((name) => {
    const value = fields[name];
    return typeof value === "string" || typeof value === "number" ? [[name, value] as const] : [];
  });
  const causes = [fields.cause, ...(Array.isArray(fields.errors) ? fields.errors : [])].filter(
    (cause) => cause instanceof Error && depth < mostCauses,
  );
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(known),
    ...(causes.length > 0 ? { causes: causes.map((cause) => loggedError(cause, depth + 1)) } : {}),
  };
}
