import { fileNotMade, formatName } from "../../export-formats.ts";
import type { FailedDelivery, FailedReport } from "../../results/notices.ts";
import type { Reader } from "../../results/reader.ts";
import { channelName, sendTo } from "../../words/channels.ts";
import { otherFormat } from "../../words/export-failed.ts";
import { preview, shownName } from "../../words/names.ts";
import { type Action, type Message, t } from "../message.ts";
import { alertHeading } from "./alert-heading.ts";
import { alertPath, exportPath, inboxPath, noticeSettingsPath, sendAgainPath } from "./paths.ts";
import { type AtTime, context, instantSpan, todayOf } from "./spans.ts";

/** A message that could not be sent, or was not confirmed: told by another channel. */
export function deliveryFailedMessage(failed: FailedDelivery, reader: Reader, { now }: AtTime): Message {
  const today = todayOf(reader, now);
  const channel = channelName(failed.channel);
  const { alert } = failed;
  const what = alert ? `the alert “${alertHeading(alert)}”` : shownName(failed.what);
  const uncertain = failed.state === "uncertain";
  const notMade = failed.reasonCode === fileNotMade;
  const heading = headingOf(failed, channel);
  const sentence = uncertain
    ? `${channel} didn't confirm a post: ${what}. It may be there: look before sending it again.`
    : notMade
      ? `${failed.sentence} It was to come by ${channel}.`
      : `${failed.sentence === null ? `${channel} did not take it.` : shownName(failed.sentence)} It was ${what}: ${whereItIs(failed)}.`;
  return {
    summary: preview(`${heading}.`, sentence),
    parts: [
      { part: "heading", text: heading },
      { part: "text", text: [t(sentence)] },
      { part: "actions", actions: actionsOf(failed), overflow: [] },
      context(
        [
          instantSpan(failed.at, reader, today),
          t(uncertain ? " · E10" : notMade ? " · E6" : ` · reason: ${shownName(failed.reasonCode)}`),
        ],
        reader,
      ),
    ],
  };
}

function headingOf({ state, channel, reasonCode }: FailedDelivery, name: string): string {
  if (state === "uncertain") return `${name} didn't confirm a message`;
  return reasonCode === fileNotMade ? "I couldn't make your report" : `I could not ${sendTo(channel)}`;
}

function whereItIs({ instead, report }: FailedDelivery): string {
  if (instead) return `it went by ${channelName(instead)} instead`;
  return report ? "download it" : "find it in your inbox";
}

const openInbox: Action = { kind: "open", label: "Open inbox", path: inboxPath };
const chooseChannel: Action = { kind: "open", label: "Choose another channel", path: noticeSettingsPath };

/** Another channel helps where this one refused; to send again, where it went by no other. A file is downloaded instead. */
function actionsOf({ alert, deliveryId, state, instead, report, again }: FailedDelivery): Action[] {
  if (report) return downloads(report);
  const sendAgain: Action = { kind: "open", label: "Send again", path: sendAgainPath(deliveryId) };
  return [
    ...(again && state === "failed" ? [chooseChannel] : []),
    ...(again && !instead ? [sendAgain] : []),
    alert ? { kind: "open", label: "Open account", path: alertPath(alert.account.id, alert.id) } : openInbox,
  ];
}

/** The same days as they were asked for, in that format and the other. */
function downloads({ accountId, format, ...range }: FailedReport): Action[] {
  return [format, otherFormat(format)].map((each) => ({
    kind: "open",
    label: `Download ${formatName(each)}`,
    path: exportPath(accountId, each, range),
  }));
}
