import type { Channel } from "../channels.ts";

const names = { inbox: "inbox", slack: "Slack", teams: "Teams", email: "mail" } as const satisfies Record<
  Channel,
  string
>;

/** "Slack", "Teams", "mail", "inbox". */
export function channelName(channel: Channel): string {
  return names[channel];
}

/** After "I could not …": "post to Slack", "send mail". */
export function sendTo(channel: Channel): string {
  return channel === "email" ? "send mail" : `post to ${names[channel]}`;
}
