import { dayNumber, dayOf, startOfMonth } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { shortMonthDay } from "../../words/day-words.ts";
import { textWidth } from "../fonts/text-width.ts";
import { type Label, labelBox } from "./drawing.ts";
import type { Scale } from "./scale.ts";

const style = { size: 12, weight: 400 } as const;
const gap = 8;

/**
 * The labels of a time axis: the data's last day at the right end, and month starts as far as they keep clear of it and
 * of each other (every month, every second, every third, ...). `x` maps day numbers; `right` is the last free pixel.
 */
export function timeLabels(
  days: { readonly first: Day; readonly last: Day },
  x: Scale,
  place: { readonly y: number; readonly left: number; readonly right: number },
  fills: { readonly month: string; readonly last: string },
): Label[] {
  const end: Label = {
    x: place.right,
    y: place.y,
    text: shortMonthDay(days.last),
    fill: fills.last,
    align: "right",
  };
  const free = labelBox(end).left - gap;
  const starts: Label[] = [];
  for (let day = startOfMonth(days.first); day <= days.last; day = startOfMonth(dayOf(dayNumber(day) + 31))) {
    const text = shortMonthDay(day);
    const half = textWidth(text, style) / 2;
    const at = x(dayNumber(day));
    if (day < days.first || at - half < place.left || at + half > free) continue;
    starts.push({ x: at, y: place.y, text, fill: fills.month, align: "center" });
  }
  for (let step = 1; step <= starts.length; step++) {
    const kept = starts.filter((_, index) => index % step === 0);
    if (kept.every((label, index) => clear(kept[index - 1], label))) return [...kept, end];
  }
  return [end];
}

function clear(before: Label | undefined, label: Label): boolean {
  return before === undefined || labelBox(before).right + gap <= labelBox(label).left;
}
