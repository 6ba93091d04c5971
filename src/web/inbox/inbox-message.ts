import type { Message } from "../../bot/message.ts";
import { alertMessage } from "../../bot/views/alert.ts";
import { deliveryFailedMessage } from "../../bot/views/delivery-failed.ts";
import { digestMessage } from "../../bot/views/digest.ts";
import { feedOutageMessage } from "../../bot/views/feed-outage.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import type { InboxItem } from "../../usecases/inbox/list-inbox.ts";

/**
 * What an inbox item says: the same words as in a chat, in the state it is in now.
 * @param account the alert's account, for its chart; null leaves the picture out
 */
export function inboxMessage(
  item: InboxItem,
  reader: Reader,
  options: { readonly now: Date; readonly account: AccountCard | null },
): Message {
  const { subject } = item;
  switch (subject.kind) {
    case "alert":
      return alertMessage(subject.alert, reader, options);
    case "digest":
      // A digest is kept as it was said: its "today" is the day it was made.
      return digestMessage(subject.digest, reader, { now: new Date(subject.digest.madeAt) });
    case "feed":
      return feedOutageMessage(subject.feed, reader, options);
    case "delivery-failed":
      return deliveryFailedMessage(subject.failed, reader, options);
    default:
      return subject satisfies never;
  }
}

/** A message's first line. */
export function headingOf(message: Message): string {
  for (const part of message.parts) if (part.part === "heading") return part.text;
  return message.summary;
}
