import { commandText } from "../../answers/command-schema.ts";
import { fitted } from "../../cut-parts.ts";
import { link, type Message, type MoreLink, type Part, type Text, t } from "../../message.ts";
import { moreWords } from "../../plain-text.ts";
import { button, buttonRows, choiceField, execute, verbs } from "./buttons.ts";
import type { AdaptiveCard, CardElement } from "./card.ts";
import { markdown, plain, textLines } from "./card-text.ts";
import { cardBytes, teamsLimits } from "./limits.ts";
import { tableElement } from "./table.ts";

/** How a message is laid out in Teams. */
export interface TeamsOptions {
  /** Before every path; without a slash at its end. */
  readonly publicUrl: string;
  /** The signed address of the message's picture; null sends the text alone. */
  readonly imageUrl?: string | null;
  /** What the small print says of a picture that is not there: "follows", or that it will not come; default: nothing. */
  readonly missingImage?: "follows" | "unavailable";
  /** Teams' ids of those for whom an alert's card is asked for again when they see it; default: nobody. */
  readonly refreshFor?: readonly string[];
}

/** A message as Teams takes it: a card, and the text for notifications. */
export interface TeamsMessage {
  readonly summary: string;
  readonly card: AdaptiveCard;
}

/**
 * Lays a message out as an Adaptive Card for 300 px, within Teams' limits and our own. What is too much is cut
 * by `fitted`: ends of lists first, then facts, then the picture; never the heading, the first text or the buttons.
 */
export function renderTeams(message: Message, options: TeamsOptions): TeamsMessage {
  const summary = plain(message.summary, teamsLimits.summary);
  const wide = message.parts.some(({ part }) => part === "items" || part === "table");
  const refresh = refreshOf(message, options);
  const card = fitted(message.parts, {
    most: ({ part }) => (part === "table" ? teamsLimits.tableRows : teamsLimits.items),
    draw: (parts): AdaptiveCard => ({
      type: "AdaptiveCard",
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      version: "1.5",
      fallbackText: summary,
      body: setOff(bodyOf(parts, options), message.tone),
      ...(refresh ? { refresh } : {}),
      ...(wide ? { msteams: { width: "Full" as const } } : {}),
    }),
    fits: (drawn) => cardBytes(drawn) <= teamsLimits.cardBytes,
  });
  return { summary, card };
}

/** Charts are drawn for this width: stretched over a wide card, their type would be twice that of the text. */
const imageWidth = "360px";

/** The alert that a card as a whole is about; a list's lines are about others. */
export function alertOf(message: Message): string | undefined {
  for (const part of message.parts) {
    if (part.part !== "actions") continue;
    for (const action of part.actions) {
      if (action.kind === "command" && "alertId" in action.command) return action.command.alertId;
    }
  }
  return undefined;
}

function refreshOf(message: Message, { refreshFor }: TeamsOptions): AdaptiveCard["refresh"] {
  const alertId = alertOf(message);
  if (alertId === undefined || !refreshFor || refreshFor.length === 0) return undefined;
  return {
    action: { type: "Action.Execute", verb: verbs.refresh, data: { alertId } },
    userIds: refreshFor.slice(0, teamsLimits.refreshUsers),
  };
}

/** Late or stopped data: heading and first text stand on the colour that Teams has for it. */
function setOff(body: CardElement[], tone: Message["tone"]): CardElement[] {
  if (tone === undefined) return body;
  const style = tone === "late" ? "warning" : "attention";
  return [{ type: "Container", style, bleed: true, items: body.slice(0, 2) }, ...body.slice(2)];
}

function bodyOf(parts: readonly Part[], options: TeamsOptions): CardElement[] {
  const body: CardElement[] = [];
  let separated = false;
  // What says nothing of its own but asks: which account, was it useful.
  const question = !parts.some(({ part }) => part === "heading");
  for (const part of parts) {
    if (part.part === "divider") {
      separated = body.length > 0;
      continue;
    }
    const [first, ...rest] = partElements(part, { ...options, question });
    if (!first) continue;
    body.push(separated ? { ...first, separator: true, spacing: "Medium" } : first, ...rest);
    separated = false;
  }
  return body;
}

function partElements(
  part: Exclude<Part, { part: "divider" }>,
  options: TeamsOptions & { readonly question: boolean },
): CardElement[] {
  const { publicUrl, question } = options;
  switch (part.part) {
    case "heading":
      return [
        {
          type: "TextBlock",
          text: markdown([t(part.text)], { publicUrl, most: teamsLimits.heading }),
          wrap: true,
          size: "Large",
          weight: "Bolder",
          style: "heading",
        },
      ];
    case "text":
      return paragraphs(part.text, publicUrl);
    case "facts":
      return part.facts.length === 0 ? [] : [factSet(part.facts, publicUrl)];
    case "items":
      return [
        ...part.items.map((item) => itemElement(item, publicUrl)),
        ...moreElements(part.more, publicUrl),
      ];
    case "table":
      return [
        ...(part.rows.length === 0 ? [] : [tableElement(part, publicUrl)]),
        ...moreElements(part.more, publicUrl),
      ];
    case "image":
      return imageElements(part, options);
    case "choice":
      return choiceElements(part);
    case "actions":
      return buttonRows(part.actions, part.overflow, { publicUrl, question }).map((actions, row) => ({
        type: "ActionSet",
        actions,
        ...(row > 0 ? { spacing: "Small" as const } : {}),
      }));
    case "context":
      return smallPrint(part.text, publicUrl);
    default:
      return part satisfies never;
  }
}

function paragraphs(text: Text, publicUrl: string): CardElement[] {
  return textLines(text, { publicUrl, most: teamsLimits.text }).map((inlines, index) => ({
    type: "RichTextBlock",
    inlines,
    ...(index > 0 ? { spacing: "Small" as const } : {}),
  }));
}

function smallPrint(text: Text, publicUrl: string): CardElement[] {
  const lines = textLines(text, { publicUrl, most: teamsLimits.contextText, small: true });
  return lines.map((inlines) => ({ type: "RichTextBlock", inlines, spacing: "Small" }));
}

function factSet(facts: Extract<Part, { part: "facts" }>["facts"], publicUrl: string): CardElement {
  return {
    type: "FactSet",
    facts: facts.slice(0, teamsLimits.facts).map(({ label, value }) => ({
      title: plain(label, teamsLimits.label),
      value: markdown(value, { publicUrl, most: teamsLimits.fact }),
    })),
  };
}

/** A line of a list: a tap opens it, what can be done about it is behind "…". */
function itemElement(
  item: Extract<Part, { part: "items" }>["items"][number],
  publicUrl: string,
): CardElement {
  const lines = item.lines.flatMap((line, number) =>
    textLines(line, { publicUrl, most: teamsLimits.text, small: number > 0 }),
  );
  const texts = lines.map(
    (inlines, index): CardElement => ({
      type: "RichTextBlock",
      inlines,
      ...(index > 0 ? { spacing: "None" as const } : {}),
    }),
  );
  const selectAction = { type: "Action.OpenUrl", url: `${publicUrl}${item.path}` } as const;
  if (item.menu.length === 0) return { type: "Container", items: texts, selectAction };
  const actions = item.menu
    .slice(0, teamsLimits.actions)
    .map((action) => button(action, { publicUrl, secondary: true, item: true }));
  return {
    type: "ColumnSet",
    columns: [
      { type: "Column", width: "stretch", items: texts, selectAction },
      { type: "Column", width: "auto", items: [{ type: "ActionSet", actions }] },
    ],
  };
}

function moreElements(more: MoreLink, publicUrl: string): CardElement[] {
  if (more.hidden === 0) return [];
  const { label, lead } = moreWords(more);
  return paragraphs([t(lead), link(label, more.path)], publicUrl);
}

function imageElements(part: Extract<Part, { part: "image" }>, options: TeamsOptions): CardElement[] {
  const { imageUrl, missingImage, publicUrl } = options;
  if (imageUrl) {
    return [
      {
        type: "Image",
        url: imageUrl,
        altText: plain(part.alt, teamsLimits.alt),
        width: imageWidth,
        selectAction: { type: "Action.OpenUrl", url: `${publicUrl}${part.path}` },
      },
    ];
  }
  if (missingImage === "follows") return smallPrint([t("Chart follows.")], publicUrl);
  if (missingImage === "unavailable") {
    return smallPrint([t("Chart unavailable. "), link("Open it on the web", part.path)], publicUrl);
  }
  return [];
}

function choiceElements(part: Extract<Part, { part: "choice" }>): CardElement[] {
  if (part.choices.length === 0) return [];
  return [
    {
      type: "Input.ChoiceSet",
      id: choiceField,
      placeholder: plain(part.label, teamsLimits.label),
      style: "compact",
      isRequired: true,
      errorMessage: "Choose one.",
      choices: part.choices.slice(0, teamsLimits.choices).map(({ label, command }) => ({
        title: plain(label, teamsLimits.label),
        value: commandText(command),
      })),
    },
    { type: "ActionSet", actions: [execute("Choose", verbs.choose, {}, { style: "positive" })] },
  ];
}
