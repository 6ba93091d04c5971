import { type Part, type Text, t } from "../../message.ts";
import { plainSpan } from "../../plain-text.ts";
import type { CardElement } from "./card.ts";
import { textLines } from "./card-text.ts";
import { teamsLimits } from "./limits.ts";

type TablePart = Extract<Part, { part: "table" }>;

/**
 * A table for 300 px: the first column and the numbers stand side by side, and what else is said of a row below its first
 * cell, in small print.
 */
export function tableElement(part: TablePart, publicUrl: string): CardElement {
  const numbers = part.columns
    .flatMap(({ align }, index) => (align === "right" && index > 0 ? [index] : []))
    .slice(0, teamsLimits.tableColumns - 1);
  const below = part.columns.flatMap((_, index) => (index > 0 && !numbers.includes(index) ? [index] : []));
  const head = [0, ...numbers].map((column) =>
    cell([[{ kind: "strong", text: part.columns[column]?.label ?? "" }]], publicUrl, column > 0),
  );
  const rows = part.rows.slice(0, teamsLimits.tableRows).map((row) => {
    const small = below.map((column) => row[column] ?? []).filter(isSaid);
    return [
      cell([row[0] ?? []], publicUrl, false, small),
      ...numbers.map((column) => cell([row[column] ?? []], publicUrl, true)),
    ];
  });
  return {
    type: "Table",
    columns: [
      { width: 5 },
      ...numbers.map((column) => ({
        width: isWide(part, column) ? 2 : 1,
        horizontalCellContentAlignment: "Right" as const,
      })),
    ],
    rows: [head, ...rows].map((cells) => ({ type: "TableRow" as const, cells })),
    firstRowAsHeader: true,
    showGridLines: false,
  };
}

/** A sixth of a phone holds "−15" and "Renews"; "CHF 31,000" needs two shares of seven to stay in one line. */
function isWide({ rows }: TablePart, column: number): boolean {
  return rows.some((row) => (row[column] ?? []).map((span) => plainSpan(span)).join("").length > 6);
}

function cell(
  lines: readonly Text[],
  publicUrl: string,
  right: boolean,
  small: readonly Text[] = [],
): { type: "TableCell"; items: CardElement[] } {
  const set = (text: Text, isSmall: boolean): CardElement[] =>
    textLines(text.length === 0 ? [t("–")] : text, {
      publicUrl,
      most: teamsLimits.cell,
      small: isSmall,
    }).map((inlines) => ({
      type: "RichTextBlock",
      inlines,
      ...(right ? { horizontalAlignment: "Right" as const } : {}),
    }));
  const items = [...lines.flatMap((text) => set(text, false)), ...small.flatMap((text) => set(text, true))];
  return {
    type: "TableCell",
    items: items.map((item, index) => (index === 0 ? item : { ...item, spacing: "None" as const })),
  };
}

/** A dash says nothing below a name. */
function isSaid(text: Text): boolean {
  return text.length > 0 && !text.every((span) => "text" in span && /^[–\s]*$/.test(span.text));
}
