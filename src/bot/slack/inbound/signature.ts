import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a request's time may lie from ours, in seconds, either way: an older one may be a replay. */
const signatureWindowSeconds = 300;

/** What a request from Slack carries to prove itself. */
export interface SignedRequest {
  /** Bytes as received, before any parsing. */
  readonly rawBody: Uint8Array;
  /** Header `x-slack-request-timestamp`: seconds since the epoch. */
  readonly timestamp: string | undefined;
  /** Header `x-slack-signature`: `v0=` and 64 hex digits. */
  readonly signature: string | undefined;
}

/**
 * Whether a request is Slack's own and fresh: HMAC-SHA256 over `v0:timestamp:body`, compared in constant time.
 * Source: docs.slack.dev, "Verifying requests from Slack".
 * @param now milliseconds since the epoch
 */
export function isFromSlack(request: SignedRequest, signingSecret: string, now: number): boolean {
  const { rawBody, timestamp, signature } = request;
  if (!timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > signatureWindowSeconds) return false;
  const expected = Buffer.from(signSlackBody(rawBody, timestamp, signingSecret));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** The signature that Slack puts on a body. */
export function signSlackBody(rawBody: Uint8Array, timestamp: string, signingSecret: string): string {
  const digest = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(rawBody).digest("hex");
  return `v0=${digest}`;
}
