import { datedDay, monthDay, sameYear } from "../../words/day-words.ts";
import { signed } from "../../words/numbers.ts";
import type { FontWeight } from "../fonts/fonts.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { ScoreChangeChart } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import {
  type ChartSpec,
  chartSpec,
  headLabels,
  type Label,
  type Layer,
  type Layout,
  margin,
} from "./drawing.ts";
import { markLayer, rectLayer, uprightLayer } from "./layers.ts";
import { linearScale, type Scale } from "./scale.ts";
import { normal, type Step, stepsOf } from "./score-change-steps.ts";

const barHeight = 17;
const marketBarHeight = 8;
const marketRowHeight = 20;
const marketIndent = 10;
const marketWords = { wide: "of it: how all accounts did", narrow: "of it: all accounts" };

/** A step in its place: from one score to the next, its rows by their middles, in pixels. */
interface PlacedStep extends Step {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly marketY: number;
}

/** The waterfall laid out: the first score, the steps, the last. */
interface Waterfall {
  readonly narrow: boolean;
  readonly totals: readonly [Total, Total];
  readonly steps: readonly PlacedStep[];
  /** Those of which the market did something. */
  readonly moved: readonly PlacedStep[];
  /** Points to pixels. */
  readonly x: Scale;
  readonly height: number;
}

interface Total {
  readonly day: string;
  readonly score: number;
  readonly y: number;
}

/** A waterfall from one score to another: the largest fall first; a fall is filled, a rise hollow. */
export function scoreChangeSpec(chart: ScoreChangeChart, layout: Layout): ChartSpec {
  const head = headLabels(
    layout,
    cutTitle(chart.title, layout, { cut: chart.name }),
    "The parts add up to the change",
  );
  const waterfall = placed(chart, layout, head.bottom + (layout.title ? 6 : 2));
  return chartSpec(layout, {
    height: waterfall.height,
    layers: layersOf(waterfall, layout),
    labels: [...head.labels, ...labelsOf(waterfall, layout)],
  });
}

function placed(chart: ScoreChangeChart, layout: Layout, top: number): Waterfall {
  const narrow = layout.width < 340;
  const rowHeight = narrow ? 33 : 27;
  // Each bar begins where the one before it ended, and stands below it.
  let score = chart.from.score;
  let bottom = top + rowHeight;
  const steps = stepsOf(chart, narrow).map((step): PlacedStep => {
    const from = score;
    score += step.change;
    const y = bottom + rowHeight / 2;
    bottom += rowHeight + (step.market === 0 ? 0 : marketRowHeight);
    return { ...step, from, to: score, y, marketY: y + rowHeight / 2 + marketRowHeight / 2 - 4 };
  });
  const last = { ...chart.to, y: bottom + rowHeight / 2 };
  const moved = steps.filter(({ market }) => market !== 0);
  return {
    narrow,
    totals: [{ ...chart.from, y: top + rowHeight / 2 }, last],
    steps,
    moved,
    x: pointScale({ narrow, steps, moved }, [chart.from.score, chart.to.score], layout),
    height: Math.ceil(last.y + rowHeight / 2 + (layout.title ? 8 : 2)),
  };
}

/** From the lowest to the highest score on the way, between the words of the widest row and the widest figure. */
function pointScale(
  { narrow, steps, moved }: Pick<Waterfall, "narrow" | "steps" | "moved">,
  totals: readonly number[],
  { width }: Layout,
): Scale {
  const lines = steps.map(({ words, meaning }) => (narrow ? small(meaning) : normal(words)));
  const wordsWidth = Math.max(...lines, ...moved.map(() => marketIndent + small(marketText(narrow))));
  const figureWidth = Math.max(0, ...steps.map(({ figure }) => normal(figure)));
  const ends = [...totals, ...steps.map(({ to }) => to), ...moved.map(({ to, market }) => to - market)];
  // Room for "−11" at the left of the lowest bar, and for the total at the right of the highest mark.
  const left = margin + wordsWidth + 8 + 26;
  const right = width - margin - figureWidth - 12;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return linearScale(
    [low, Math.max(high, low + 1)],
    [left, Math.max(left + 20, right - (high > low ? 6 : 0))],
  );
}

function labelsOf({ narrow, totals, steps, moved, x }: Waterfall, layout: Layout): Label[] {
  const { palette, width } = layout;
  const dayWords = sameYear(totals[0].day, totals[1].day) ? monthDay : datedDay;
  const value = (
    points: number,
    lowest: number,
    y: number,
    style: { fill: string; weight: FontWeight },
  ): Label => ({
    x: x(lowest) - 5,
    y,
    text: signed(points),
    align: "right",
    ...style,
  });
  return [
    ...totals.flatMap(({ day, score, y }): Label[] => [
      { x: margin, y, text: dayWords(day), fill: palette.ink, weight: 600 },
      { x: x(score) + 9, y, text: String(score), fill: palette.ink, size: 15, weight: 600 },
    ]),
    ...steps.flatMap((step): Label[] => [
      ...rowLabels(step, layout, narrow),
      value(step.change, Math.min(step.from, step.to), step.y, { fill: palette.ink, weight: 600 }),
      { x: width - margin, y: step.y, text: step.figure, fill: palette.muted, align: "right" },
    ]),
    ...moved.flatMap(({ to, market, marketY: y }): Label[] => [
      { x: margin + marketIndent, y, text: marketText(narrow), fill: palette.muted, size: 11 },
      value(market, Math.min(to, to - market), y, { fill: palette.muted, weight: 400 }),
    ]),
  ];
}

function layersOf({ totals, steps, moved, x }: Waterfall, { palette }: Layout): Layer[] {
  const reached = [totals[0].score, ...steps.map(({ to }) => to)];
  const stops = [totals[0].y, ...steps.map(({ y }) => y), totals[1].y];
  const bar = (from: number, to: number, y: number, height: number) => ({
    left: from,
    right: to,
    top: y - height / 2,
    bottom: y + height / 2,
  });
  return [
    uprightLayer(
      "links",
      reached.map((score, index) => ({ x: score, top: stops[index] ?? 0, bottom: stops[index + 1] ?? 0 })),
      { x },
      { stroke: palette.rule },
    ),
    rectLayer(
      "steps",
      steps.map(({ from, to, change, y }) => ({
        ...bar(from, to, y, barHeight),
        fill: change > 0 ? palette.background : palette.ink,
      })),
      { x },
      { stroke: palette.ink, strokeWidth: 1.5 },
    ),
    rectLayer(
      "market",
      moved.map(({ to, market, marketY }) => ({
        ...bar(to - market, to, marketY, marketBarHeight),
        fill: market > 0 ? palette.background : palette.bar,
      })),
      { x },
      { stroke: palette.bar, strokeWidth: 1.5 },
    ),
    markLayer(
      "totals",
      totals.map(({ score, y }) => ({ x: score, y, fill: palette.ink, shape: "circle", area: 75 })),
      { x },
      {},
    ),
  ];
}

/** "Trend: use against usual", in two lines where the chart is narrow. */
function rowLabels(step: Step & { readonly y: number }, { palette }: Layout, narrow: boolean): Label[] {
  const { y, words, name, meaning } = step;
  if (!narrow) return [{ x: margin, y, text: words, fill: palette.ink }];
  return [
    { x: margin, y: y - 7, text: name, fill: palette.ink },
    { x: margin, y: y + 7.5, text: meaning, fill: palette.muted, size: 11 },
  ];
}

function marketText(narrow: boolean): string {
  return narrow ? marketWords.narrow : marketWords.wide;
}

function small(text: string): number {
  return textWidth(text, { size: 11, weight: 400 });
}
