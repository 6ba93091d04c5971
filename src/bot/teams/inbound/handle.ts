import { systemContext } from "../../../context.ts";
import { noteInbound } from "../../../db/chat/inbound-seen.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { actOn } from "../../answers/act.ts";
import { answerText } from "../../answers/answer.ts";
import { findCommand } from "../../answers/command-schema.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { findClick, type InboundActivity, placeOf, saidText } from "./activity.ts";
import { give, givenBy } from "./give.ts";
import { noteMembership, rememberChat } from "./installed.ts";
import { answerInvoke } from "./invoke.ts";
import { asking, type Listening } from "./listening.ts";

/**
 * What is done about each thing that Teams sends. What needs no answer is acknowledged before any of it runs; what asks
 * (clicks, dialogs, searches) is answered.
 */
export function handler(
  listening: Listening,
): (activity: InboundActivity) => Promise<InvokeAnswer | undefined> {
  const { desk } = listening;
  return async (activity) => {
    if (activity.type === "invoke") return answerInvoke(listening, activity);
    desk.take(async () => {
      if (await isFirst(listening, activity)) await hear(listening, activity);
    });
    return undefined;
  };
}

/** Teams repeats what it believes lost: the second time nothing is done. */
async function isFirst({ db, tenantId, now }: Listening, { id, type }: InboundActivity): Promise<boolean> {
  if (id === undefined) return true;
  const input = { eventId: `teams:${type}:${id}`, now: new Date(now()) };
  return withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) => noteInbound(tx, input));
}

async function hear(listening: Listening, activity: InboundActivity): Promise<void> {
  const { turns, db, botId } = listening;
  switch (activity.type) {
    case "message": {
      const click = findClick(activity);
      if (click) return hearClick(listening, activity);
      const text = saidText(activity);
      // A file that somebody sends has no words: nothing to answer.
      if (text === "" && placeOf(activity, botId).kind === "personal") return;
      return turns.take(activity, async (turn) => {
        await rememberChat(listening, activity, turn);
        const { deps, asked } = asking(listening);
        const answer = await answerText(deps, turn.context, text, asked);
        await give(listening, turn, await givenBy(db, turn, answer));
      });
    }
    case "conversationUpdate":
    case "installationUpdate":
      return noteMembership(listening, activity);
    default:
      return;
  }
}

/** A click in a client without `Action.Execute`. */
async function hearClick(listening: Listening, activity: InboundActivity): Promise<void> {
  const click = findClick(activity);
  const command = findCommand(click?.command);
  if (!click || !command) return;
  await listening.turns.take(activity, async (turn) => {
    const { deps, asked } = asking(listening);
    const answer = await actOn(deps, turn.context, command, undefined, asked);
    const given = await givenBy(listening.db, turn, answer, { ...click, asked: command });
    await give(listening, turn, given, click.messageRef);
  });
}
