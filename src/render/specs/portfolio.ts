import { drawableText } from "../fonts/cut-text.ts";
import { bandColour, bandShape } from "../palette.ts";
import type { PortfolioRow } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Layer, type Layout, margin } from "./drawing.ts";
import { levelLayer, markLayer, rectLayer, uprightLayer } from "./layers.ts";
import type { PortfolioDrawing, PortfolioPlaces } from "./portfolio-frame.ts";
import { portfolioLabels } from "./portfolio-labels.ts";
import { healthFloor, linearScale } from "./scale.ts";

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
  const dense = drawing.rows.length > denseRows;
  const head = headLabels(
    layout,
    cutTitle(drawing.title, layout),
    cutTitle(`Health now; the tail shows where it was ${drawing.windowDays} days ago`, layout, { size: 12 }),
    dense,
  );
  const places = placesOf(drawing, layout, head.bottom, dense);
  return chartSpec(layout, {
    height: places.height,
    layers: layersOf(drawing, layout, places),
    labels: [...head.labels, ...portfolioLabels(drawing, layout, places)],
  });
}

function placesOf(
  drawing: PortfolioDrawing,
  { width }: Layout,
  headBottom: number,
  dense: boolean,
): PortfolioPlaces & { readonly height: number } {
  const { rows, others } = drawing;
  const nameWidth = width >= 500 ? 180 : width < 320 ? 90 : 100;
  const left = margin + nameWidth + nameGap;
  const nowX = width - margin - changeColumn;
  const floor = healthFloor([
    ...rows.flatMap(({ now, before }) => (before === null ? [now] : [now, before])),
    ...others.map(({ now }) => now),
  ]);
  const headY = headBottom + (dense ? 9 : 12);
  const top = headY + (dense ? 10 : 14);
  const lastHeight = drawing.othersLabels.length === 0 ? 0 : drawing.rowHeight < 20 ? 17 : 26;
  const below = (lastHeight === 0 ? 0 : othersGap + lastHeight) + (dense ? 5 : 8);
  const rowHeight = Math.min(drawing.rowHeight, (drawing.maxHeight - top - below) / Math.max(1, rows.length));
  const bottom = top + rows.length * rowHeight;
  return {
    height: Math.ceil(bottom + below),
    // Half a mark of room at the right, so that 100 stays within the tints.
    x: linearScale([floor, 100], [left, nowX - nowColumn - 5]),
    floor,
    left,
    nowX,
    nameWidth,
    headY,
    rowHeight,
    rows: rows.map((row, index) => ({ ...row, y: top + (index + 0.5) * rowHeight })),
    tinted: [
      { top, bottom },
      ...(lastHeight === 0 ? [] : [{ top: bottom + othersGap, bottom: bottom + othersGap + lastHeight }]),
    ],
    lastY: bottom + othersGap + lastHeight / 2,
  };
}

function layersOf(drawing: PortfolioDrawing, { palette, width }: Layout, places: PortfolioPlaces): Layer[] {
  const { others, markArea } = drawing;
  const { atRisk, watch } = drawing.thresholds;
  const { x, floor, rows, rowHeight, tinted, lastY } = places;
  return [
    rectLayer(
      "zones",
      tinted.flatMap((band) => [
        { ...band, left: floor, right: atRisk, fill: palette.zoneAtRisk },
        { ...band, left: atRisk, right: watch, fill: palette.zoneWatch },
      ]),
      { x },
    ),
    levelLayer(
      "rowLines",
      rows.slice(1).map(({ y }) => ({ y: y - rowHeight / 2, left: margin, right: width - margin })),
      {},
      { stroke: palette.grid },
    ),
    uprightLayer(
      "thresholds",
      tinted.flatMap((band) => [
        { ...band, x: atRisk },
        { ...band, x: watch },
      ]),
      { x },
      { stroke: palette.rule },
    ),
    levelLayer(
      "tails",
      rows.flatMap(({ now, before, band, y }) =>
        before === null ? [] : [{ y, left: before, right: now, stroke: bandColour(palette, band) }],
      ),
      { x },
      { strokeWidth: 2.5, strokeCap: "round", opacity: 0.55 },
    ),
    markLayer(
      "marks",
      rows.map(({ now, band, y }) => ({
        x: now,
        y,
        fill: bandColour(palette, band),
        shape: bandShape(band),
        area: markArea,
      })),
      { x },
      { stroke: palette.background, strokeWidth: 1.5 },
    ),
    uprightLayer(
      "ticks",
      others.map(({ now, band }) => ({
        x: now,
        top: lastY - 6,
        bottom: lastY + 6,
        stroke: bandColour(palette, band),
      })),
      { x },
      { strokeWidth: 1.4, opacity: others.length > manyTicks ? 0.3 : 0.75 },
    ),
  ];
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
