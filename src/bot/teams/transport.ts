import type { Destination } from "../../outside/destination.ts";
import { type GuardedInit, guardedFetch } from "../../outside/guarded-fetch.ts";
import { networkFailure } from "../network-failure.ts";
import { TeamsError } from "./teams-api.ts";

/** How long Teams may take to answer. */
const callTimeoutMs = 15_000;

/**
 * One request to an address that the operator chose or Microsoft publishes; one try, no redirects.
 * @throws TeamsError when there is no answer
 */
export async function fetchOrFail(url: string, init: RequestInit): Promise<Response> {
  return answerOf(fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(callTimeoutMs) }));
}

/** One request to an address that came with an activity; one try, no redirects. @throws TeamsError when there is no answer */
export async function fetchFrom(
  address: string,
  to: Destination,
  init: Omit<GuardedInit, "signal">,
  timeoutMs = callTimeoutMs,
): Promise<Response> {
  return answerOf(guardedFetch(address, to, { ...init, signal: AbortSignal.timeout(timeoutMs) }));
}

async function answerOf(asked: Promise<Response>): Promise<Response> {
  try {
    return await asked;
  } catch (cause) {
    throw new TeamsError({ status: null, ...networkFailure(cause as Error), cause });
  }
}

/** What an answer that is no success says. */
export function errorOf(status: number, retryAfter: string | null, body: string): TeamsError {
  return new TeamsError({
    status,
    code: codeOf(body) ?? `http-${status}`,
    retryAfterMs: retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null,
  });
}

/** Teams' own name for an error: `{error: {code, innerHttpError?}}`. */
function codeOf(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown } };
    return typeof error?.code === "string" && error.code !== "" ? error.code.slice(0, 100) : undefined;
  } catch {
    return undefined;
  }
}
