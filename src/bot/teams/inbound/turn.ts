import { memberContext, systemContext, type TenantContext } from "../../../context.ts";
import { findPersonalChat, saveTeamsConversation } from "../../../db/chat/teams-conversations.ts";
import type { Db } from "../../../db/connection.ts";
import { withTenant } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import { firstName } from "../../../words/names.ts";
import type { Message } from "../../message.ts";
import { notLinkedMessage, notSavedMessage, sharedChannelMessage } from "../../views/errors.ts";
import type { TeamsLog } from "../log.ts";
import { type Deliverer, deliverMessage } from "../outbound/deliver.ts";
import type { People } from "../people.ts";
import type { Whereabouts } from "../teams-api.ts";
import { type InboundActivity, type Place, placeOf } from "./activity.ts";
import { answeredInPrivate, cannotWriteSentence, guestNotice } from "./notices.ts";

/** Somebody's turn: who asks, for which tenant, from where. Everything in it is done under their rights. */
export interface Turn {
  readonly place: Place;
  readonly context: TenantContext & {
    readonly actor: { readonly kind: "member"; readonly memberId: string };
  };
  readonly name: string;
  readonly userId: string;
  /** The asker's own chat; undefined: there is none, and none can be opened. */
  chat(): Promise<Whereabouts | undefined>;
  /** Says something in the asker's own chat, over an earlier message where `over` names one. */
  tell(message: Message, over?: string): Promise<void>;
}

/** What is said to somebody who gets no turn. */
export type Refusal = Message;

/** Finds out who asks and where. */
export interface Turns {
  /** A member's turn, or what to say to who is none, or asks where others listen. @throws what Teams or the database does */
  find(activity: InboundActivity): Promise<Turn | Refusal>;
  /** Runs `work` for a member. Others hear why not; what goes wrong is told to who asked, in a sentence. */
  take(activity: InboundActivity, work: (turn: Turn) => Promise<void>): Promise<void>;
}

/** What turns are made of. */
export interface TurnsOptions {
  readonly db: Db;
  readonly deliverer: Deliverer;
  readonly people: People;
  readonly tenantId: string;
  readonly organisationId: string;
  readonly botId: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: TeamsLog;
}

/** Whether who asked gets a turn. */
export function isTurn(found: Turn | Refusal): found is Turn {
  return "place" in found;
}

/** Rights come from who Teams says the person is. */
export function createTurns(options: TurnsOptions): Turns {
  const find = (activity: InboundActivity) => findTurn(options, activity);
  return {
    find,
    take: async (activity, work) => {
      const { tenantId, log } = options;
      let turn: Turn | undefined;
      try {
        const found = await find(activity);
        if (!isTurn(found)) return await sayHere(options, activity, found);
        turn = found;
        await work(turn);
      } catch (error) {
        log.error(
          { err: error, tenantId, requestId: turn?.context.requestId },
          "A request from Teams failed",
        );
        await sayHere(options, activity, notSavedMessage(null));
      }
    },
  };
}

async function findTurn(options: TurnsOptions, activity: InboundActivity): Promise<Turn | Refusal> {
  const { people, tenantId, botId } = options;
  const { from } = activity;
  const place = placeOf(activity, botId);
  const who = await people.whoIs(tenantId, { ...place, conversationId: place.rosterId }, from);
  if (who.kind === "guest") return guestNotice;
  if (who.kind === "not-linked") return notLinkedMessage();
  if (place.shared) return sharedChannelMessage();
  const { memberId, name } = who;
  const chat = () => personalChat(options, from, place, memberId);
  return {
    place,
    context: memberContext(tenantId, memberId, newId(), "teams"),
    name,
    userId: from.id,
    chat,
    tell: (message, over) => tell(options, { place, memberId, name, userId: from.id, chat }, message, over),
  };
}

/** The chat in which somebody asks, the one that is remembered, or a new one. */
async function personalChat(
  options: TurnsOptions,
  from: InboundActivity["from"],
  place: Place,
  memberId: string,
): Promise<Whereabouts | undefined> {
  if (place.kind === "personal") return place;
  const { db, tenantId, now } = options;
  const known = await withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) =>
    findPersonalChat(tx, { memberId }),
  );
  if (known) return known;
  const opened = await openChat(options, place, from.id);
  if (opened === undefined) return undefined;
  const chat = { conversationId: opened, serviceUrl: place.serviceUrl, botId: place.botId };
  await withTenant(db, systemContext(tenantId, newId(), "teams"), (tx) =>
    saveTeamsConversation(tx, {
      ...chat,
      kind: "personal",
      userId: from.id,
      entraObjectId: from.aadObjectId ?? null,
      memberId,
      now: new Date(now()),
    }),
  );
  return chat;
}

/** A new chat with somebody; undefined: Teams opens none. */
async function openChat(
  { deliverer, organisationId, tenantId, log }: TurnsOptions,
  { serviceUrl, botId }: Place,
  userId: string,
): Promise<string | undefined> {
  try {
    return await deliverer.api.openChat({ serviceUrl, botId, userId, organisationId });
  } catch (error) {
    log.warn({ err: error, tenantId }, "Teams opened no chat");
    return undefined;
  }
}

async function tell(
  options: TurnsOptions,
  turn: Pick<Turn, "place" | "name" | "userId" | "chat"> & { readonly memberId: string },
  message: Message,
  over: string | undefined,
): Promise<void> {
  const { deliverer, tenantId, log } = options;
  const { place, memberId, userId } = turn;
  const chat = await turn.chat();
  if (!chat) return say(options, place, cannotWriteSentence);
  const outcome = await deliverMessage(deliverer, {
    tenantId,
    memberId,
    userId,
    where: chat,
    message,
    ...(over === undefined ? {} : { messageRef: over }),
  });
  if (!outcome.ok) log.warn({ code: outcome.code, tenantId }, "An answer could not be given in Teams");
  if (place.kind === "personal") return;
  await say(options, place, outcome.ok ? answeredInPrivate(firstName(turn.name)) : cannotWriteSentence);
}

/** A sentence without account data, where somebody asked. */
async function say({ deliverer }: TurnsOptions, place: Place, text: string): Promise<void> {
  await deliverer.api.post(place, { text, summary: text });
}

/** A message without account data, where somebody asked. */
async function sayHere(
  { deliverer, tenantId, botId }: TurnsOptions,
  activity: InboundActivity,
  message: Message,
): Promise<void> {
  const where = placeOf(activity, botId);
  await deliverMessage(deliverer, { tenantId, memberId: "", userId: null, where, message });
}
