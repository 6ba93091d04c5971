import type { PartName } from "../../scoring/types.ts";
import { monthDay } from "../../words/day-words.ts";
import { signed } from "../../words/numbers.ts";
import { partInWords, partLabels, partMeanings } from "../../words/status.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { ScoreChangeChart } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Label, type Layout, margin } from "./drawing.ts";
import { markLayer, rectLayer, uprightLayer } from "./layers.ts";
import { linearScale } from "./scale.ts";

const barHeight = 17;

/** A waterfall from one score to another: the largest fall first; a fall is filled, a rise hollow (UX 3.4). */
export function scoreChangeSpec(chart: ScoreChangeChart, layout: Layout): ChartSpec {
  const { palette, width } = layout;
  const narrow = width < 340;
  const rowHeight = narrow ? 33 : 27;
  const parts = [...chart.parts].sort((a, b) => a.change - b.change);
  const head = headLabels(layout, cutTitle(chart.title, layout), "The parts add up to the change");
  const top = head.bottom + (layout.title ? 6 : 2);
  const rowY = (row: number) => top + (row + 0.5) * rowHeight;

  // Each bar begins where the one before it ended.
  let score = chart.from.score;
  const steps = parts.map((part, index) => {
    const from = score;
    score += part.change;
    return { ...part, from, to: score, y: rowY(index + 1) };
  });
  const totals = [
    { ...chart.from, y: rowY(0) },
    { ...chart.to, y: rowY(parts.length + 1) },
  ];

  const words = parts.map(({ part }) => partInWords(part));
  const wordsWidth = narrow
    ? Math.max(...parts.map(({ part }) => textWidth(partMeanings[part], { size: 11, weight: 400 })))
    : Math.max(...words.map((text) => textWidth(text, { size: 12, weight: 400 })));
  const figures = steps.map(({ points, max }) => `${points} of ${max}`);
  const figureWidth = Math.max(...figures.map((text) => textWidth(text, { size: 12, weight: 400 })));
  const reached = [chart.from.score, ...steps.map(({ to }) => to), chart.to.score];
  // Room for "−11" at the left of the lowest bar, and for the total at the right of the highest mark.
  const left = margin + wordsWidth + 8 + 26;
  const right = width - margin - figureWidth - 12;
  const [low, high] = [Math.min(...reached), Math.max(...reached)];
  const x = linearScale(
    [low, Math.max(high, low + 1)],
    [left, Math.max(left + 20, right - (high > low ? 6 : 0))],
  );

  const labels: Label[] = [
    ...head.labels,
    ...totals.flatMap((total): Label[] => [
      { x: margin, y: total.y, text: monthDay(total.day), fill: palette.ink, weight: 600 },
      {
        x: x(total.score) + 9,
        y: total.y,
        text: String(total.score),
        fill: palette.ink,
        size: 15,
        weight: 600,
      },
    ]),
    ...steps.flatMap((step, index): Label[] => [
      ...rowLabels(step.part, words[index] ?? "", step.y, layout, narrow),
      {
        x: x(Math.min(step.from, step.to)) - 5,
        y: step.y,
        text: signed(step.change),
        fill: palette.ink,
        weight: 600,
        align: "right",
      },
      { x: width - margin, y: step.y, text: figures[index] ?? "", fill: palette.muted, align: "right" },
    ]),
  ];
  const stops = [totals[0], ...steps, totals[1]].map((stop) => stop?.y ?? 0);

  return chartSpec(layout, {
    height: Math.ceil(rowY(parts.length + 1) + rowHeight / 2 + (layout.title ? 8 : 2)),
    layers: [
      uprightLayer("links", { x }, { stroke: palette.rule }),
      rectLayer("steps", { x }, { stroke: palette.ink, strokeWidth: 1.5 }),
      markLayer("totals", { x }, {}),
    ],
    data: {
      links: reached.slice(0, -1).map((score, index) => ({
        x: score,
        top: stops[index] ?? 0,
        bottom: stops[index + 1] ?? 0,
      })),
      steps: steps.map(({ from, to, change, y }) => ({
        left: from,
        right: to,
        top: y - barHeight / 2,
        bottom: y + barHeight / 2,
        fill: change > 0 ? palette.background : palette.ink,
      })),
      totals: totals.map(({ score, y }) => ({ x: score, y, fill: palette.ink, shape: "circle", area: 75 })),
    },
    labels,
  });
}

/** "Trend: use against usual", in two lines where the chart is narrow. */
function rowLabels(part: PartName, words: string, y: number, layout: Layout, narrow: boolean): Label[] {
  const { palette } = layout;
  if (!narrow) return [{ x: margin, y, text: words, fill: palette.ink }];
  return [
    { x: margin, y: y - 7, text: partLabels[part], fill: palette.ink },
    { x: margin, y: y + 7.5, text: partMeanings[part], fill: palette.muted, size: 11 },
  ];
}
