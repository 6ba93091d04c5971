import { systemContext } from "../../../context.ts";
import {
  findPersonalChat,
  findTeamsConversation,
  pruneTeamsConversation,
  type TeamsConversation,
} from "../../../db/chat/teams-conversations.ts";
import type { Db } from "../../../db/connection.ts";
import { type TenantTx, withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { SendOutcome } from "../../../results/send-outcome.ts";
import { createDoubt } from "../../doubt.ts";
import type { Message } from "../../message.ts";
import type { Sender } from "../../sender.ts";
import { type Deliverer, deliverMessage } from "./deliver.ts";
import { isGone, notAdded, outcomeOf } from "./outcome.ts";

/** What the sender needs. */
export interface TeamsSenderOptions {
  readonly db: Db;
  readonly deliverer: Deliverer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Teams' transport: unasked messages into the personal chats that the bot remembers, and edits of them. */
export function createTeamsSender(
  options: TeamsSenderOptions,
): Sender & { update: NonNullable<Sender["update"]> } {
  const { db, deliverer, now } = options;
  const inTenant = <T>(tenantId: string, work: (tx: TenantTx) => Promise<T>) =>
    withTenant(db, systemContext(tenantId, newId(), "teams"), work);

  const doubt = createDoubt();

  async function send(
    chat: TeamsConversation | undefined,
    work: { tenantId: string; message: Message; messageRef?: string; answers?: string },
  ): Promise<SendOutcome> {
    if (!chat?.memberId) return notAdded;
    const { tenantId } = work;
    const { conversationId, serviceUrl, botId, memberId, userId } = chat;
    try {
      if (userId !== null) await doubt.settle(() => deliverer.api.member(chat, userId));
    } catch (error) {
      // Nothing was posted yet, so it is sure that it was not.
      const outcome = outcomeOf(error, { repeatable: true, chance: deliverer.chance() });
      if (outcome.kind === "retry") return outcome;
    }
    const { error, ...outcome } = await deliverMessage(deliverer, {
      ...work,
      memberId,
      userId,
      where: { conversationId, serviceUrl, botId },
    });
    doubt.noted(outcome);
    if (error !== undefined && isGone(error)) {
      await inTenant(tenantId, (tx) => pruneTeamsConversation(tx, { conversationId, now: new Date(now()) }));
    }
    return outcome;
  }

  return {
    post: async ({ tenantId, memberId, message, answers }) => {
      const chat = await inTenant(tenantId, (tx) => findPersonalChat(tx, { memberId }));
      // What is in another chat cannot be answered here.
      const isThere = answers !== undefined && answers.conversation === chat?.conversationId;
      return send(chat, { tenantId, message, ...(isThere ? { answers: answers.messageRef } : {}) });
    },
    update: async ({ tenantId, conversation, messageRef, message }) =>
      send(await inTenant(tenantId, (tx) => findTeamsConversation(tx, conversation)), {
        tenantId,
        message,
        messageRef,
      }),
  };
}
