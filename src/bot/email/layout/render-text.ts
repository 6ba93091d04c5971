import { cutEnd } from "../../../words/names.ts";
import type { Item, MoreLink, Part, Text } from "../../message.ts";
import { moreWords, plainSpan } from "../../plain-text.ts";
import { mailLinks } from "./actions.ts";
import { mailLimits } from "./limits.ts";
import type { Footer } from "./render-html.ts";

/** What the text stands in. */
export interface TextFrame {
  readonly publicUrl: string;
  readonly tenantName: string;
  readonly footer: Footer;
}

/**
 * A mail for who reads text alone: written for that, not the HTML with its tags taken away. Pictures are their description,
 * buttons are addresses below their names.
 */
export function mailText(parts: readonly Part[], frame: TextFrame): string {
  const blocks = parts.map((part) => partText(part, frame.publicUrl)).filter((block) => block !== "");
  const footer = [
    frame.footer.reason,
    ...frame.footer.links.map(({ label, address }) => `${label}: ${address}`),
    `Bellwether for ${frame.tenantName}`,
  ];
  // "-- " and a line end: what mail programs know as the start of a signature, and leave out of replies.
  return `${blocks.join("\n\n")}\n\n-- \n${footer.join("\n")}\n`;
}

function partText(part: Part, publicUrl: string): string {
  switch (part.part) {
    case "heading":
      return `${oneLine(part.text)}\n${"=".repeat(Math.min(60, Math.max(3, oneLine(part.text).length)))}`;
    case "text":
    case "context":
      return linked(part.text, publicUrl);
    case "facts":
      return aligned(part.facts.map(({ label, value }) => [oneLine(label), oneLine(plain(value))]));
    case "items":
      return [...part.items.map((item) => itemText(item, publicUrl)), ...moreText(part.more, publicUrl)].join(
        "\n\n",
      );
    case "table":
      return [
        part.rows.map((row) => rowText(row, part.columns, publicUrl)).join("\n\n"),
        ...moreText(part.more, publicUrl),
      ].join("\n\n");
    case "image":
      return chartText(cutEnd(oneLine(part.alt), mailLimits.alt));
    case "choice":
      return linksText(
        mailLinks(
          part.choices.map(({ label, command }) => ({ kind: "command", label, command })),
          publicUrl,
        ),
        `${oneLine(part.label)}\n`,
      );
    case "actions":
      return linksText(mailLinks([...part.actions, ...part.overflow], publicUrl));
    case "divider":
      return "- - -";
    default:
      return part satisfies never;
  }
}

/** What a chart shows: its finding, and where it lists accounts, one a line. */
function chartText(alt: string): string {
  const [, finding, rows] = /^(.+?\.) ([^.]+; .+)$/.exec(alt) ?? [];
  if (finding === undefined || rows === undefined) return `Chart: ${alt}`;
  const lines = rows.replace(/\. (\d+ others?, \w+\.)$/, "; $1").split("; ");
  return [`Chart: ${finding}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** Words, and below them where their links lead. */
function linked(text: Text, publicUrl: string): string {
  const below = links(text, publicUrl).map(({ label, address }) => `  ${label}: ${address}`);
  return [plain(text), ...below].join("\n");
}

function links(text: Text, publicUrl: string): { readonly label: string; readonly address: string }[] {
  return text.flatMap((span) =>
    span.kind === "link" ? [{ label: oneLine(span.text), address: publicUrl + span.path }] : [],
  );
}

function itemText({ lines, path }: Item, publicUrl: string): string {
  const [first = [], ...others] = lines;
  return [
    oneLine(plain(first)),
    ...others.map((line) => `  ${oneLine(plain(line))}`),
    `  ${publicUrl}${path}`,
  ].join("\n");
}

/** "Acme: Health 79, 7 d −2" and the words of the last column below it: columns would break where letters differ in width. */
function rowText(
  row: readonly Text[],
  columns: Extract<Part, { part: "table" }>["columns"],
  publicUrl: string,
): string {
  const cells = row.map((cell) => oneLine(plain(cell)));
  const [name = "", ...others] = cells;
  const last = columns.at(-1)?.align === "left" && others.length > 1 ? others.pop() : undefined;
  const figures = others.map((cell, index) => `${columns[index + 1]?.label ?? ""} ${cell}`.trim());
  const head = figures.length === 0 ? name : `${name}: ${figures.join(", ")}`;
  const words = last === undefined || last === "–" ? [] : [last];
  return [
    head,
    ...words.map((line) => `  ${line}`),
    ...row.flatMap((cell) => links(cell, publicUrl).map(({ address }) => `  ${address}`)),
  ].join("\n");
}

function moreText(more: MoreLink, publicUrl: string): string[] {
  return more.hidden === 0 ? [] : [`${moreWords(more).lead}${publicUrl}${more.path}`];
}

function linksText(
  links: readonly { readonly label: string; readonly address: string }[],
  head = "",
): string {
  return head + links.map(({ label, address }) => `${asked(label)}\n  ${address}`).join("\n");
}

/** "Resolve:" for "Resolve…": an address follows; "Why this alert?" asks as it stands. */
function asked(label: string): string {
  const words = oneLine(label).replace(/…$/, "");
  return words.endsWith("?") ? words : `${words}:`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map(([label = ""]) => label.length));
  return rows.map(([label = "", value = ""]) => `${label.padEnd(width)}  ${value}`).join("\n");
}

function plain(text: Text): string {
  const words = text.map((span) => plainSpan(span)).join("");
  return cutEnd(words.replace(/[^\P{Cc}\n]|\p{Cs}/gu, " "), mailLimits.text);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
}
