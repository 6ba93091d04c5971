import { dayNumber } from "../../scoring/days.ts";
import { textWidth } from "../fonts/text-width.ts";
import { bandColour, bandShape } from "../palette.ts";
import type { AccountChart } from "../types.ts";
import type { AccountFrame, Panel } from "./account-frame.ts";
import { healthWords } from "./account-health-words.ts";
import { type Label, type Layer, margin } from "./drawing.ts";
import { levelLayer, lineLayer, markLayer, rectLayer } from "./layers.ts";
import { healthFloor, linearScale, type Scale, spreadApart } from "./scale.ts";

/** The health line over the zones of the bands. `eventX`: pixels of the event lines, which zone names avoid. */
export function accountHealthPanel(
  chart: AccountChart,
  frame: AccountFrame,
  place: { readonly top: number; readonly bottom: number; readonly headY: number },
  eventX: readonly number[],
): Panel {
  const { palette } = frame.layout;
  const floor = healthFloor(chart.health.flatMap(({ score }) => (score === null ? [] : [score])));
  const y = linearScale([floor, 100], [place.bottom, place.top]);
  const points = chart.health.map(({ day, score }) => ({ x: dayNumber(day), y: score }));
  const end = endOf(chart, frame, y);
  return {
    behind: zoneLayers(chart, frame, y),
    front: [
      lineLayer("health", points, { x: frame.x, y }, { stroke: palette.ink, strokeWidth: 2.2 }),
      markLayer("end", end.mark, { x: frame.x, y }, { stroke: palette.background, strokeWidth: 2 }),
    ],
    labels: [
      ...axisLabels(chart, frame, y, place),
      ...healthWords(chart, frame, y, place, eventX),
      ...end.label,
    ],
  };
}

/** The last day's score, and its mark in the shape of its band where that is known. */
function endOf({ health, band }: AccountChart, { layout: { palette }, right }: AccountFrame, y: Scale) {
  const last = health.at(-1);
  if (last === undefined || last.score === null) return { mark: [], label: [] };
  const { day, score } = last;
  const text = String(Math.round(score));
  const label: Label = { x: right + 7, y: y(score), text, fill: palette.ink, size: 15, weight: 600 };
  if (band === null) return { mark: [], label: [label] };
  const mark = {
    x: dayNumber(day),
    y: score,
    fill: bandColour(palette, band),
    shape: bandShape(band),
    area: 70,
  };
  return { mark: [mark], label: [label] };
}

/** Tints behind the plot, a strip of the bands' colours on the axis, lines at the thresholds. */
function zoneLayers({ thresholds }: AccountChart, { layout, left, right }: AccountFrame, y: Scale): Layer[] {
  const { palette } = layout;
  const { atRisk, watch } = thresholds;
  const floor = y.domain[0];
  const strip = { left: left - 5, right: left - 2 };
  return [
    rectLayer(
      "zones",
      [
        { left, right, top: floor, bottom: atRisk, fill: palette.zoneAtRisk },
        { left, right, top: atRisk, bottom: watch, fill: palette.zoneWatch },
      ],
      { y },
    ),
    rectLayer(
      "strip",
      [
        { ...strip, top: floor, bottom: atRisk, fill: palette.atRisk },
        { ...strip, top: atRisk, bottom: watch, fill: palette.watch },
        { ...strip, top: watch, bottom: 100, fill: palette.healthy },
      ],
      { y },
    ),
    levelLayer(
      "thresholds",
      [atRisk, watch].map((score) => ({ y: score, left: left - 2, right })),
      { y },
      { stroke: palette.rule },
    ),
  ];
}

/** The panel's head, and its ticks: the thresholds and both ends of the scale. */
function axisLabels(
  { thresholds }: AccountChart,
  { layout: { palette }, left }: AccountFrame,
  y: Scale,
  place: { readonly top: number; readonly bottom: number; readonly headY: number },
): Label[] {
  const ticks = [100, thresholds.watch, thresholds.atRisk, y.domain[0]];
  const tickY = spreadApart(ticks.map(y), 12.5, place.top, place.bottom);
  const head = { x: margin, y: place.headY, text: "Health score", weight: 600 } as const;
  const headEnd = margin + textWidth(head.text, { size: 12, weight: head.weight }) + 6;
  return [
    { ...head, fill: palette.ink },
    { x: headEnd, y: place.headY, text: "0–100", fill: palette.muted },
    ...ticks.map(
      (tick, index): Label => ({
        x: left - 9,
        y: tickY[index] ?? y(tick),
        text: String(tick),
        fill: palette.muted,
        align: "right",
      }),
    ),
  ];
}
