declare const htmlBrand: unique symbol;

/** Markup that is safe to send. Only this file makes it, so a text that was never escaped does not compile. */
export interface Html {
  readonly [htmlBrand]: true;
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, markup stands as it is, a list is joined. */
type Value = string | number | Html | readonly Html[];

/**
 * Markup with values in it. Whatever comes in as text stays text, between tags and within quoted attributes alike.
 *
 * @example
 * html`<a href="${address}">${name}</a>`
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  let markup = strings[0] ?? "";
  values.forEach((value, index) => {
    markup += markupOf(value) + (strings[index + 1] ?? "");
  });
  return made(markup);
}

/** Markup that stands in the source, such as a style sheet. Never for anything that comes from data. */
export function fixedMarkup(markup: string): Html {
  return made(markup);
}

/** Markup one after the other. */
export function joined(parts: readonly Html[], between: Html = made("")): Html {
  return made(parts.map(({ markup }) => markup).join(between.markup));
}

function markupOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return "markup" in value ? value.markup : joined(value).markup;
}

/** Control characters are not allowed in markup at all; line ends and tabs are spaces to it. */
function escaped(text: string): string {
  return text
    .replace(/[\t\n\r]+/g, " ")
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function made(markup: string): Html {
  return { markup } as Html;
}
