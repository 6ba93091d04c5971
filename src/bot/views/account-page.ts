import { type Message, strong, t } from "../message.ts";
import { accountPath, portfolioPath } from "./paths.ts";

/** What a link or a card says to people who may not see the account: that there is a page, and nothing of it. */
export function accountPageMessage(accountId: string | null): Message {
  const path = accountId === null ? portfolioPath : accountPath(accountId);
  return {
    summary: "Bellwether account page",
    parts: [
      {
        part: "text",
        text: [strong("Bellwether account page"), t(" · sign in to see it.")],
      },
      { part: "actions", actions: [{ kind: "open", label: "Open", path }], overflow: [] },
    ],
  };
}
