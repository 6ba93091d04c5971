import { z } from "zod";
import { withTenant } from "../../../db/with-tenant.ts";
import { noteShared } from "../../../usecases/accounts/note-shared.ts";
import { accountOfLink, neutralPreview, previewAccounts } from "../../answers/link-preview.ts";
import type { InvokeAnswer } from "../adapter.ts";
import { renderTeams } from "../layout/render.ts";
import type { InboundActivity } from "./activity.ts";
import { cardAnswer, neutralCard, noCards } from "./compose-answers.ts";
import type { Listening } from "./listening.ts";
import { membersThere } from "./roster.ts";
import { isTurn } from "./turn.ts";

const linked = z.looseObject({ url: z.string().max(2_000) });

/**
 * The preview of a link to an account, which is seen by who writes first, then by everyone in the conversation: where it
 * stands, if all of them may see it; else that there is a page. Other links say nothing.
 */
export async function answerLink(listening: Listening, activity: InboundActivity): Promise<InvokeAnswer> {
  const accountId = accountLinked(listening, activity);
  if (accountId === undefined) return noCards;
  const turn = await listening.turns.find(activity);
  if (!isTurn(turn)) return cardAnswer(neutralCard(listening, accountId));
  const memberIds = await membersThere(listening, turn);
  const now = new Date(listening.now());
  const previews = await previewAccounts(listening, turn.context, [accountId], memberIds, { now });
  const { shown, message } = previews.get(accountId) ?? neutralPreview(accountId);
  if (shown) {
    const shared = { what: "link", conversation: turn.place.conversationId, people: memberIds?.length ?? 0 };
    await withTenant(listening.db, turn.context, (tx) =>
      noteShared(tx, { ...shared, accountIds: [accountId], now }),
    );
  }
  return cardAnswer(renderTeams(message, { publicUrl: listening.publicUrl }).card);
}

/** For whoever is nobody to us (`anonymousQueryLink`): that there is a page, and nothing of what is on it. */
export function answerAnonymousLink(listening: Listening, activity: InboundActivity): InvokeAnswer {
  const accountId = accountLinked(listening, activity);
  return accountId === undefined ? noCards : cardAnswer(neutralCard(listening, accountId));
}

function accountLinked({ publicUrl }: Listening, { value }: InboundActivity): string | undefined {
  const read = linked.safeParse(value);
  return read.data && accountOfLink(read.data.url, publicUrl);
}
