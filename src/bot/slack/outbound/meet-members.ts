import { systemContext } from "../../../context.ts";
import type { Db } from "../../../db/connection.ts";
import { listUnmet } from "../../../db/people/slack-members.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import type { DirectMessages } from "./direct-messages.ts";
import { platformCode } from "./outcome.ts";
import { atLeisure } from "./pacer.ts";

/** Whom Slack does not know, or lets nobody write to, is asked for again after that. */
const againMs = 24 * 60 * 60_000;
/** Members at a time: at Slack's pace of look-ups less than a minute. */
const atATime = 30;

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
    for (const memberId of members.filter((id) => !soughtAt.has(id)).slice(0, atATime)) {
      const found = await directMessages.find(client, connection, memberId, atLeisure).catch(unknown);
      if (found.kind === "later") return;
      if (found.kind === "nobody") soughtAt.set(memberId, now());
    }
  };
}

/** What Slack says of this member is no fault of the others'. */
function unknown(error: unknown): { readonly kind: "nobody" } {
  if (platformCode(error) === undefined) throw error;
  return { kind: "nobody" };
}
