import type { BandThresholds } from "../../scoring/types.ts";
import { type Label, type Layout, labelBox } from "./drawing.ts";
import { type Scale, spreadApart } from "./scale.ts";

const size = 11;
const gap = 5;

/**
 * The head of the shared health scale: the floor, the thresholds above their lines, and the names of the outer bands
 * where they fit. What does not fit goes, the band names first.
 */
export function scaleHead(
  place: {
    readonly x: Scale;
    readonly floor: number;
    readonly thresholds: BandThresholds;
    readonly y: number;
    readonly left: number;
    /** The first pixel of the next column. */
    readonly right: number;
  },
  layout: Layout,
): Label[] {
  const { palette } = layout;
  const { x, y } = place;
  const { atRisk, watch } = place.thresholds;
  const [low = x(atRisk), high = x(watch)] = spreadApart(
    [x(atRisk), x(watch)],
    19,
    place.left + 24,
    place.right - 8,
  );
  const numbers: Label[] = [
    { x: low, y, text: String(atRisk), fill: palette.muted, size, align: "center" },
    { x: high, y, text: String(watch), fill: palette.muted, size, align: "center" },
    { x: place.left, y, text: String(place.floor), fill: palette.muted, size },
  ];
  const boxes = numbers.map(labelBox);
  const [lowBox, highBox, floorBox] = boxes;
  const words: Label[] = [];
  if (lowBox && floorBox && highBox) {
    const risk: Label = {
      x: lowBox.left - gap,
      y,
      text: "at risk",
      fill: palette.atRisk,
      size,
      align: "right",
    };
    if (labelBox(risk).left >= floorBox.right + gap - 1) words.push(risk);
    const healthy: Label = { x: highBox.right + gap, y, text: "healthy", fill: palette.healthy, size };
    if (labelBox(healthy).right <= place.right - gap) words.push(healthy);
  }
  return [...numbers, ...words];
}
