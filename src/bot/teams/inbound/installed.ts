import { systemContext } from "../../../context.ts";
import {
  findTeamsConversation,
  pruneTeamsConversation,
  saveTeamsConversation,
} from "../../../db/chat/teams-conversations.ts";
import { revokeCardPictures } from "../../../db/deliveries/card-pictures.ts";
import { type TenantTx, withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { sayHello } from "../../answers/hello.ts";
import { type InboundActivity, type Place, placeOf } from "./activity.ts";
import type { Listening } from "./listening.ts";
import { channelHello } from "./notices.ts";
import type { Turn } from "./turn.ts";

const inTenant = <T>({ tenantId, db }: Listening, work: (tx: TenantTx) => Promise<T>) =>
  withTenant(db, systemContext(tenantId, newId(), "teams"), work);

/** The bot was added somewhere, or removed: remembers where it can speak, says hello once, forgets where it cannot. */
export async function noteMembership(listening: Listening, activity: InboundActivity): Promise<void> {
  const place = placeOf(activity, listening.botId);
  if (wasRemoved(activity, place)) return forgetConversation(listening, place);
  if (!wasAdded(activity, place)) return;
  if (place.kind !== "personal") {
    const isNew = await inTenant(listening, (tx) =>
      saveTeamsConversation(tx, { ...conversationOf(listening, place), kind: place.kind }),
    );
    if (isNew) await listening.deliverer.api.post(place, { text: channelHello, summary: channelHello });
    return;
  }
  await listening.turns.take(activity, async (turn) => {
    const isNew = await rememberChat(listening, activity, turn);
    if (!isNew) return;
    await turn.tell(await sayHello(listening, turn.context, new Date(listening.now())));
  });
}

/** Remembers the chat in which somebody speaks, so that they can be told unasked. @returns whether it is new */
export async function rememberChat(
  listening: Listening,
  { from }: InboundActivity,
  { place, context }: Turn,
): Promise<boolean> {
  if (place.kind !== "personal") return false;
  return inTenant(listening, (tx) =>
    saveTeamsConversation(tx, {
      ...conversationOf(listening, place),
      kind: "personal",
      userId: from.id,
      entraObjectId: from.aadObjectId ?? null,
      memberId: context.actor.memberId,
    }),
  );
}

async function forgetConversation(listening: Listening, place: Place): Promise<void> {
  const at = new Date(listening.now());
  const { conversationId } = conversationOf(listening, place);
  await inTenant(listening, async (tx) => {
    const known = await findTeamsConversation(tx, conversationId);
    await pruneTeamsConversation(tx, { conversationId, now: at });
    if (known?.kind === "personal" && known.memberId !== null)
      await revokeCardPictures(tx, { memberId: known.memberId, now: at });
  });
}

function conversationOf({ now }: Listening, { conversationId, serviceUrl, botId }: Place) {
  return {
    // Without the thread that the activity came from.
    conversationId: conversationId.split(";")[0] ?? conversationId,
    serviceUrl,
    botId,
    userId: null,
    entraObjectId: null,
    memberId: null,
    now: new Date(now()),
  };
}

function wasAdded({ type, action, membersAdded }: InboundActivity, { botId }: Place): boolean {
  if (type === "installationUpdate") return action?.startsWith("add") ?? false;
  return membersAdded?.some(({ id }) => id === botId) ?? false;
}

function wasRemoved({ type, action, membersRemoved }: InboundActivity, { botId }: Place): boolean {
  if (type === "installationUpdate") return action?.startsWith("remove") ?? false;
  return membersRemoved?.some(({ id }) => id === botId) ?? false;
}
