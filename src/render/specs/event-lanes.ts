import { cutText, drawableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import { type Box, boxesTouch } from "./box.ts";

/** An event to label: where its line stands, in pixels, and what happened. */
export interface PlacedEvent {
  readonly x: number;
  readonly label: string;
}

/** A label in its lane. Lane 0 is the lowest, next to the plot. */
export interface LaneLabel {
  readonly x: number;
  readonly left: number;
  readonly right: number;
  readonly text: string;
  readonly lane: number;
}

const style = { size: 12, weight: 400 } as const;
const maxLabels = 4;
const maxWidth = 150;
const toLine = 4;
const gap = 8;

/**
 * Puts the labels of events into lanes above the plot: the newest four, newest placed first, each beside its
 * line, flipped to the left where it would leave the plot. Prefers a low lane, and not to lie over another's line.
 * `events` oldest first or in any order of x; the later in the list of equal x counts as newer.
 */
export function placeEventLabels(
  events: readonly PlacedEvent[],
  bounds: { readonly left: number; readonly right: number },
): { readonly labels: readonly LaneLabel[]; readonly hidden: number } {
  const newest = [...events]
    .sort((a, b) => a.x - b.x)
    .slice(-maxLabels)
    .reverse();
  const labels: LaneLabel[] = [];
  for (const event of newest) {
    const room = Math.max(bounds.right - event.x, event.x - bounds.left) - toLine;
    const text = cutText(drawableText(event.label), Math.min(maxWidth, room), style);
    const width = textWidth(text, style);
    let best: { cost: number; label: LaneLabel } | undefined;
    for (let lane = 0; lane < maxLabels; lane++) {
      for (const flipped of [false, true]) {
        const left = flipped ? event.x - toLine - width : event.x + toLine;
        const label = { x: event.x, left, right: left + width, text, lane };
        if (left < bounds.left || label.right > bounds.right) continue;
        if (labels.some((other) => boxesTouch(laneBox(label), laneBox(other), gap))) continue;
        const crossed = newest.filter(
          ({ x }) =>
            x !== event.x && x > label.left - 2 && x < label.right + 2 && !endsBelow(x, lane, labels),
        );
        const cost = lane * 2 + crossed.length * 3 + (flipped ? 1 : 0);
        if (!best || cost < best.cost) best = { cost, label };
      }
    }
    if (best) labels.push(best.label);
  }
  return { labels, hidden: events.length - labels.length };
}

/** Whether the line at `x` is known to end in a lane under this one. */
function endsBelow(x: number, lane: number, placed: readonly LaneLabel[]): boolean {
  return placed.some((label) => label.x === x && label.lane < lane);
}

/** Lanes are far apart in this measure, so that only labels of one lane touch. */
function laneBox(label: LaneLabel): Box {
  return { left: label.left, right: label.right, top: label.lane * 100, bottom: label.lane * 100 + 1 };
}
