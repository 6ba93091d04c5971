import { cutEnd } from "../../../words/names.ts";
import type { Item, MoreLink, Part, Text } from "../../message.ts";
import { moreWords, plainSpan } from "../../plain-text.ts";
import { actionsHtml, mailLinks, menuHtml } from "./actions.ts";
import { type Html, html } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linkHtml, spansHtml } from "./spans.ts";
import { styles } from "./theme.ts";

/** A picture that travels with the mail. */
export interface PlacedPicture {
  /** What the markup calls it: the picture's Content-ID, without angle brackets. */
  readonly cid: string;
  /** Pixels; a picture is shown at half of them or less, so that it is sharp. */
  readonly width: number;
  readonly height: number;
}

/** With what parts are laid out. */
export interface PartOptions {
  readonly publicUrl: string;
  /** The painted pictures, by their place among the message's parts; one that is missing could not be painted. */
  readonly pictures: ReadonlyMap<Part, PlacedPicture>;
}

/** Widest that a chart is shown: what it was drawn for is 360. */
const widestPicture = 420;

/** One part of a message as a block of the mail's column. */
export function partHtml(part: Part, options: PartOptions): Html {
  const { publicUrl } = options;
  switch (part.part) {
    case "heading":
      return html`<h1 class="ink" style="${styles.heading}">${part.text}</h1>`;
    case "text":
      return html`<p class="ink" style="${styles.text}">${spansHtml(part.text, publicUrl)}</p>`;
    case "facts":
      return factsHtml(part, publicUrl);
    case "items":
      return html`${part.items.map((item) => itemHtml(item, publicUrl))}${moreHtml(part.more, publicUrl)}`;
    case "table":
      return html`${tableHtml(part, publicUrl)}${moreHtml(part.more, publicUrl)}`;
    case "image":
      return imageHtml(part, options);
    case "choice":
      return html`<p class="ink" style="${styles.text}">${part.label}</p>${menuHtml(
        mailLinks(
          part.choices.map(({ label, command }) => ({ kind: "command", label, command })),
          publicUrl,
        ),
      )}`;
    case "actions":
      return actionsHtml(part, publicUrl);
    case "context":
      return html`<p class="muted" style="${styles.small}">${spansHtml(part.text, publicUrl)}</p>`;
    case "divider":
      return html`<div class="lined" style="${styles.rule}">&nbsp;</div>`;
    default:
      return part satisfies never;
  }
}

function factsHtml({ facts }: Extract<Part, { part: "facts" }>, publicUrl: string): Html {
  const rows = facts.map(
    ({ label, value }) =>
      html`<tr class="fact"><td class="muted" style="${styles.label}">${label}</td><td class="ink" style="${styles.value}">${spansHtml(value, publicUrl)}</td></tr>`,
  );
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0">${rows}</table>`;
}

function itemHtml(item: Item, publicUrl: string): Html {
  const [first = [], ...others] = item.lines;
  const rest = others.map(
    (line) => html`<p class="muted" style="${styles.text}">${spansHtml(line, publicUrl)}</p>`,
  );
  // The account's name leads to its page: a second link there says nothing new.
  const menu = item.menu.filter((action) => action.kind === "command");
  return html`<div style="padding:0 0 12px;"><p class="ink" style="${styles.text}">${spansHtml(first, publicUrl)}</p>${rest}${menuHtml(mailLinks(menu, publicUrl))}</div>`;
}

function tableHtml({ columns, rows }: Extract<Part, { part: "table" }>, publicUrl: string): Html {
  const side = (index: number) => (columns[index]?.align === "right" ? styles.number : "text-align:left;");
  // On a phone a row is a block: the name, the figures beside one another with their heads, the words below.
  const role = (index: number) =>
    index === 0 ? " first" : index === columns.length - 1 && columns[index]?.align === "left" ? " words" : "";
  const tag = (index: number) =>
    columns[index]?.align === "right"
      ? html`<span class="tag muted" style="display:none;">${columns[index]?.label ?? ""} </span>`
      : html``;
  const heads = columns.map(
    ({ label }, index) =>
      html`<th scope="col" class="muted lined" style="${styles.head}${side(index)}">${label}</th>`,
  );
  const cell = (text: Text, index: number) => {
    const empty = text.every((span) => plainSpan(span) === "–") ? " empty" : "";
    return html`<td class="ink lined${role(index)}${empty}" style="${styles.cell}${side(index)}">${tag(index)}${spansHtml(text, publicUrl)}</td>`;
  };
  const lines = rows.map((row) => html`<tr>${columns.map((_, index) => cell(row[index] ?? [], index))}</tr>`);
  return html`<table cellpadding="0" cellspacing="0" border="0" class="list" style="width:100%;border-collapse:collapse;"><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>`;
}

function imageHtml(part: Extract<Part, { part: "image" }>, { pictures, publicUrl }: PartOptions): Html {
  const placed = pictures.get(part);
  if (!placed) {
    return html`<p class="muted" style="${styles.small}">Chart unavailable. ${linkHtml("Open it on the web", publicUrl + part.path)}</p>`;
  }
  const width = Math.min(widestPicture, Math.round(placed.width / 2));
  const height = Math.round((placed.height / placed.width) * width);
  return html`<a href="${publicUrl + part.path}"><img src="cid:${placed.cid}" width="${width}" height="${height}" alt="${cutEnd(part.alt, mailLimits.alt)}" class="lined" style="${styles.picture}"></a>`;
}

function moreHtml(more: MoreLink, publicUrl: string): Html {
  if (more.hidden === 0) return html``;
  const { label, lead } = moreWords(more);
  return html`<p class="ink" style="${styles.text}padding-top:8px;">${lead}${linkHtml(label, publicUrl + more.path)}</p>`;
}
