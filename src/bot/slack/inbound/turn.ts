import { memberContext, type TenantContext } from "../../../context.ts";
import { newId } from "../../../ids.ts";
import type { Message } from "../../message.ts";
import { notLinkedMessage, notSavedMessage, sharedChannelMessage } from "../../views/errors.ts";
import type { SlackClient } from "../client.ts";
import type { Connection } from "../connection.ts";
import type { SlackLog } from "../log.ts";
import type { People } from "../people.ts";
import { guestNotice } from "./notices.ts";
import type { Place, Teller } from "./place.ts";

/** Somebody's turn: who asks, for which tenant, from where. Everything in it is done under their rights. */
export interface Turn {
  readonly client: SlackClient;
  readonly connection: Connection;
  readonly place: Place;
  readonly context: TenantContext;
  readonly tell: (message: Message, replacing?: boolean) => ReturnType<Teller["tell"]>;
}

/** Finds out who asks and where, and lets the work be done only for a member in a place that is theirs. */
export interface Turns {
  /**
   * Runs `work` for a member. Others hear why not; what goes wrong is told to who asked, in a sentence.
   * @param place without the tenant: it is the connection's
   */
  take(
    client: SlackClient,
    connection: Connection,
    place: Omit<Place, "tenantId">,
    work: (turn: Turn) => Promise<void>,
  ): Promise<void>;
}

/** Rights come from who Slack says the person is; an error is logged and told as not saved. */
export function createTurns(options: { people: People; teller: Teller; log: SlackLog }): Turns {
  const { people, teller, log } = options;

  return {
    take: async (client, connection, here, work) => {
      const { tenantId } = connection;
      const place: Place = { ...here, tenantId };
      const tell: Turn["tell"] = (message, replacing) => teller.tell(client, place, message, replacing);
      const requestId = newId();
      try {
        const who = await people.whoIs(client, connection, place.slackUserId);
        if (who.kind === "bot") return;
        if (who.kind === "guest") return void (await tell(guestNotice));
        if (who.kind === "not-linked") return void (await tell(notLinkedMessage()));
        if (await isShared(client, place)) return void (await tell(sharedChannelMessage()));
        const context = memberContext(tenantId, who.memberId, requestId, "slack");
        await work({ client, connection, place, context, tell });
      } catch (error) {
        log.error({ err: error, tenantId, requestId }, "A request from Slack failed");
        await tell(notSavedMessage(null));
      }
    },
  };
}

/**
 * Whether people of another organisation are in the conversation. Where the app is not, Slack does not say: the answer
 * goes to the asker's eyes only, who is known.
 */
async function isShared(client: SlackClient, place: Place): Promise<boolean> {
  if (place.kind === "direct") return false;
  try {
    const { channel } = await client.conversations.info({ channel: place.conversation });
    return Boolean(channel?.is_ext_shared || channel?.is_pending_ext_shared);
  } catch {
    return false;
  }
}
