import { webApi } from "@slack/bolt";
import { type SlackLog, sdkLogger } from "./log.ts";

/** A client of Slack's Web API with one workspace's token. */
export type SlackClient = webApi.WebClient;

/** How to reach Slack's Web API. */
export interface SlackApi {
  /** Slack's, or a double's in tests. */
  readonly apiUrl: string;
  readonly log: SlackLog;
  /** How long an answer may take. */
  readonly timeoutMs?: number;
}

/** What each client is made with: nothing is retried or held back behind our back. */
export function clientOptions(api: SlackApi): webApi.WebClientOptions {
  return {
    slackApiUrl: api.apiUrl,
    timeout: api.timeoutMs ?? 10_000,
    // Slack has no key that makes a repeated post harmless: whether to repeat is decided by whoever knows.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: sdkLogger(api.log),
    fetch: fetchSlack,
  };
}

/** A client of one workspace. */
export function createSlackClient(token: string, api: SlackApi): SlackClient {
  return new webApi.WebClient(token, clientOptions(api));
}

/** Seconds to wait when Slack says "too many" without saying for how long. */
const unsaidRetryAfterSeconds = 30;

/** Follows no redirect. A 429 without a readable `Retry-After` would reach us as a nameless error: gives it one. */
const fetchSlack: webApi.FetchFunction = async (url, init) => {
  const response = await fetch(url, { ...(init as RequestInit), redirect: "error" });
  if (response.status !== 429 || /^\d+$/.test(response.headers.get("retry-after") ?? "")) return response;
  return new Response(null, { status: 429, headers: { "retry-after": String(unsaidRetryAfterSeconds) } });
};
