import { systemContext } from "../../../context.ts";
import { listUnmet } from "../../../db/chat/slack-members.ts";
import type { Db } from "../../../db/connection.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import type { DirectMessages } from "./direct-messages.ts";
import { platformCode } from "./outcome.ts";
import { atLeisure } from "./pacer.ts";

/** Whom Slack does not know, or lets nobody write to, is asked for again after that. */
const againMs = 24 * 60 * 60_000;
/** For so long at a time: other tenants wait behind this one, and a service that stops does. */
const longestMs = 10_000;

/**
 * Opens direct messages with members who were never written to, ahead of their first message and after whatever is on its
 * way: Slack takes fifty look-ups a minute, so a first morning of a thousand people would last twenty. What it does not get
 * to is left to the next time. Nobody is sent anything.
 * @throws WebAPI errors of who could not be asked
 */
export type MeetMembers = (client: SlackClient, connection: Connection) => Promise<void>;

/** @param now milliseconds since the epoch */
export function createMeetMembers({
  db,
  directMessages,
  now,
}: {
  readonly db: Db;
  readonly directMessages: DirectMessages;
  readonly now: () => number;
}): MeetMembers {
  const soughtAt = new Map<string, number>();
  return async (client, connection) => {
    for (const [memberId, at] of soughtAt) if (at <= now() - againMs) soughtAt.delete(memberId);
    const context = systemContext(connection.tenantId, newId(), "slack");
    const members = await withTenant(db, context, listUnmet);
    const until = now() + longestMs;
    for (const memberId of members.filter((id) => !soughtAt.has(id))) {
      if (now() >= until) return;
      const found = await directMessages.find(client, connection, memberId, atLeisure).catch(unknown);
      if (found.kind === "later") return;
      if (found.kind === "nobody") soughtAt.set(memberId, now());
    }
  };
}

/** What Slack says of one member alone. Whatever else is wrong, such as a token that was taken back, is so for all. */
const nobody = new Set([
  "users_not_found",
  "user_not_found",
  "user_disabled",
  "user_not_visible",
  "cannot_dm_bot",
]);

function unknown(error: unknown): { readonly kind: "nobody" } {
  if (!nobody.has(platformCode(error) ?? "")) throw error;
  return { kind: "nobody" };
}
