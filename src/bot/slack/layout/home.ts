import type { ActionsBlock, HomeView, KnownBlock } from "@slack/types";
import type { Message } from "../../message.ts";
import { plainText } from "./elements.ts";
import { slackLimits } from "./limits.ts";
import { renderSlack } from "./render.ts";

/** What the search box is known by when Slack asks for its choices. */
export const searchActionId = "choice:search";

/**
 * A home as Slack takes it (`views.publish`): the message's own blocks, which keep well below the 100 that a view may have, and
 * the search box below what needs somebody.
 * @param options.search with the box; `drawn` tells one drawing from the next, so that a choice made before is not left in it
 */
export function renderHome(
  message: Message,
  options: { readonly publicUrl: string; readonly search: { readonly drawn: string } | null },
): HomeView {
  const { blocks } = renderSlack(message, { publicUrl: options.publicUrl });
  if (options.search === null) return { type: "home", blocks };
  const line = blocks.findIndex(({ type }) => type === "divider");
  const at = line === -1 ? blocks.length : line;
  return {
    type: "home",
    blocks: [...blocks.slice(0, at), searchBox(options.search.drawn), ...blocks.slice(at)],
  };
}

/** Accounts are asked for while somebody types (`block_suggestion`): no list of them is ever in the view. */
function searchBox(drawn: string): ActionsBlock & KnownBlock {
  return {
    type: "actions",
    block_id: `search:${drawn}`,
    elements: [
      {
        type: "external_select",
        action_id: searchActionId,
        placeholder: plainText("Find an account", slackLimits.placeholder),
        min_query_length: 0,
      },
    ],
  };
}
