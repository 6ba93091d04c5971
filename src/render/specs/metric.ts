import { dayNumber } from "../../scoring/days.ts";
import { metricFigure } from "../../words/metrics.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { drawableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { MetricChart } from "../types.ts";
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
import { levelLayer, lineLayer, markLayer, rectLayer } from "./layers.ts";
import { linearScale, roundTick, type Scale } from "./scale.ts";
import { timeLabels } from "./time-axis.ts";

const plotHeight = 84;
/** Room at the left for ticks, at the right for the last value: as the account chart has it, so that both stand in line. */
const minTickRoom = 44;
const minEndRoom = 46;
/** The window that findings speak of: the last four weeks, in ink. */
const windowWeeks = 4;

/** A metric of an account by week: bars for what adds up, else a line through the values there are. */
export function metricSpec(chart: MetricChart, layout: Layout): ChartSpec {
  const { palette } = layout;
  const { weeks } = chart;
  const first = weeks[0]?.firstDay;
  const last = weeks.at(-1)?.lastDay;
  if (first === undefined || last === undefined)
    throw new RangeError("A metric chart needs at least one week.");
  const known = weeks.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  // A long unit stands in the words beside the chart.
  const unit = chart.metric.unit.length > 4 ? "" : drawableText(chart.metric.unit);
  const figure = (value: number) => metricFigure({ ...chart.metric, unit }, value);
  const ticks = ticksOf(low, high);
  // A gauge stands at its last value until there is another, and has it where it was measured.
  const ended = chart.metric.kind === "gauge" ? weeks.findLast(({ value }) => value !== null) : weeks.at(-1);
  const end = ended?.value ?? null;
  const widest = Math.max(...ticks.map((tick) => textWidth(figure(tick), { size: 12, weight: 400 })));
  const left = Math.max(minTickRoom, 8 + widest + 9);
  const endWidth = end === null ? 0 : textWidth(figure(end), { size: 12, weight: 600 });
  const right = layout.width - Math.max(minEndRoom, 6 + endWidth + 8);
  const x = linearScale([dayNumber(first) - 0.5, dayNumber(last) + 0.5], [left, right]);

  const head = metricHead(chart, layout);
  const top = head.bottom + 12;
  const bottom = top + plotHeight;
  const y = linearScale(low === high ? [0, 1] : [low, high], [bottom, top]);
  const axisY = bottom + 14;

  const endX = ended === undefined || ended.lastDay === last ? right + 6 : x(dayNumber(ended.lastDay)) + 8;
  const marks = chart.draws === "bars" ? bars(chart, layout, x, y) : line(chart, layout, x, y);
  const labels: Label[] = [
    ...ticks.map(
      (tick): Label => ({ x: left - 9, y: y(tick), text: figure(tick), fill: palette.muted, align: "right" }),
    ),
    ...(end === null
      ? []
      : [{ x: endX, y: y(end), text: figure(end), fill: palette.ink, weight: 600 } as const]),
    ...timeLabels(
      { first, last },
      x,
      { y: axisY, left: margin, right: layout.width - margin },
      { month: palette.muted, last: palette.ink },
    ),
  ];
  const levels = ticks.map((tick) => ({ y: tick, left: left - 2, right }));
  return chartSpec(layout, {
    height: Math.ceil(axisY + 12),
    layers: [levelLayer("levels", levels, { y }, { stroke: palette.grid }), ...marks],
    labels: [...head.labels, ...labels],
  });
}

/**
 * Title and subtitle. What a narrow chart has no room for in its title goes down a line, and the unit of the weeks makes way:
 * "Invoices overdue: 2", "Unchanged since 19 Oct, lower is better".
 */
function metricHead({ title, subtitle, metric }: MetricChart, layout: Layout) {
  const label = drawableText(metric.label);
  const whole = drawableText(title);
  const comma = whole.lastIndexOf(", ");
  const fits = textWidth(whole, { size: 15, weight: 600 }) <= layout.width - 2 * margin;
  const [first, second] =
    fits || comma <= label.length
      ? [whole, subtitle]
      : [whole.slice(0, comma), `${sentenceCase(whole.slice(comma + 2))}, ${subtitle.split(", ").at(-1)}`];
  return headLabels(layout, cutTitle(first, layout, { cut: label }), cutTitle(second, layout, { size: 12 }));
}

/** Nothing, and the round figure nearest to each end that has room of its own. */
function ticksOf(low: number, high: number): number[] {
  const span = high - low;
  const outer = [stepUnder(high), -stepUnder(-low)].filter(
    (tick) => tick !== 0 && Math.abs(tick) > span * 0.2,
  );
  return [...new Set([0, ...outer])];
}

/** A round figure at most as large, also below 1: 0.05, 2, 250; 0 for nothing, and for what no label could tell from it. */
function stepUnder(value: number): number {
  if (value < 1e-6) return 0;
  const scale = 10 ** Math.max(0, Math.ceil(-Math.log10(value)));
  return roundTick(value * scale) / scale;
}

function bars({ weeks }: MetricChart, { palette }: Layout, x: Scale, y: Scale): Layer[] {
  const inset = Math.min(1.25, (x(7) - x(0)) * 0.1);
  const rows = weeks.flatMap(({ firstDay, lastDay, value }, index) =>
    value === null
      ? []
      : [
          {
            left: x(dayNumber(firstDay) - 0.5) + inset,
            right: x(dayNumber(lastDay) + 0.5) - inset,
            top: 0,
            bottom: value,
            fill: index >= weeks.length - windowWeeks ? palette.ink : palette.bar,
          },
        ],
  );
  return [rectLayer("bars", rows, { y })];
}

function line({ weeks }: MetricChart, { palette }: Layout, x: Scale, y: Scale): Layer[] {
  const points = weeks.flatMap(({ lastDay, value }, index) =>
    value === null ? [] : [{ x: dayNumber(lastDay), y: value, late: index >= weeks.length - windowWeeks }],
  );
  const marks = points.map(
    (point) =>
      ({
        ...point,
        fill: point.late ? palette.ink : palette.bar,
        shape: "circle",
        area: point.late ? 46 : 30,
      }) as const,
  );
  return [
    lineLayer("line", points, { x, y }, { stroke: palette.bar, strokeWidth: 1.6 }),
    markLayer("points", marks, { x, y }, { stroke: palette.background, strokeWidth: 1 }),
  ];
}
