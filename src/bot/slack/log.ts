import { type Logger, LogLevel } from "@slack/bolt";

/** Where Slack's work is logged: the service's logger, or none. Never a token, never a message's text. */
export interface SlackLog {
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

/** No log, for tests and small tools. */
export const noLog: SlackLog = { warn: () => {}, error: () => {} };

/** The SDK's own logger, turned to ours: its warnings are kept, its debug lines (with payloads) are not. */
export function sdkLogger(log: SlackLog): Logger {
  const say = (write: SlackLog["warn"]) => (first: unknown, detail?: unknown) =>
    write({ detail: detail instanceof Error ? detail.message : undefined }, `Slack SDK: ${textOf(first)}`);
  return {
    debug: () => {},
    info: () => {},
    warn: say(log.warn.bind(log)),
    error: say(log.error.bind(log)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "string" ? value : "something went wrong";
}
