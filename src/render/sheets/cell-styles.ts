import type { CellStyle } from "hucre/xlsx";
import type { Band } from "../../scoring/types.ts";
import { type Palette, paletteOf } from "../palette.ts";
import type { CellKind, Sheet } from "../workbook.ts";
import { xmlSafe } from "./cell-text.ts";

const palette = paletteOf("light");
const colour = (hex: string) => ({ rgb: hex.replace("#", "") });
const filled = (hex: string) => ({ type: "pattern", pattern: "solid", fgColor: colour(hex) }) as const;

/** What Excel starts with; named with every style of a font, since a font without a name is drawn in anything. */
const font = { name: "Calibri", size: 11 } as const;

/** Kinds that stand at the right of their column. */
const figures: ReadonlySet<CellKind> = new Set([
  "whole",
  "number",
  "change",
  "share",
  "day",
  "moment",
  "money",
]);

/** Formats of figures by kind. The minus is a true one; a day's month is written in the reader's language. */
const formats: Partial<Readonly<Record<CellKind, string>>> = {
  whole: '#,##0;"−"#,##0',
  change: '+#,##0;"−"#,##0;0',
  share: '+0%;"−"0%;0%',
  day: "d mmm yyyy",
  moment: "d mmm yyyy hh:mm",
};

/** The head of a column: it stays in view, its words wrap, and it stands over what the column holds. */
export function headStyle(kind: CellKind, layout: Sheet["layout"]): CellStyle {
  return {
    font: { ...font, bold: true, color: colour(palette.ink) },
    fill: filled(palette.grid),
    border: { bottom: { style: "thin", color: colour(palette.rule) } },
    alignment: { vertical: "center", wrapText: true, ...placeOf(kind, layout) },
  };
}

/** How a cell of a kind is written; on a card all stand at the left, the labels bold. */
export function kindStyle(kind: CellKind, layout: Sheet["layout"], isLabel = false): CellStyle {
  const numFmt = formats[kind];
  return {
    ...(numFmt === undefined ? {} : { numFmt }),
    ...(isLabel && layout === "card" ? { font: { ...font, bold: true } } : {}),
    alignment: {
      vertical: "top",
      ...(kind === "prose" ? { wrapText: true } : {}),
      ...placeOf(kind, layout),
    },
  };
}

/** Figures at the right, as they are added up; words a little away from the figures before them. */
function placeOf(kind: CellKind, layout: Sheet["layout"]): NonNullable<CellStyle["alignment"]> {
  return layout === "list" && figures.has(kind) ? { horizontal: "right" } : { horizontal: "left", indent: 1 };
}

/**
 * The format of money in a currency: whole, as everywhere, with the sign that English readers know. What was worked out is
 * kept for as long as the function is: a workbook has few currencies and many amounts.
 */
export function moneyFormats(): (currency: string | null | undefined) => string {
  const known = new Map<string, string>();
  return (currency) => {
    const code = currency ?? "";
    const format = known.get(code) ?? moneyFormat(code === "" ? "" : signOf(code));
    known.set(code, format);
    return format;
  };
}

function moneyFormat(sign: string): string {
  const plain = xmlSafe(sign).replaceAll('"', "");
  const quoted = plain === "" ? "" : `"${plain}"`;
  return `${quoted}#,##0;"−"${quoted}#,##0`;
}

/** A band's word in its colour, in a list on its ground where somebody should look. */
export function bandStyle(base: CellStyle, band: Band | null, layout: Sheet["layout"]): CellStyle {
  const { ink, ground } = bandColours(palette, band);
  return {
    ...base,
    font: { ...font, color: colour(ink), ...(band === "at-risk" ? { bold: true } : {}) },
    ...(ground === null || layout === "card" ? {} : { fill: filled(ground) }),
  };
}

/** Text that a spreadsheet could take for a formula once somebody edits its cell: as text for good. */
export function textForGood(base: CellStyle): CellStyle {
  return { ...base, numFmt: "@" };
}

function bandColours(colours: Palette, band: Band | null): { ink: string; ground: string | null } {
  switch (band) {
    case "at-risk":
      return { ink: colours.atRisk, ground: colours.zoneAtRisk };
    case "watch":
      return { ink: colours.watchText, ground: colours.zoneWatch };
    case "healthy":
      return { ink: colours.healthy, ground: null };
    case null:
      return { ink: colours.muted, ground: null };
    default:
      return band satisfies never;
  }
}

/** "€", "CHF ": a currency's sign as it stands before an amount; the code itself where it is none. */
function signOf(currency: string): string {
  try {
    const parts = new Intl.NumberFormat("en-GB", { style: "currency", currency }).formatToParts(1);
    const [first = "", gap = ""] = parts.map(({ type, value }) =>
      type === "currency" ? value : type === "literal" ? " " : "",
    );
    return first + gap;
  } catch {
    return `${currency} `;
  }
}
