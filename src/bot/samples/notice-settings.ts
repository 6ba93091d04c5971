const slackThenMail = { by: ["slack"], next: ["email"] } as const;

/** Told by Slack, alerts by mail as well, and quiet from the evening on and all weekend. */
export const sampleNotices = {
  connected: ["slack", "email"],
  ways: { alerts: { by: ["slack", "email"], next: [] }, digests: slackThenMail, notices: slackThenMail },
  quiet: { from: "18:00", to: "08:00", weekend: true },
  zone: "Europe/Berlin",
  nextQuiet: { from: "2026-11-20T17:00:00Z", until: "2026-11-23T07:00:00Z", holds: false },
  held: 0,
} as const;
