import type { Message } from "../../message.ts";
import type { AdaptiveCard } from "../layout/card.ts";
import { layOutCard } from "../outbound/deliver.ts";
import type { Listening } from "./listening.ts";
import type { Turn } from "./turn.ts";

/** A message as the card that answers a request: no edit follows it. @param readBy for whom it is refreshed, as they look at it */
export async function answerCard(
  { deliverer, tenantId }: Listening,
  { context, userId }: Turn,
  message: Message,
  readBy: "asker" | "everyone",
): Promise<AdaptiveCard> {
  const { memberId } = context.actor;
  const reader = readBy === "asker" ? userId : null;
  const work = { tenantId, memberId, message, userId: reader };
  return (await layOutCard(deliverer, work, "unavailable")).card;
}
