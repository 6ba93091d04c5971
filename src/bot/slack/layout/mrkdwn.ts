import { cutEnd } from "../../../words/names.ts";
import { shapes } from "../../../words/status.ts";
import type { Span, Text } from "../../message.ts";

const zeroWidth = "\u200B";

/**
 * Text as Slack shows it, and nothing that it obeys: entities for & < >, and zero-width spaces around what would format
 * (`*`, `_` at a word's edge, `~`, a backtick), quote a line, or become an emoji. Slack knows no other escape.
 */
export function escapeMrkdwn(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, `${zeroWidth}$&${zeroWidth}`)
    .replace(/:(?=[\w+'-]+:)/g, `:${zeroWidth}`)
    .replace(/@(?=(here|channel|everyone|group)\b)/gi, `@${zeroWidth}`);
}

/**
 * Spans as mrkdwn of at most `most` characters. Too long, the last text that fits is cut with "…"; no tag, link or mention is
 * ever cut in two.
 */
export function mrkdwn(text: Text, publicUrl: string, most: number): string {
  let line = "";
  for (const span of text) {
    const whole = spanMrkdwn(span, publicUrl);
    if (line.length + whole.length <= most) {
      line += whole;
      continue;
    }
    if (span.kind !== "text" && span.kind !== "strong" && span.kind !== "link") break;
    for (let length = Math.min(span.text.length, most); length > 8; length = Math.floor(length * 0.8)) {
      const cut = spanMrkdwn({ ...span, text: cutEnd(span.text, length) }, publicUrl);
      if (line.length + cut.length <= most) return line + cut;
    }
    break;
  }
  return line === "" ? zeroWidth : line;
}

function spanMrkdwn(span: Span, publicUrl: string): string {
  switch (span.kind) {
    case "text":
      return escapeMrkdwn(span.text);
    case "strong":
      return `*${escapeMrkdwn(span.text)}*`;
    case "code":
      return `\`${escapeMrkdwn(span.text).replaceAll(zeroWidth, "").replaceAll("`", "'")}\``;
    case "link": {
      const link = `<${publicUrl}${linkPath(span.path)}|${escapeMrkdwn(span.text)}>`;
      return span.strong ? `*${link}*` : link;
    }
    case "person":
      return span.slackUserId && /^[UW][A-Z0-9]+$/.test(span.slackUserId)
        ? `<@${span.slackUserId}>`
        : escapeMrkdwn(span.name);
    case "shape":
      return shapes[span.band];
    case "time": {
      const seconds = Math.floor(Date.parse(span.at) / 1_000);
      const fallback = escapeMrkdwn(span.fallback).replaceAll("|", "/");
      if (!Number.isFinite(seconds)) return fallback;
      const shape = span.style === "time" ? "{time}" : "{date_short}, {time}";
      return `<!date^${seconds}^${shape}|${fallback}>`;
    }
    default:
      return span satisfies never;
  }
}

/** Paths come encoded; what would end the link early is encoded once more, whoever made the path. */
function linkPath(path: string): string {
  return path.replace(/[<>|\s]/g, encodeURIComponent);
}
