import type { Action, Command, Message } from "../../bot/message.ts";
import { alertHeading, alertKindWords } from "../../bot/views/alert-heading.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import { shownName } from "../../words/names.ts";
import type { Question } from "./confirm-page.tsx";

/** Commands about an alert that need no more than a yes. */
export type AlertCommand = Extract<
  Command,
  { readonly do: "acknowledge-alert" | "wake-alert" | "reopen-alert" | "release-alert" | "judge-alert" }
>;

/**
 * What is asked before it is done. Undefined when the alert's message does not offer it any more.
 * @param message the alert as it stands now, for its reader
 */
export function alertQuestion(
  command: AlertCommand,
  alert: AlertFacts,
  message: Message,
): Question | undefined {
  const offered = message.parts
    .flatMap((part) => (part.part === "actions" ? [...part.actions, ...part.overflow] : []))
    .some((action) => isSame(action, command));
  if (!offered) return undefined;
  const { verb, after, label } = wordsOf(command);
  const of = `${shownName(alert.account.name)}'s ${alertKindWords(alert.kind)}`;
  return { title: `${verb} ${of}`, lines: [`${alertHeading(alert)}.`, after], label, command };
}

function isSame(action: Action, command: AlertCommand): boolean {
  return action.kind === "command" && JSON.stringify(action.command) === JSON.stringify(command);
}

function wordsOf(command: AlertCommand): { verb: string; after: string; label: string } {
  switch (command.do) {
    case "acknowledge-alert":
      return { verb: "Acknowledge", after: "Your team then sees that you have it.", label: "Acknowledge" };
    case "wake-alert":
      return { verb: "Wake", after: "It is open again from now on.", label: "Wake now" };
    case "reopen-alert":
      return { verb: "Reopen", after: "It is open again, for anybody to pick up.", label: "Reopen" };
    case "release-alert":
      return { verb: "Release", after: "Somebody else can then pick it up.", label: "Release" };
    case "judge-alert":
      return {
        verb: "Judge",
        after: `You say that it was ${command.feedback}.`,
        label: `It was ${command.feedback}`,
      };
    default:
      return command satisfies never;
  }
}
