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
  const { db, deliverer, people, tenantId, organisationId, botId, now, log } = options;
  const { api } = deliverer;
  const system = () => systemContext(tenantId, newId(), "teams");

  async function find(activity: InboundActivity): Promise<Turn | Refusal> {
    const place = placeOf(activity, botId);
    const { from } = activity;
    const roster = { ...place, conversationId: place.rosterId };
    const who = await people.whoIs(tenantId, roster, from);
    if (who.kind === "guest") return guestNotice;
    if (who.kind === "not-linked") return notLinkedMessage();
    if (place.shared) return sharedChannelMessage();
    const context = memberContext(tenantId, who.memberId, newId(), "teams");
    const chat = () => personalChat(activity, place, who.memberId);
    return {
      place,
      context,
      name: who.name,
      userId: from.id,
      chat,
      tell: (message, over) =>
        tell({ place, memberId: who.memberId, name: who.name, userId: from.id, chat }, message, over),
    };
  }

  /** The chat in which somebody asks, the one that is remembered, or a new one. */
  async function personalChat(
    { from }: InboundActivity,
    place: Place,
    memberId: string,
  ): Promise<Whereabouts | undefined> {
    if (place.kind === "personal") return place;
    const known = await withTenant(db, system(), (tx) => findPersonalChat(tx, { memberId }));
    if (known) return known;
    const { serviceUrl } = place;
    const opened = await api
      .openChat({ serviceUrl, botId: place.botId, userId: from.id, organisationId })
      .catch((error: unknown) => {
        log.warn({ err: error, tenantId }, "Teams opened no chat");
        return undefined;
      });
    if (opened === undefined) return undefined;
    const chat = { conversationId: opened, serviceUrl, botId: place.botId };
    await withTenant(db, system(), (tx) =>
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

  async function tell(
    turn: Pick<Turn, "place" | "name" | "userId" | "chat"> & { readonly memberId: string },
    message: Message,
    over: string | undefined,
  ): Promise<void> {
    const chat = await turn.chat();
    if (!chat) return say(turn.place, cannotWriteSentence);
    const outcome = await deliverMessage(deliverer, {
      tenantId,
      memberId: turn.memberId,
      userId: turn.userId,
      where: chat,
      message,
      ...(over === undefined ? {} : { messageRef: over }),
    });
    if (!outcome.ok) {
      log.warn({ code: outcome.code, tenantId }, "An answer could not be given in Teams");
      if (turn.place.kind !== "personal") await say(turn.place, cannotWriteSentence);
      return;
    }
    if (turn.place.kind !== "personal") await say(turn.place, answeredInPrivate(firstName(turn.name)));
  }

  /** A sentence without account data, where somebody asked. */
  async function say(place: Place, text: string): Promise<void> {
    await api.post(place, { text, summary: text });
  }

  return {
    find,
    take: async (activity, work) => {
      const place = placeOf(activity, botId);
      const sayHere = (message: Message) =>
        deliverMessage(deliverer, { tenantId, memberId: "", userId: null, where: place, message });
      let turn: Turn | undefined;
      try {
        const found = await find(activity);
        if (!isTurn(found)) return void (await sayHere(found));
        turn = found;
        await work(turn);
      } catch (error) {
        log.error(
          { err: error, tenantId, requestId: turn?.context.requestId },
          "A request from Teams failed",
        );
        await sayHere(notSavedMessage(null));
      }
    },
  };
}
