import { accountPageMessage } from "../../views/account-page.ts";
import type { InvokeAnswer } from "../adapter.ts";
import type { AdaptiveCard } from "../layout/card.ts";
import { renderTeams } from "../layout/render.ts";
import { cardType } from "../teams-api.ts";
import type { Listening } from "./listening.ts";

/*
 * What a message extension answers to who writes a message: cards to put into it, or a sentence.
 */

/** Any answer of a message extension. */
export function extension(composeExtension: object): InvokeAnswer {
  return { status: 200, body: { composeExtension } };
}

/** One card. */
export function cardAnswer(card: AdaptiveCard): InvokeAnswer {
  const attachment = { contentType: cardType, content: card };
  const preview = {
    contentType: "application/vnd.microsoft.card.thumbnail",
    content: { title: card.fallbackText },
  };
  return extension({ type: "result", attachmentLayout: "list", attachments: [{ ...attachment, preview }] });
}

/** No card: a link stays a link. */
export const noCards: InvokeAnswer = extension({ type: "result", attachmentLayout: "list", attachments: [] });

/**
 * The same for this once. Teams keeps what a link says for half an hour, for whatever conversation it is posted in next; who reads
 * it there decides what it may say (learn.microsoft.com, "Link unfurling": cache results).
 */
export function askAgain({ status, body }: InvokeAnswer): InvokeAnswer {
  const { composeExtension } = body as { composeExtension: object };
  const suggestedActions = {
    actions: [{ type: "setCachePolicy", value: JSON.stringify({ type: "no-cache" }) }],
  };
  return { status, body: { composeExtension: { ...composeExtension, suggestedActions } } };
}

/** That there is a page, and nothing of what is on it. */
export function neutralCard({ publicUrl }: Pick<Listening, "publicUrl">, accountId: string): AdaptiveCard {
  return renderTeams(accountPageMessage(accountId), { publicUrl }).card;
}
