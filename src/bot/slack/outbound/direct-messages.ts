import { systemContext } from "../../../context.ts";
import { findMemberToTell, keepConversation } from "../../../db/chat/slack-members.ts";
import type { Db } from "../../../db/connection.ts";
import { type TenantTx, withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import type { People } from "../people.ts";
import { inTurn } from "./in-turn.ts";
import type { Pacer } from "./pacer.ts";

/** A member's direct messages with the app. */
export type Found =
  | { readonly kind: "there"; readonly conversation: string; readonly isFresh: boolean }
  /** Slack takes so many look-ups a minute: its turn comes after that. */
  | { readonly kind: "later"; readonly afterMs: number }
  /** Nobody in Slack is known by their e-mail. */
  | { readonly kind: "nobody" };

/** Knows where members' direct messages are. */
export interface DirectMessages {
  /**
   * They are opened once, and remembered for good: a morning's digests ask Slack nothing.
   * @param urgency of what is to be said there, as `Way` has it
   * @throws WebAPI errors
   */
  find(client: SlackClient, connection: Connection, memberId: string, urgency: number): Promise<Found>;
  /** Slack does not know them any more: the app was installed anew, say. */
  forget(connection: Connection, memberId: string): Promise<void>;
}

/** @param pacer a member who was never written to is looked up at the pace that Slack allows, and holds up nobody who was */
export function createDirectMessages({
  db,
  people,
  pacer,
}: {
  readonly db: Db;
  readonly people: People;
  readonly pacer: Pacer;
}): DirectMessages {
  const inTenant = <T>(connection: Connection, work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(connection.tenantId, newId(), "slack"), work);

  async function open(
    client: SlackClient,
    connection: Connection,
    memberId: string,
    urgency: number,
  ): Promise<Found> {
    const way = { workspace: connection.tenantId, method: "find", urgency } as const;
    const opened = await inTurn(pacer, way, async () => {
      const user = await people.slackUserOf(client, connection, memberId);
      if (!user) return undefined;
      return (await client.conversations.open({ users: user })).channel?.id;
    });
    if (!opened.ok) return { kind: "later", afterMs: opened.afterMs };
    const conversation = opened.value;
    if (!conversation) return { kind: "nobody" };
    await inTenant(connection, (tx) => keepConversation(tx, { memberId, conversation }));
    return { kind: "there", conversation, isFresh: true };
  }

  return {
    find: async (client, connection, memberId, urgency) => {
      const member = await inTenant(connection, (tx) => findMemberToTell(tx, memberId));
      if (!member) return { kind: "nobody" };
      return member.conversation
        ? { kind: "there", conversation: member.conversation, isFresh: false }
        : open(client, connection, memberId, urgency);
    },
    forget: (connection, memberId) =>
      inTenant(connection, (tx) => keepConversation(tx, { memberId, conversation: null })),
  };
}
