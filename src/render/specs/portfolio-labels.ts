import { signed } from "../../words/numbers.ts";
import { cutNames } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import { type Label, type Layout, margin } from "./drawing.ts";
import type { PortfolioDrawing, PortfolioPlaces } from "./portfolio-frame.ts";
import { scaleHead } from "./scale-head.ts";

/** A change of so many points is set in 600. */
const clearChange = 5;
/** Between the words of the last row and its first tick. */
const tickGap = 5;

/** The words of a chart of rows: its columns, a row's name and figures, what the ticks are. */
export function portfolioLabels(
  drawing: PortfolioDrawing,
  layout: Layout,
  places: PortfolioPlaces,
): readonly Label[] {
  const { palette, width } = layout;
  const { x, floor, left, nowX, headY } = places;
  const { thresholds } = drawing;
  const column = { y: headY, fill: palette.muted, size: 11, align: "right" } as const;
  return [
    { ...column, x: nowX, text: "now" },
    { ...column, x: width - margin, text: `${drawing.windowDays} d` },
    ...scaleHead({ x, floor, thresholds, y: headY, left, right: nowX - 24 }, layout),
    ...rowLabels(drawing, layout, places),
    ...othersLabel(drawing, layout, places),
  ];
}

function rowLabels(
  { fontSize: size }: PortfolioDrawing,
  { palette, width }: Layout,
  { rows, nowX, nameWidth }: PortfolioPlaces,
): Label[] {
  const names = cutNames(
    rows.map(({ name }) => name),
    nameWidth,
    { size, weight: 400 },
  );
  return rows.flatMap(({ now, before, y }, index): Label[] => {
    const change = before === null ? null : Math.round(now) - Math.round(before);
    const isClear = change !== null && Math.abs(change) >= clearChange;
    const figure = { y, size, align: "right" } as const;
    return [
      { x: margin, y, text: names[index] ?? "", fill: palette.ink, size },
      { ...figure, x: nowX, text: String(Math.round(now)), fill: palette.ink, weight: 600 },
      {
        ...figure,
        x: width - margin,
        text: change === null ? "–" : signed(change),
        fill: isClear ? palette.ink : palette.muted,
        weight: isClear ? 600 : 400,
      },
    ];
  });
}

/** What the ticks are: the first wording that ends before the first of them. */
function othersLabel(
  { othersLabels, others, fontSize: size }: PortfolioDrawing,
  { palette }: Layout,
  { x, nowX, lastY }: PortfolioPlaces,
): Label[] {
  const end = Math.min(nowX, ...others.map(({ now }) => x(now) - tickGap));
  const text =
    othersLabels.find((words) => margin + textWidth(words, { size, weight: 400 }) <= end) ??
    othersLabels.at(-1);
  return text === undefined ? [] : [{ x: margin, y: lastY, text, fill: palette.muted, size }];
}
