import type { Reader } from "../../results/reader.ts";
import { firstName, preview, shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { type Message, type Part, t } from "../message.ts";
import { errorMessage } from "./errors.ts";

/** "Everyone in #cs-emea (14 people) will see Acme's health.": what is asked before a look-up is shared. */
export function shareQuestion(
  subject: string,
  conversation: { name: string | null; people: number },
): string {
  const where = conversation.name === null ? "this conversation" : shownName(conversation.name);
  return `Everyone in ${where} (${plural(conversation.people, "person", "people")}) will see ${subject}.`;
}

/** "Acme's health", "the list of accounts at risk". */
export function shareSubjectWords(
  subject:
    | { readonly kind: "account" | "why"; readonly name: string }
    | { readonly kind: "list"; readonly filter: "all" | "at-risk" | "watch" | "movers" },
): string {
  if (subject.kind !== "list") return `${shownName(subject.name)}'s health`;
  switch (subject.filter) {
    case "all":
      return "your list of accounts";
    case "at-risk":
      return "your accounts at risk";
    case "watch":
      return "your accounts on watch";
    case "movers":
      return "your accounts that moved";
    default:
      return subject.filter satisfies never;
  }
}

/** Somebody there may not see it. Says so, not who. */
export function shareRefusedMessage(subject: string): Message {
  return errorMessage(
    `I can't share this here: someone in this conversation may not see ${subject}. Send them the link instead.`,
    null,
  );
}

/** A look-up as it is posted for everyone: who shared it, the same words, only links to open; no buttons that act. */
export function sharedMessage(message: Message, reader: Reader): Message {
  const parts = message.parts.flatMap((part): Part[] => {
    if (part.part !== "actions") return part.part === "choice" ? [] : [part];
    const actions = part.actions.filter(({ kind }) => kind === "open");
    return actions.length === 0 ? [] : [{ part: "actions", actions, overflow: [] }];
  });
  return {
    summary: preview(message.summary),
    parts: [...parts, { part: "context", text: [t(`Shared by ${firstName(reader.name)}`)] }],
  };
}
