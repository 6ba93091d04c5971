import { datedDay, monthDay, sameYear } from "../../words/day-words.ts";
import { signed } from "../../words/numbers.ts";
import { partInWords, partLabels, partMeanings } from "../../words/status.ts";
import { cutText, drawableText } from "../fonts/cut-text.ts";
import type { FontWeight } from "../fonts/fonts.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { ScoreChangeChart } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Label, type Layout, margin } from "./drawing.ts";
import { markLayer, rectLayer, uprightLayer } from "./layers.ts";
import { linearScale } from "./scale.ts";

const barHeight = 17;
const marketBarHeight = 8;
const marketRowHeight = 20;
const marketIndent = 10;
const marketWords = { wide: "of it: how all accounts did", narrow: "of it: all accounts" };
/** Rows from which parts that did nothing are left out. */
const mostRows = 7;
/** Pixels for the rules' names, which a tenant writes. */
const mostRulesWidth = 190;

/** A step of the waterfall: a part, or the change of the rules. */
interface Step {
  /** One line where there is room, else `name` above `meaning`. */
  readonly words: string;
  readonly name: string;
  readonly meaning: string;
  readonly change: number;
  /** "14 of 25", at the right. */
  readonly figure: string;
  /** What of it the market did; drawn below, where it did anything. */
  readonly market: number;
}

/** A waterfall from one score to another: the largest fall first; a fall is filled, a rise hollow (UX 3.4). */
export function scoreChangeSpec(chart: ScoreChangeChart, layout: Layout): ChartSpec {
  const { palette, width } = layout;
  const narrow = width < 340;
  const rowHeight = narrow ? 33 : 27;
  const head = headLabels(layout, cutTitle(chart.title, layout), "The parts add up to the change");

  // Each bar begins where the one before it ended, and stands below it.
  let score = chart.from.score;
  let bottom = head.bottom + (layout.title ? 6 : 2) + rowHeight;
  const steps = stepsOf(chart, narrow).map((step) => {
    const from = score;
    score += step.change;
    const y = bottom + rowHeight / 2;
    bottom += rowHeight + (step.market === 0 ? 0 : marketRowHeight);
    return { ...step, from, to: score, y, marketY: y + rowHeight / 2 + marketRowHeight / 2 - 4 };
  });
  const totals = [
    { ...chart.from, y: head.bottom + (layout.title ? 6 : 2) + rowHeight / 2 },
    { ...chart.to, y: bottom + rowHeight / 2 },
  ];
  const marketText = narrow ? marketWords.narrow : marketWords.wide;
  const dayWords = sameYear(chart.from.day, chart.to.day) ? monthDay : datedDay;
  const moved = steps.filter(({ market }) => market !== 0);

  const lines = steps.map(({ words, meaning }) => (narrow ? small(meaning) : normal(words)));
  const wordsWidth = Math.max(...lines, ...moved.map(() => marketIndent + small(marketText)));
  const figureWidth = Math.max(0, ...steps.map(({ figure }) => normal(figure)));
  const reached = [chart.from.score, ...steps.map(({ to }) => to), chart.to.score];
  const ends = [...reached, ...moved.map(({ to, market }) => to - market)];
  // Room for "−11" at the left of the lowest bar, and for the total at the right of the highest mark.
  const left = margin + wordsWidth + 8 + 26;
  const right = width - margin - figureWidth - 12;
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = linearScale(
    [low, Math.max(high, low + 1)],
    [left, Math.max(left + 20, right - (high > low ? 6 : 0))],
  );
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

  const labels: Label[] = [
    ...head.labels,
    ...totals.flatMap((total): Label[] => [
      { x: margin, y: total.y, text: dayWords(total.day), fill: palette.ink, weight: 600 },
      {
        x: x(total.score) + 9,
        y: total.y,
        text: String(total.score),
        fill: palette.ink,
        size: 15,
        weight: 600,
      },
    ]),
    ...steps.flatMap((step): Label[] => [
      ...rowLabels(step, layout, narrow),
      value(step.change, Math.min(step.from, step.to), step.y, { fill: palette.ink, weight: 600 }),
      { x: width - margin, y: step.y, text: step.figure, fill: palette.muted, align: "right" },
    ]),
    ...moved.flatMap(({ to, market, marketY: y }): Label[] => [
      { x: margin + marketIndent, y, text: marketText, fill: palette.muted, size: 11 },
      value(market, Math.min(to, to - market), y, { fill: palette.muted, weight: 400 }),
    ]),
  ];
  const stops = [totals[0], ...steps, totals[1]].map((stop) => stop?.y ?? 0);
  const bar = (from: number, to: number, y: number, height: number) => ({
    left: from,
    right: to,
    top: y - height / 2,
    bottom: y + height / 2,
  });

  return chartSpec(layout, {
    height: Math.ceil((totals[1]?.y ?? 0) + rowHeight / 2 + (layout.title ? 8 : 2)),
    layers: [
      uprightLayer(
        "links",
        reached.slice(0, -1).map((score, index) => ({
          x: score,
          top: stops[index] ?? 0,
          bottom: stops[index + 1] ?? 0,
        })),
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
    ],
    labels,
  });
}

/** The parts, the largest fall first, then the change of the rules; beyond seven rows only those that did something. */
function stepsOf({ parts, market = 0, rules = null }: ScoreChangeChart, narrow: boolean): Step[] {
  const rows = parts.length + (market === 0 ? 0 : 1) + (rules === null ? 0 : 1);
  const steps = parts
    .filter(({ change }) => rows <= mostRows || change !== 0)
    .sort((one, other) => one.change - other.change)
    .map(
      ({ part, change, points, max }): Step => ({
        words: partInWords(part),
        name: partLabels[part],
        meaning: partMeanings[part],
        change,
        figure: points === null ? "no data" : `${points} of ${max}`,
        market: part === "trend" ? market : 0,
      }),
    );
  if (rules === null) return steps;
  const meaning = cutText(drawableText(rules.words), narrow ? 110 : mostRulesWidth - normal("Rules: "), {
    size: narrow ? 11 : 12,
    weight: 400,
  });
  const step = {
    words: `Rules: ${meaning}`,
    name: "Rules",
    meaning,
    change: rules.points,
    figure: "",
    market: 0,
  };
  return [...steps, step];
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

function normal(text: string): number {
  return textWidth(text, { size: 12, weight: 400 });
}

function small(text: string): number {
  return textWidth(text, { size: 11, weight: 400 });
}
