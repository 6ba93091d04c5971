import { signSlackBody } from "../../src/bot/slack/inbound/signature.ts";

/** Slack's side of a request: signed, as event, command or click. */
export interface Sending {
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A signed request of a raw body. `headers` override, `null` leaves a header out. */
export function signedRequest(
  sending: Sending,
  body: string,
  contentType: string,
  headers: Record<string, string | null> = {},
): Request {
  const timestamp = String(Math.floor(sending.now / 1000));
  const all: Record<string, string | null> = {
    "content-type": contentType,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": signSlackBody(Buffer.from(body), timestamp, sending.secret),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  return new Request("http://localhost/slack/events", { method: "POST", body, headers: given });
}

const form = "application/x-www-form-urlencoded";

export function eventRequest(
  sending: Sending,
  body: { team_id: string; event_id: string; event: Record<string, unknown> },
  headers: Record<string, string | null> = {},
): Request {
  const text = JSON.stringify({ type: "event_callback", api_app_id: "A0", event_time: 1, ...body });
  return signedRequest(sending, text, "application/json", headers);
}

export function commandRequest(
  sending: Sending,
  command: { team_id: string; user_id: string; channel_id: string; text: string; response_url: string },
): Request {
  const fields = { command: "/health", trigger_id: "1.2", ...command };
  return signedRequest(sending, new URLSearchParams(fields).toString(), form);
}

export function interactionRequest(sending: Sending, payload: Record<string, unknown>): Request {
  return signedRequest(sending, new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), form);
}
