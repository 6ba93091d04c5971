import type { AccountLine, AccountMatch } from "../../results/accounts.ts";
import type { Reader } from "../../results/reader.ts";
import { cutEnd, preview, shortName, shownName } from "../../words/names.ts";
import { bandNamesFor } from "../../words/status.ts";
import { type Command, code, type Message, type Part, type Span, strong, t } from "../message.ts";
import { choiceLabel } from "./account-card.ts";
import { searchPath } from "./paths.ts";
import { sampleMark } from "./spans.ts";

/** Choices of a question; beyond, the search page. */
const mostChoices = 10;

/** What an account that was chosen is wanted for. */
export type ChoiceCommand = (accountId: string) => Command;

/** "3 of your accounts match “north”. Which one?" */
export function pickerMessage(
  match: Extract<AccountMatch, { kind: "many" }>,
  reader: Reader,
  command: ChoiceCommand,
): Message {
  const query = quoted(match.query);
  const yours = reader.role === "manager" || reader.role === "viewer" ? "of your accounts" : "accounts";
  const sentence = `${match.total} ${yours} match ${query}. Which one?`;
  const shown = match.matches.slice(0, mostChoices);
  const more: Part[] =
    match.total > shown.length
      ? [
          {
            part: "actions",
            actions: [{ kind: "open", label: searchLabel(reader), path: searchPath(match.query) }],
            overflow: [],
          },
        ]
      : [];
  return {
    summary: preview(sentence),
    parts: [
      { part: "text", text: [t(sentence)] },
      {
        part: "choice",
        label: "Choose an account",
        choices: shown.map((account) => ({
          label: choiceLabel(account, bandNamesFor(reader.role)),
          command: command(account.id),
        })),
      },
      ...more,
      ...sampleMark(reader),
    ],
  };
}

/** Not found and no access: one answer, the same words. */
export function notFoundMessage(
  match: Extract<AccountMatch, { kind: "none" }>,
  reader: Reader,
  command: ChoiceCommand,
): Message {
  const sentence = `I can't find an account called ${quoted(match.query)} among those you can see.`;
  const closest = match.closest.slice(0, 3);
  return {
    summary: preview(sentence),
    parts: [
      {
        part: "text",
        text: [t(sentence), ...closestSpans(closest), t(" Or type "), code("/health help"), t(".")],
      },
      {
        part: "actions",
        actions: [
          ...closest.map((account) => ({
            kind: "command" as const,
            label: shortName(account.name, 40),
            command: command(account.id),
          })),
          { kind: "open", label: searchLabel(reader), path: searchPath(match.query) },
        ],
        overflow: [],
      },
      ...sampleMark(reader),
    ],
  };
}

function searchLabel({ role }: Pick<Reader, "role">): string {
  return role === "viewer" ? "Search accounts" : "Search portfolio";
}

function closestSpans(closest: readonly AccountLine[]): readonly Span[] {
  if (closest.length === 0) return [];
  const names = closest.flatMap(({ name }, index): Span[] => [
    t(index === 0 ? "" : ", "),
    strong(shownName(name)),
  ]);
  return [t(" Closest: "), ...names, t(".")];
}

function quoted(query: string): string {
  return `“${cutEnd(shownName(query), 80)}”`;
}
