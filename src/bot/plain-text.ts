import { count } from "../words/numbers.ts";
import { shapes } from "../words/status.ts";
import type { Action, Message, MoreLink, Part, Span, Text } from "./message.ts";

/**
 * A message as text alone, for terminals and for reading it in tests: what a reader gets, in order, with the buttons as
 * [Labels]. Pictures are their alt text.
 * @param options.links prints paths behind links and buttons, with the public URL before them
 */
export function toPlainText(message: Message, options: { readonly links?: string } = {}): string {
  const lines = message.parts.flatMap((part) => partLines(part, options.links));
  return `${lines.join("\n")}\n`;
}

function partLines(part: Part, links: string | undefined): readonly string[] {
  switch (part.part) {
    case "heading":
      return [part.text, ""];
    case "text":
      return [textOf(part.text, links)];
    case "facts":
      return table(
        part.facts.map(({ label, value }) => [`${label}`, textOf(value, links)]),
        ["left", "left"],
      );
    case "items":
      return [
        ...part.items.flatMap(({ lines, menu }) =>
          lines.map((line, index) => {
            const text = textOf(line, links);
            if (index > 0) return `   ${text}`;
            return menu.length === 0 ? text : `${text}  ⋯ ${menu.map(({ label }) => label).join(", ")}`;
          }),
        ),
        ...moreLine(part.more),
      ];
    case "table":
      return [
        ...table(
          [
            part.columns.map(({ label }) => label),
            ...part.rows.map((row) => row.map((cell) => textOf(cell, links))),
          ],
          part.columns.map(({ align }) => align),
        ),
        ...moreLine(part.more),
      ];
    case "image":
      return [`[picture: ${part.alt}]`];
    case "choice":
      return [`${part.label}:`, ...part.choices.map(({ label }) => `  ( ) ${label}`)];
    case "actions":
      return [actionsLine(part.actions, part.overflow, links)];
    case "context":
      return [textOf(part.text, links)];
    case "divider":
      return ["—"];
    default:
      return part satisfies never;
  }
}

function textOf(text: Text, links: string | undefined): string {
  return text.map((span) => plainSpan(span, links)).join("");
}

/** A span in plain characters. @param links the address before a link's path; left out: the link's text alone */
export function plainSpan(span: Span, links?: string): string {
  switch (span.kind) {
    case "text":
    case "strong":
    case "code":
      return span.text;
    case "link":
      return links === undefined ? span.text : `${span.text} (${links}${span.path})`;
    case "person":
      return span.name;
    case "shape":
      return shapes[span.band];
    case "time":
      return span.fallback;
    default:
      return span satisfies never;
  }
}

/** How a list that was cut goes on: "12 more, all healthy: " and what its link says, "open portfolio". */
export function moreWords({ hidden, noun, label = "open portfolio" }: Omit<MoreLink, "path">): {
  readonly lead: string;
  readonly label: string;
} {
  return { lead: `${count(hidden)} more${noun === "" ? "" : `, ${noun}`}: `, label };
}

function moreLine(more: MoreLink): readonly string[] {
  if (more.hidden === 0) return [];
  const { label, lead } = moreWords(more);
  return [`${lead}${label}`];
}

function actionsLine(
  actions: readonly Action[],
  overflow: readonly Action[],
  links: string | undefined,
): string {
  const shown = actions.map((action) =>
    action.kind === "open" && links !== undefined
      ? `[${action.label}: ${links}${action.path}]`
      : `[${action.label}]`,
  );
  const menu = overflow.length === 0 ? [] : [`⋯ ${overflow.map(({ label }) => label).join(", ")}`];
  return [...shown, ...menu].join(" ");
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns aligned by characters; the last is left as long as it is. */
function table(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): readonly string[] {
  const widths = align.map((_, column) => Math.max(0, ...rows.map((row) => width(row[column] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const fill = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
        if (align[column] === "right") return fill + cell;
        return column === row.length - 1 ? cell : cell + fill;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Columns that a terminal gives a text; the shapes take two. */
function width(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(text))
    columns += /\p{Extended_Pictographic}/u.test(segment) ? 2 : 1;
  return columns;
}
