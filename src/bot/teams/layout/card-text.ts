import { cutEnd } from "../../../words/names.ts";
import { shapes } from "../../../words/status.ts";
import type { Span, Text } from "../../message.ts";
import type { TextRun } from "./card.ts";

const zeroWidth = "\u200B";

/** How a text is set. */
export interface Setting {
  readonly publicUrl: string;
  readonly most: number;
  /** Small print. */
  readonly small?: boolean;
}

/**
 * Spans as runs of a RichTextBlock, a list of runs a line. Runs are never read as Markdown, so a name is shown as it is
 * written. Longer than `most` characters, the text ends with "…".
 */
export function textLines(text: Text, { publicUrl, most, small }: Setting): TextRun[][] {
  const lines: TextRun[][] = [[]];
  let left = most;
  for (const span of text) {
    const style = {
      ...styleOf(span, publicUrl),
      ...(small ? { size: "Small" as const, isSubtle: true } : {}),
    };
    const words = left < wordsOf(span).length ? cutEnd(wordsOf(span), Math.max(left, 1)) : wordsOf(span);
    left -= words.length;
    for (const [index, line] of words.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (line !== "") lines.at(-1)?.push({ type: "TextRun", text: shownText(line), ...style });
    }
    if (left <= 0) break;
  }
  const filled = lines.filter((line) => line.length > 0);
  return filled.length === 0 ? [[{ type: "TextRun", text: zeroWidth }]] : filled;
}

/** Text as a TextBlock or a fact takes it, which read Markdown: escaped, except for what we mean. */
export function markdown(text: Text, { publicUrl, most }: Setting): string {
  let left = most;
  let line = "";
  for (const span of text) {
    const whole = wordsOf(span).replaceAll("\n", " ");
    const words = left < whole.length ? cutEnd(whole, Math.max(left, 1)) : whole;
    left -= words.length;
    line += spanMarkdown(span, words, publicUrl);
    if (left <= 0) break;
  }
  return line === "" ? zeroWidth : escapeStart(line);
}

/**
 * Plain text for where Markdown is read: backslashes before what formats, a zero-width space where a link would begin and
 * where a client would fill in a date (`{{DATE(…)}}`).
 */
export function escapeMarkdown(text: string): string {
  return shownText(text)
    .replace(/[\\*_~`[\]]/g, "\\$&")
    .replaceAll("](", `]${zeroWidth}(`);
}

/** What one types to the bot here: `/health digest 8:30` is `digest 8:30`, and all accounts are `portfolio`. */
export function typedCommand(command: string): string {
  const rest = command.replace(/^\/health(?=\s|$)\s*/i, "");
  return rest === "" ? "portfolio" : rest;
}

/** Characters of plain text, in one line. */
export function plain(text: string, most: number): string {
  const line = shownText(text.replace(/\s+/gu, " ").trim());
  return cutEnd(line === "" ? "–" : line, most);
}

/** Clients fill in `{{DATE(…)}}` and `{{TIME(…)}}` in any text: a customer's name is not to be filled in. */
function shownText(text: string): string {
  return text.replace(/\{(?=\{)/g, `{${zeroWidth}`).replace(/\p{Cc}/gu, " ");
}

function wordsOf(span: Span): string {
  switch (span.kind) {
    case "text":
    case "strong":
    case "link":
      return span.text;
    case "code":
      return typedCommand(span.text);
    // A mention would ping whom the message itself has told already.
    case "person":
      return span.name;
    case "shape":
      return shapes[span.band];
    // In the reader's zone, with its name, and in 24 hours, which a client's own formatting is not everywhere.
    case "time":
      return span.fallback;
    default:
      return span satisfies never;
  }
}

function styleOf(span: Span, publicUrl: string): Partial<TextRun> {
  switch (span.kind) {
    case "strong":
      return { weight: "Bolder" };
    case "code":
      return { fontType: "Monospace" };
    case "link":
      return {
        ...(span.strong ? { weight: "Bolder" as const } : {}),
        selectAction: { type: "Action.OpenUrl", url: `${publicUrl}${span.path}` },
      };
    case "text":
    case "person":
    case "shape":
    case "time":
      return {};
    default:
      return span satisfies never;
  }
}

function spanMarkdown(span: Span, words: string, publicUrl: string): string {
  const escaped = escapeMarkdown(words);
  if (span.kind === "strong") return `**${escaped}**`;
  if (span.kind !== "link") return escaped;
  const address = `${publicUrl}${span.path}`.replace(/[()<>\s]/g, (character) =>
    character === "(" ? "%28" : character === ")" ? "%29" : encodeURIComponent(character),
  );
  return span.strong ? `**[${escaped}](${address})**` : `[${escaped}](${address})`;
}

/** A line that begins like a list, a quotation or a heading. */
function escapeStart(line: string): string {
  return line.replace(/^(\s*)([-+>#])/, "$1\\$2").replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2");
}
