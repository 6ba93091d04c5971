import { newId } from "../../ids.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A conversation that the bot is in, and how to reach it. */
export interface TeamsConversation {
  readonly conversationId: string;
  readonly kind: "personal" | "group" | "channel";
  readonly serviceUrl: string;
  readonly botId: string;
  /** Whom a personal chat is with: Teams' id, the directory's, and ours once known. */
  readonly userId: string | null;
  readonly entraObjectId: string | null;
  readonly memberId: string | null;
}

const columns = [
  "conversation_id as conversationId",
  "kind",
  "service_url as serviceUrl",
  "bot_id as botId",
  "user_id as userId",
  "entra_object_id as entraObjectId",
  "member_id as memberId",
] as const;

/** Remembers a conversation, or what has changed of it. @returns whether the bot was not there before */
export async function saveTeamsConversation(
  tx: TenantTx,
  conversation: TeamsConversation & { readonly now: Date },
): Promise<boolean> {
  const known = await tx.db
    .selectFrom("app.teams_conversation")
    .select(["removed_at", "member_id"])
    .where("tenant_id", "=", tx.tenantId)
    .where("conversation_id", "=", conversation.conversationId)
    .forUpdate()
    .executeTakeFirst();
  const facts = {
    kind: conversation.kind,
    service_url: conversation.serviceUrl,
    bot_id: conversation.botId,
    user_id: conversation.userId,
    entra_object_id: conversation.entraObjectId,
    member_id: conversation.memberId ?? known?.member_id ?? null,
    removed_at: null,
  };
  await tx.db
    .insertInto("app.teams_conversation")
    .values({
      tenant_id: tx.tenantId,
      id: newId(conversation.now.getTime()),
      conversation_id: conversation.conversationId,
      added_at: conversation.now,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(["tenant_id", "conversation_id"]).doUpdateSet(facts))
    .execute();
  return known === undefined || known.removed_at !== null;
}

/** The bot was removed from a conversation: nothing is sent there any more. */
export async function pruneTeamsConversation(
  tx: TenantTx,
  input: { conversationId: string; now: Date },
): Promise<void> {
  await tx.db
    .updateTable("app.teams_conversation")
    .set({ removed_at: input.now })
    .where("tenant_id", "=", tx.tenantId)
    .where("conversation_id", "=", input.conversationId)
    .where("removed_at", "is", null)
    .execute();
}

/** A conversation by Teams' id, if the bot is there. */
export async function findTeamsConversation(
  tx: TenantTx,
  conversationId: string,
): Promise<TeamsConversation | undefined> {
  const row = await tx.db
    .selectFrom("app.teams_conversation")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where("conversation_id", "=", conversationId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row as TeamsConversation | undefined;
}

/** A member's personal chat with the bot; the newest where there are several. */
export async function findPersonalChat(
  tx: TenantTx,
  who: { memberId: string } | { entraObjectId: string },
): Promise<TeamsConversation | undefined> {
  const [column, value] =
    "memberId" in who
      ? (["member_id", who.memberId] as const)
      : (["entra_object_id", who.entraObjectId] as const);
  const row = await tx.db
    .selectFrom("app.teams_conversation")
    .select(columns)
    .where("tenant_id", "=", tx.tenantId)
    .where("kind", "=", "personal")
    .where(column, "=", value)
    .where("removed_at", "is", null)
    .orderBy("added_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row as TeamsConversation | undefined;
}
