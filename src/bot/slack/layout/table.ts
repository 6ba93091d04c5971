import type { KnownBlock, RichTextBlock, RichTextElement, RichTextSection, TableBlock } from "@slack/types";
import { type Part, type Span, type Text, t } from "../../message.ts";
import { plainSpan } from "../../plain-text.ts";
import { slackLimits } from "./limits.ts";
import { mrkdwn } from "./mrkdwn.ts";

type TablePart = Extract<Part, { part: "table" }>;
type Cell = TableBlock["rows"][number][number];

/** A table as Slack's own block: heads, then at most 12 rows; rich text in cells is never parsed for markup. */
export function tableBlock(part: TablePart, publicUrl: string): TableBlock {
  const columns = part.columns.slice(0, slackLimits.tableColumns);
  const head = columns.map(({ label }): Cell => richCell([{ kind: "strong", text: label }], publicUrl));
  const rows = part.rows
    .slice(0, slackLimits.tableRows - 1)
    .map((row) => columns.map((_, index) => richCell(row[index] ?? [], publicUrl)));
  return {
    type: "table",
    column_settings: columns.map(({ align }, index) => ({ align, is_wrapped: index === columns.length - 1 })),
    rows: [head, ...rows],
  };
}

/** The same as lines of text, for a workspace that refuses tables: one section, a line a row. */
export function tableSections(part: TablePart, publicUrl: string): KnownBlock[] {
  const lines = part.rows
    .slice(0, slackLimits.tableRows - 1)
    .map((row) => mrkdwn(joinCells(row), publicUrl, Math.floor(slackLimits.section / slackLimits.tableRows)));
  if (lines.length === 0) return [];
  return [{ type: "section", text: { type: "mrkdwn", text: lines.join("\n"), verbatim: true } }];
}

function joinCells(row: readonly Text[]): Text {
  return row
    .filter((cell) => cell.length > 0)
    .flatMap((cell, index): Text => (index === 0 ? cell : [t(" · "), ...cell]));
}

function richCell(text: Text, publicUrl: string): RichTextBlock {
  const elements = text.map((span) => richElement(span, publicUrl));
  const section: RichTextSection = {
    type: "rich_text_section",
    elements: elements.length === 0 ? [{ type: "text", text: "–" }] : elements,
  };
  return { type: "rich_text", elements: [section] };
}

function richElement(span: Span, publicUrl: string): RichTextElement {
  switch (span.kind) {
    case "link":
      return { type: "link", url: `${publicUrl}${span.path}`, text: span.text };
    case "strong":
      return { type: "text", text: span.text, style: { bold: true } };
    case "code":
      return { type: "text", text: span.text, style: { code: true } };
    case "text":
    case "person":
    case "shape":
    case "time":
      return { type: "text", text: plainSpan(span) };
    default:
      return span satisfies never;
  }
}
