/** Where a message can go. The inbox is part of the web view and always there. */
export const channels = ["inbox", "slack", "teams", "email"] as const;

/** Where a message can go. */
export type Channel = (typeof channels)[number];

/** A channel that something is sent through, and that can fail. */
export type SendingChannel = Exclude<Channel, "inbox">;

/** The order in which channels are tried where a member has not said otherwise. */
export const sendingChannels = ["slack", "teams", "email"] as const satisfies readonly SendingChannel[];
