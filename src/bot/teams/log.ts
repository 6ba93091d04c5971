/** Where work for Teams is logged: the service's logger, or none. Never a token, never a message's text. */
export interface TeamsLog {
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

/** No log, for tests and small tools. */
export const noLog: TeamsLog = { warn: () => {}, error: () => {} };
