import { dayNumber } from "../../scoring/days.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { AccountChart } from "../types.ts";
import type { AccountFrame } from "./account-frame.ts";
import { type Box, findFreeBox } from "./box.ts";
import { type Label, labelBox } from "./drawing.ts";
import type { Scale } from "./scale.ts";

const zoneName = { size: 11, weight: 400 } as const;

/** Where the panel's plot stands, in pixels. */
interface Place {
  readonly top: number;
  readonly bottom: number;
}

/**
 * The words within the plot, clear of the line, of the event lines and of each other: "no data" in its gaps, then the names of
 * the zones.
 * @param eventX pixels of the event lines
 */
export function healthWords(
  chart: AccountChart,
  frame: AccountFrame,
  y: Scale,
  place: Place,
  eventX: readonly number[],
): Label[] {
  const { palette } = frame.layout;
  const { atRisk, watch } = chart.thresholds;
  const points = chart.health.map(({ day, score }) => ({ day: dayNumber(day), score }));
  const line: Box[] = points.flatMap(({ day, score }) => {
    if (score === null) return [];
    const x = frame.x(day);
    return [{ left: x - 3, right: x + 3, top: y(score) - 4, bottom: y(score) + 4 }];
  });
  const obstacles = [
    ...line,
    ...eventX.map((x) => ({ left: x - 2, right: x + 2, top: place.top, bottom: place.bottom })),
  ];
  const words = gapLabels(points, frame, y, palette.muted, place, obstacles);
  const zones = [
    { name: chart.bandNames["at-risk"], low: y.domain[0], high: atRisk, fill: palette.atRisk },
    { name: chart.bandNames.watch, low: atRisk, high: watch, fill: palette.watchText },
    { name: chart.bandNames.healthy, low: watch, high: 100, fill: palette.healthy },
  ];
  for (const zone of zones) {
    const placed = zoneLabel(zone, frame, y, [...obstacles, ...words.map(labelBox)]);
    if (placed) words.push(placed);
  }
  return words;
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
