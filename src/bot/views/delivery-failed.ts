import type { FailedDelivery } from "../../usecases/results/notices.ts";
import type { Reader } from "../../usecases/results/reader.ts";
import { channelName, sendTo } from "../../words/channels.ts";
import { preview, shownName } from "../../words/names.ts";
import { type Message, t } from "../message.ts";
import { inboxPath } from "./paths.ts";
import { type AtTime, context, instantSpan, todayOf } from "./spans.ts";

/** A message that could not be sent, or was not confirmed: told by another channel (UX A15, E10). */
export function deliveryFailedMessage(failed: FailedDelivery, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const channel = channelName(failed.channel);
  const what = shownName(failed.what);
  const uncertain = failed.state === "uncertain";
  const heading = uncertain ? `${channel} didn't confirm a message` : `I could not ${sendTo(failed.channel)}`;
  const where = failed.instead
    ? `it went by ${channelName(failed.instead)} instead`
    : "find it in your inbox";
  const sentence = uncertain
    ? `${channel} didn't confirm a post: ${what}. It may be there: look before sending it again.`
    : `${failed.sentence ?? `${channel} did not take it.`} It was ${what}: ${where}.`;
  return {
    summary: preview(`${heading}.`, sentence),
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
