import type { ActionsBlock, KnownBlock } from "@slack/types";
import { cutEnd } from "../../../words/names.ts";
import { fitted } from "../../cut-parts.ts";
import { link, type Message, type MoreLink, type Part, type Text, t } from "../../message.ts";
import { moreWords } from "../../plain-text.ts";
import { button, menu, plainText, select } from "./elements.ts";
import { countCharacters, slackLimits } from "./limits.ts";
import { escapeMrkdwn, mrkdwn } from "./mrkdwn.ts";
import { tableBlock, tableSections } from "./table.ts";

/** How a message is laid out in Slack. */
export interface SlackOptions {
  /** Before every path; without a slash at its end. */
  readonly publicUrl: string;
  /** The uploaded file of the message's picture; null sends the text alone. */
  readonly imageFileId?: string | null;
  /** What the small print says of a picture that is not there: "follows", or that it will not come; default: nothing. */
  readonly missingImage?: "follows" | "unavailable";
  /** Slack's table block, or lines of text where it is refused. */
  readonly tables?: "table" | "sections";
}

/** A message as Slack takes it: blocks, and the text for push previews and screen readers. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/**
 * Lays a message out as Block Kit within Slack's limits and our own. What is too much is cut by `fitted`: ends of
 * lists first, then facts, then the picture; never the heading, the first text or the buttons.
 */
export function renderSlack(message: Message, options: SlackOptions): SlackMessage {
  const blocks = fitted(message.parts, {
    most: ({ part }) => (part === "table" ? slackLimits.tableRows - 1 : mostItems),
    draw: (parts) => blocksOf(parts, options),
    fits: (drawn) => drawn.length <= slackLimits.blocks && countCharacters(drawn) <= slackLimits.characters,
  }).slice(0, slackLimits.blocks);
  return { text: cutEnd(escapeMrkdwn(message.summary), slackLimits.summary), blocks };
}

/** More than this of a list never fits beside a heading, a text and buttons. */
const mostItems = slackLimits.blocks - 3;

function blocksOf(parts: readonly Part[], options: SlackOptions): KnownBlock[] {
  return parts.flatMap((part, index) => partBlocks(part, index, options));
}

function partBlocks(part: Part, index: number, options: SlackOptions): KnownBlock[] {
  const { publicUrl } = options;
  switch (part.part) {
    case "heading":
      return [{ type: "header", text: plainText(part.text, slackLimits.header) }];
    case "text":
      return [section(part.text, publicUrl)];
    case "facts":
      return factBlocks(part.facts, publicUrl);
    case "items":
      return [
        ...part.items.map((item, at): KnownBlock => {
          const text = item.lines.flatMap((line, number): Text => (number === 0 ? line : [t("\n"), ...line]));
          const accessory = menu(item.menu, publicUrl, at);
          return { ...section(text, publicUrl), ...(accessory ? { accessory } : {}) };
        }),
        ...moreBlocks(part.more, publicUrl),
      ];
    case "table":
      return [
        ...(options.tables === "sections"
          ? tableSections(part, publicUrl)
          : part.rows.length === 0
            ? []
            : [tableBlock(part, publicUrl)]),
        ...moreBlocks(part.more, publicUrl),
      ];
    case "image":
      return imageBlocks(part, options);
    case "choice":
      return part.choices.length === 0
        ? []
        : [{ type: "actions", elements: [select(part.label, part.choices, index)] }];
    case "actions":
      return actionBlocks(part, options, index);
    case "context":
      return [contextBlock(part.text, publicUrl)];
    case "divider":
      return [{ type: "divider" }];
    default:
      return part satisfies never;
  }
}

function section(text: Text, publicUrl: string): Extract<KnownBlock, { type: "section" }> {
  return {
    type: "section",
    text: { type: "mrkdwn", text: mrkdwn(text, publicUrl, slackLimits.section), verbatim: true },
  };
}

function contextBlock(text: Text, publicUrl: string): KnownBlock {
  const words = mrkdwn(text, publicUrl, slackLimits.contextText);
  return { type: "context", elements: [{ type: "mrkdwn", text: words, verbatim: true }] };
}

function factBlocks(facts: Extract<Part, { part: "facts" }>["facts"], publicUrl: string): KnownBlock[] {
  if (facts.length === 0) return [];
  const fields = facts.slice(0, slackLimits.fields).map(({ label, value }) => ({
    type: "mrkdwn" as const,
    text: mrkdwn([{ kind: "strong", text: label }, t("\n"), ...value], publicUrl, slackLimits.field),
    verbatim: true,
  }));
  return [{ type: "section", fields }];
}

function moreBlocks(more: MoreLink, publicUrl: string): KnownBlock[] {
  if (more.hidden === 0) return [];
  const { label, lead } = moreWords(more);
  return [section([t(lead), link(label, more.path)], publicUrl)];
}

function imageBlocks(part: Extract<Part, { part: "image" }>, options: SlackOptions): KnownBlock[] {
  const { imageFileId, missingImage, publicUrl } = options;
  if (imageFileId) {
    return [{ type: "image", slack_file: { id: imageFileId }, alt_text: cutEnd(part.alt, slackLimits.alt) }];
  }
  if (missingImage === "follows") return [contextBlock([t("Chart follows.")], publicUrl)];
  if (missingImage === "unavailable") {
    return [contextBlock([t("Chart unavailable. "), link("Open it on the web", part.path)], publicUrl)];
  }
  return [];
}

/** At most four buttons; what is beyond joins the menu. */
function actionBlocks(
  { actions, overflow }: Extract<Part, { part: "actions" }>,
  { publicUrl }: SlackOptions,
  index: number,
): ActionsBlock[] {
  const shown = actions.slice(0, slackLimits.buttons);
  const rest = menu([...actions.slice(slackLimits.buttons), ...overflow], publicUrl, index);
  const elements = [...shown.map((action, at) => button(action, publicUrl, at)), ...(rest ? [rest] : [])];
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}
