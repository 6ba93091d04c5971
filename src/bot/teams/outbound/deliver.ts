import type { SendOutcome } from "../../../results/send-outcome.ts";
import type { Message } from "../../message.ts";
import type { AdaptiveCard } from "../layout/card.ts";
import { renderTeams } from "../layout/render.ts";
import type { TeamsLog } from "../log.ts";
import { cardType, type Outgoing, type TeamsApi, type Whereabouts } from "../teams-api.ts";
import { outcomeOf, refusesReply } from "./outcome.ts";
import type { Pacer } from "./pacer.ts";
import type { Pictures } from "./pictures.ts";

/** What it takes to put a message into a conversation. */
export interface Deliverer {
  readonly api: TeamsApi;
  readonly pictures: Pictures;
  readonly pacer: Pacer;
  readonly publicUrl: string;
  /** From 0 to 1. */
  readonly chance: () => number;
  readonly log: TeamsLog;
}

/** A message on its way to a conversation; `messageRef` set: over that earlier one. */
export interface Work {
  readonly tenantId: string;
  readonly memberId: string;
  readonly where: Whereabouts;
  /** Teams' id of who reads it, for whom an alert's card is asked for again. */
  readonly userId: string | null;
  readonly message: Message;
  readonly messageRef?: string;
  /** The message there that a new one is a reply to. */
  readonly answers?: string;
}

/**
 * Puts one message into one conversation, in its turn. Text never depends on the picture. A reply to what is gone is a message
 * of its own: the refusal is sure.
 */
export async function deliverMessage(
  deliverer: Deliverer,
  work: Work,
): Promise<SendOutcome & { error?: unknown }> {
  const { api, pacer } = deliverer;
  const { where, messageRef } = work;
  const { outgoing, imageMissing } = await layOut(deliverer, work);
  const turn = await pacer.turn(where.conversationId);
  if (!turn.ok) return { ok: false, kind: "paced", afterMs: turn.afterMs, code: "paced" };
  try {
    if (messageRef !== undefined) await api.update(where, messageRef, outgoing);
    const sent = messageRef ?? (await api.post(where, outgoing, work.answers));
    const done = { ok: true, conversation: where.conversationId, messageRef: sent } as const;
    return imageMissing ? { ...done, imageMissing } : done;
  } catch (error) {
    if (work.answers !== undefined && refusesReply(error)) {
      const { answers: _, ...own } = work;
      return deliverMessage(deliverer, own);
    }
    const outcome = outcomeOf(error, { repeatable: messageRef !== undefined, chance: deliverer.chance() });
    if (outcome.kind === "retry") pacer.hold(where.conversationId, outcome.afterMs);
    return { ...outcome, error };
  }
}

/** A message as an activity, with its picture's address. */
export async function layOut(
  deliverer: Deliverer,
  work: Omit<Work, "where">,
): Promise<{ outgoing: Outgoing; imageMissing: boolean }> {
  // A new message gets a late chart by an edit. An edit was that.
  const missingImage = work.messageRef === undefined ? "follows" : "unavailable";
  const { card, summary, imageMissing } = await layOutCard(deliverer, work, missingImage);
  return { outgoing: { summary, attachments: [{ contentType: cardType, content: card }] }, imageMissing };
}

/** A message as a card, with its picture's address. @param missingImage what is said where there is none */
export async function layOutCard(
  { pictures, publicUrl, log }: Deliverer,
  { tenantId, memberId, message, userId }: Omit<Work, "where">,
  missingImage: "follows" | "unavailable",
): Promise<{ card: AdaptiveCard; summary: string; imageMissing: boolean }> {
  const imageUrl = await pictures.place({ tenantId, memberId, message }).catch((error: unknown) => {
    log.warn({ err: error, tenantId }, "A picture for Teams could not be kept");
    return null;
  });
  const imageMissing = imageUrl === null && message.parts.some(({ part }) => part === "image");
  const refreshFor = userId === null ? [] : [userId];
  const { card, summary } = renderTeams(message, { publicUrl, imageUrl, missingImage, refreshFor });
  return { card, summary, imageMissing };
}
