import { cutEnd } from "../../../words/names.ts";
import { bandWords, shapes } from "../../../words/status.ts";
import type { Span, Text } from "../../message.ts";
import { type Html, html, joined } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { styles } from "./theme.ts";

const lineBreak = html`<br>`;

/** Text as markup. Line ends become breaks; links get the public address. */
export function spansHtml(text: Text, publicUrl: string): Html {
  return joined(text.map((span) => spanHtml(span, publicUrl)));
}

function spanHtml(span: Span, publicUrl: string): Html {
  switch (span.kind) {
    case "text":
      return lines(span.text);
    case "strong":
      return html`<b>${lines(span.text)}</b>`;
    case "code":
      return html`<span class="code" style="${styles.code}">${lines(span.text)}</span>`;
    case "link": {
      const link = linkHtml(span.text, publicUrl + span.path);
      return span.strong ? html`<b>${link}</b>` : link;
    }
    case "person":
      return lines(span.name);
    case "shape":
      return html`<span role="img" aria-label="${bandWords[span.band]}">${shapes[span.band]}</span>`;
    case "time":
      return html`<time datetime="${span.at}">${span.fallback}</time>`;
    default:
      return span satisfies never;
  }
}

/** A link in the colour of links, whatever the client's own is. */
export function linkHtml(words: string, address: string): Html {
  return html`<a href="${address}" class="link" style="${styles.link}">${lines(words)}</a>`;
}

function lines(text: string): Html {
  const cut = cutEnd(text, mailLimits.text);
  return joined(
    cut.split("\n").map((line) => html`${line.replaceAll("  ", "\u00a0 ")}`),
    lineBreak,
  );
}
