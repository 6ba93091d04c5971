import type { FailedDelivery, Reader } from "../../usecases/results.ts";
import { type Message, t } from "../message.ts";
import { preview, shownName } from "../words/names.ts";
import { inboxPath } from "./paths.ts";
import { type AtTime, context, instantSpan, todayOf } from "./spans.ts";

/** Slack's codes for a refused post, in words. */
const reasons: Readonly<Record<string, string>> = {
  is_archived: "the channel is archived",
  channel_not_found: "the conversation does not exist any more",
  not_in_channel: "I am not in that channel",
  user_not_found: "it does not know you any more",
  user_disabled: "your account there is switched off",
  account_inactive: "my access was taken away",
  invalid_auth: "my access is not valid any more",
  token_revoked: "my access was taken away",
  token_expired: "my access has expired",
  not_authed: "I have no access",
  missing_scope: "I may not do that there: the app needs to be installed again",
  restricted_action: "your workspace does not allow it",
  messages_tab_disabled: "direct messages to the app are switched off",
  msg_too_long: "the message is too long",
  no_installation: "the workspace is not connected",
  not_linked: "I don't know you there",
};

/** A message that could not be sent, or was not confirmed: told by another channel (UX A15, E10). */
export function deliveryFailedMessage(failed: FailedDelivery, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const channel = failed.channel === "slack" ? "Slack" : "the inbox";
  const what = shownName(failed.what);
  const uncertain = failed.state === "uncertain";
  const heading = uncertain ? `${channel} didn't confirm a message` : `I could not post to ${channel}`;
  const sentence = uncertain
    ? `${channel} didn't confirm this post: ${what}. It may be there: look before sending it again.`
    : `${reasonSentence(channel, failed.reasonCode)} This is what it was about: ${what}. It is in your inbox.`;
  return {
    summary: preview(`${heading}.`, what),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(sentence)] },
      { part: "actions", actions: [{ kind: "open", label: "Open inbox", path: inboxPath }], overflow: [] },
      context(
        [
          instantSpan(failed.at, reader, today),
          t(uncertain ? " · E10" : ` · reason: ${shownName(failed.reasonCode)}`),
        ],
        reader,
      ),
    ],
  };
}

function reasonSentence(channel: string, reasonCode: string): string {
  const reason = reasons[reasonCode];
  return reason === undefined ? `${channel} did not take it.` : `${channel} says ${reason}.`;
}
