import { dayNumber } from "../../scoring/days.ts";
import { textWidth } from "../fonts/text-width.ts";
import { bandColour, bandShape } from "../palette.ts";
import type { AccountChart } from "../types.ts";
import type { AccountFrame, Panel } from "./account-frame.ts";
import { type Box, findFreeBox } from "./box.ts";
import { type Label, labelBox, margin } from "./drawing.ts";
import { levelLayer, lineLayer, markLayer, rectLayer } from "./layers.ts";
import { healthFloor, linearScale, spreadApart } from "./scale.ts";

const zoneName = { size: 11, weight: 400 } as const;

/** The health line over the zones of the bands. `eventX`: pixels of the event lines, which zone names avoid. */
export function accountHealthPanel(
  chart: AccountChart,
  frame: AccountFrame,
  place: { readonly top: number; readonly bottom: number; readonly headY: number },
  eventX: readonly number[],
): Panel {
  const { palette } = frame.layout;
  const { x, left, right } = frame;
  const scores = chart.health.flatMap(({ score }) => (score === null ? [] : [score]));
  const floor = healthFloor(scores);
  const y = linearScale([floor, 100], [place.bottom, place.top]);
  const { atRisk, watch } = chart.thresholds;

  const points = chart.health.map(({ day, score }) => ({ day: dayNumber(day), score }));
  const end = points.at(-1);
  const ended =
    end !== undefined && end.score !== null && chart.band !== null
      ? { day: end.day, score: end.score, band: chart.band }
      : undefined;

  const line: Box[] = points.flatMap(({ day, score }) =>
    score === null ? [] : [{ left: x(day) - 3, right: x(day) + 3, top: y(score) - 4, bottom: y(score) + 4 }],
  );
  const obstacles = [
    ...line,
    ...eventX.map((at) => ({ left: at - 2, right: at + 2, top: place.top, bottom: place.bottom })),
  ];
  const words: Label[] = [];
  const gaps = gapLabels(points, frame, y, palette.muted, place, obstacles);
  words.push(...gaps);
  const zones = [
    { name: chart.bandNames["at-risk"], low: floor, high: atRisk, fill: palette.atRisk },
    { name: chart.bandNames.watch, low: atRisk, high: watch, fill: palette.watchText },
    { name: chart.bandNames.healthy, low: watch, high: 100, fill: palette.healthy },
  ];
  for (const zone of zones) {
    const placed = zoneLabel(zone, frame, y, [...obstacles, ...words.map(labelBox)]);
    if (placed) words.push(placed);
  }

  const ticks = [100, watch, atRisk, floor];
  const tickY = spreadApart(ticks.map(y), 12.5, place.top, place.bottom);
  const tickLabels = ticks.map(
    (tick, index): Label => ({
      x: left - 9,
      y: tickY[index] ?? y(tick),
      text: String(tick),
      fill: palette.muted,
      align: "right",
    }),
  );
  const headText = "Health score";
  const head: Label[] = [
    { x: margin, y: place.headY, text: headText, fill: palette.ink, weight: 600 },
    {
      x: margin + textWidth(headText, { size: 12, weight: 600 }) + 6,
      y: place.headY,
      text: "0–100",
      fill: palette.muted,
    },
  ];
  const value: Label[] = ended
    ? [
        {
          x: right + 7,
          y: y(ended.score),
          text: String(Math.round(ended.score)),
          fill: palette.ink,
          size: 15,
          weight: 600,
        },
      ]
    : [];

  const strip = { left: left - 5, right: left - 2 };
  const mark = ended
    ? [
        {
          x: ended.day,
          y: ended.score,
          fill: bandColour(palette, ended.band),
          shape: bandShape(ended.band),
          area: 70,
        },
      ]
    : [];
  return {
    behind: [
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
    ],
    front: [
      lineLayer(
        "health",
        points.map(({ day, score }) => ({ x: day, y: score })),
        { x, y },
        { stroke: palette.ink, strokeWidth: 2.2 },
      ),
      markLayer("end", mark, { x, y }, { stroke: palette.background, strokeWidth: 2 }),
    ],
    labels: [...head, ...tickLabels, ...words, ...value],
  };
}

/** The name of a zone in a free third of it, or nothing. */
function zoneLabel(
  zone: { readonly name: string; readonly low: number; readonly high: number; readonly fill: string },
  frame: AccountFrame,
  y: (score: number) => number,
  obstacles: readonly Box[],
): Label | undefined {
  const top = y(zone.high);
  const bottom = y(zone.low);
  if (bottom - top < 12) return undefined;
  const width = textWidth(zone.name, zoneName);
  const rows = bottom - top < 26 ? [(top + bottom) / 2] : [bottom - 8.5, top + 8.5];
  const third = (frame.right - frame.left) / 3;
  const columns = [frame.left + 5, frame.left + third * 1.5 - width / 2, frame.right - 8 - width];
  const candidates = rows.flatMap((row) =>
    columns.map((x) => {
      const label: Label = { x, y: row, text: zone.name, fill: zone.fill, size: zoneName.size };
      return { ...labelBox(label), label };
    }),
  );
  return findFreeBox(candidates, obstacles)?.label;
}

/** "no data" in each gap of the line that has room for it. */
function gapLabels(
  points: readonly { readonly day: number; readonly score: number | null }[],
  frame: AccountFrame,
  y: (score: number) => number,
  fill: string,
  place: { readonly top: number; readonly bottom: number },
  obstacles: readonly Box[],
): Label[] {
  const labels: Label[] = [];
  for (let start = 0; start < points.length; start++) {
    if (points[start]?.score !== null) continue;
    let stop = start;
    while (stop + 1 < points.length && points[stop + 1]?.score === null) stop++;
    const from = points[start]?.day ?? 0;
    const until = points[stop]?.day ?? from;
    const near = points[start - 1]?.score ?? points[stop + 1]?.score ?? 50;
    const half = textWidth("no data", zoneName) / 2;
    const middle = (frame.x(from) + frame.x(until)) / 2;
    const x = Math.min(frame.right - half - 2, Math.max(frame.left + half + 4, middle));
    const rows = [y(near), y(near) + 14, y(near) - 14, place.bottom - 30, place.top + 10];
    const candidates = rows
      .filter((row) => row > place.top + 6 && row < place.bottom - 6)
      .map((row) => {
        const label: Label = { x, y: row, text: "no data", fill, size: 11, align: "center" };
        return { ...labelBox(label), label };
      });
    const found = findFreeBox(candidates, [...obstacles, ...labels.map(labelBox)]);
    if (found) labels.push(found.label);
    start = stop;
  }
  return labels;
}
