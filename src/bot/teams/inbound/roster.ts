import { mostPeople } from "../../answers/share.ts";
import type { Listening } from "./listening.ts";
import type { Turn } from "./turn.ts";

/**
 * The members behind everyone in the conversation; null: someone is none, or Teams does not say. The roster is asked for in a
 * personal chat as well: Teams calls a chat of two people by the same word as one's own chat with the bot.
 */
export async function membersThere(
  { people, deliverer, tenantId }: Listening,
  { place }: Turn,
): Promise<string[] | null> {
  const roster = await deliverer.api
    .members({ ...place, conversationId: place.rosterId }, mostPeople)
    .catch(() => undefined);
  if (!roster || roster.length > mostPeople) return null;
  const memberIds: string[] = [];
  for (const entry of roster) {
    const who = await people.whoEntryIs(tenantId, entry);
    if (who.kind !== "member") return null;
    memberIds.push(who.memberId);
  }
  return memberIds.length === 0 ? null : memberIds;
}
