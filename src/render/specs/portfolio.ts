import type { Band, BandThresholds } from "../../scoring/types.ts";
import { signed } from "../../words/numbers.ts";
import { cutNames, drawableText } from "../fonts/cut-text.ts";
import type { FontWeight } from "../fonts/fonts.ts";
import { bandColour, bandShape } from "../palette.ts";
import type { PortfolioRow } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Label, type Layout, margin } from "./drawing.ts";
import { levelLayer, markLayer, rectLayer, uprightLayer } from "./layers.ts";
import { healthFloor, linearScale } from "./scale.ts";
import { scaleHead } from "./scale-head.ts";

/** What movers and all accounts have in common: one row per account on one shared scale (UX 3.3). */
export interface PortfolioDrawing {
  readonly title: string;
  readonly thresholds: BandThresholds;
  /** In the order to draw. */
  readonly rows: readonly PortfolioRow[];
  readonly others: readonly { readonly now: number; readonly band: Band }[];
  /** Of the row of ticks: "14 others, steady". */
  readonly othersLabel: string;
  /** At most; less where the rows would make the chart higher than `maxHeight`. */
  readonly rowHeight: number;
  readonly maxHeight: number;
  readonly fontSize: number;
  /** Of the marks, in square pixels. */
  readonly markArea: number;
}

/** A change of so many points is set in 600. */
const clearChange = 5;
/** Widths of the columns "now" and "28 d", and what keeps the scale off the names and figures. */
const nowColumn = 38;
const changeColumn = 37;
const nameGap = 9;
const othersGap = 3;
/** From here on the head is drawn closer, for the sake of the rows. */
const denseRows = 25;
/** More ticks than this lie over each other: paler, they show where most are. */
const manyTicks = 40;

/** Rows of name, score on the shared scale with a tail to where it was, score, change; then the others as ticks. */
export function portfolioSpec(drawing: PortfolioDrawing, layout: Layout): ChartSpec {
  const { palette, width } = layout;
  const { rows, others, fontSize: size } = drawing;
  const dense = rows.length > denseRows;
  const nameWidth = width >= 500 ? 180 : width < 320 ? 90 : 100;
  const left = margin + nameWidth + nameGap;
  const right = width - margin - changeColumn - nowColumn;
  const floor = healthFloor([
    ...rows.flatMap(({ now, before }) => (before === null ? [now] : [now, before])),
    ...others.map(({ now }) => now),
  ]);
  // Half a mark of room at the right, so that 100 stays within the tints.
  const x = linearScale([floor, 100], [left, right - 5]);

  const head = headLabels(
    layout,
    cutTitle(drawing.title, layout),
    cutTitle("Health today; the tail shows where it was 28 days ago", layout, 12),
    dense,
  );
  const headY = head.bottom + (dense ? 9 : 12);
  const top = headY + (dense ? 10 : 14);
  const othersHeight = others.length === 0 ? 0 : drawing.rowHeight < 20 ? 17 : 26;
  const below = (others.length === 0 ? 0 : othersGap + othersHeight) + (dense ? 5 : 8);
  const rowHeight = Math.min(drawing.rowHeight, (drawing.maxHeight - top - below) / Math.max(1, rows.length));
  const bottom = top + rows.length * rowHeight;
  const height = Math.ceil(bottom + below);

  const names = cutNames(
    rows.map(({ name }) => name),
    nameWidth,
    { size, weight: 400 },
  );
  const placed = rows.map((row, index) => ({
    row,
    y: top + (index + 0.5) * rowHeight,
    name: names[index] ?? "",
  }));
  const nowX = width - margin - changeColumn;
  const labels: Label[] = placed.flatMap(({ row, y, name }) => {
    const change = row.before === null ? null : Math.round(row.now) - Math.round(row.before);
    const clear = change !== null && Math.abs(change) >= clearChange;
    const weight: FontWeight = clear ? 600 : 400;
    return [
      { x: margin, y, text: name, fill: palette.ink, size },
      { x: nowX, y, text: String(Math.round(row.now)), fill: palette.ink, size, weight: 600, align: "right" },
      {
        x: width - margin,
        y,
        text: change === null ? "–" : signed(change),
        fill: clear ? palette.ink : palette.muted,
        size,
        weight,
        align: "right",
      },
    ];
  });
  const columns: Label[] = [
    { x: nowX, y: headY, text: "now", fill: palette.muted, size: 11, align: "right" },
    { x: width - margin, y: headY, text: "28 d", fill: palette.muted, size: 11, align: "right" },
  ];
  const tickTop = bottom + othersGap;
  const othersText: Label[] =
    others.length > 0
      ? [{ x: margin, y: tickTop + othersHeight / 2, text: drawing.othersLabel, fill: palette.muted, size }]
      : [];
  const bands = [
    { top, bottom },
    ...(others.length > 0 ? [{ top: tickTop, bottom: tickTop + othersHeight }] : []),
  ];
  const { atRisk, watch } = drawing.thresholds;

  return chartSpec(layout, {
    height,
    layers: [
      rectLayer(
        "zones",
        bands.flatMap((band) => [
          { ...band, left: floor, right: atRisk, fill: palette.zoneAtRisk },
          { ...band, left: atRisk, right: watch, fill: palette.zoneWatch },
        ]),
        { x },
      ),
      levelLayer(
        "rowLines",
        placed.slice(1).map(({ y }) => ({ y: y - rowHeight / 2, left: margin, right: width - margin })),
        {},
        { stroke: palette.grid },
      ),
      uprightLayer(
        "thresholds",
        bands.flatMap((band) => [
          { ...band, x: atRisk },
          { ...band, x: watch },
        ]),
        { x },
        { stroke: palette.rule },
      ),
      levelLayer(
        "tails",
        placed.flatMap(({ row: { now, before, band }, y }) =>
          before === null ? [] : [{ y, left: before, right: now, stroke: bandColour(palette, band) }],
        ),
        { x },
        { strokeWidth: 2.5, strokeCap: "round", opacity: 0.55 },
      ),
      markLayer(
        "marks",
        placed.map(({ row: { now, band }, y }) => ({
          x: now,
          y,
          fill: bandColour(palette, band),
          shape: bandShape(band),
          area: drawing.markArea,
        })),
        { x },
        { stroke: palette.background, strokeWidth: 1.5 },
      ),
      uprightLayer(
        "ticks",
        others.map(({ now, band }) => ({
          x: now,
          top: tickTop + othersHeight / 2 - 6,
          bottom: tickTop + othersHeight / 2 + 6,
          stroke: bandColour(palette, band),
        })),
        { x },
        { strokeWidth: 1.4, opacity: others.length > manyTicks ? 0.3 : 0.75 },
      ),
    ],
    labels: [
      ...head.labels,
      ...columns,
      ...scaleHead({ x, floor, thresholds: drawing.thresholds, y: headY, left, right: nowX - 24 }, layout),
      ...labels,
      ...othersText,
    ],
  });
}

/** Splits a list where it grows too long to draw: what comes after joins the others, as ticks. */
export function overflow(
  rows: readonly PortfolioRow[],
  others: PortfolioDrawing["others"],
  maxRows: number,
): Pick<PortfolioDrawing, "rows" | "others"> {
  const named = rows.map((row) => ({ ...row, name: drawableText(row.name) }));
  return { rows: named.slice(0, maxRows), others: [...named.slice(maxRows), ...others] };
}
