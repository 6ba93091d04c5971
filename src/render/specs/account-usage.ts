import { dayNumber } from "../../scoring/days.ts";
import { count } from "../../words/numbers.ts";
import { cutText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { AccountChart } from "../types.ts";
import type { AccountFrame, Panel } from "./account-frame.ts";
import { type Label, margin } from "./drawing.ts";
import { rectLayer } from "./layers.ts";
import { linearScale, roundTick, spreadApart } from "./scale.ts";

/** The window that alerts speak of: the last four weeks, in ink. */
const windowWeeks = 4;

/** User-days a week before the usual range. */
export function accountUsagePanel(
  chart: AccountChart,
  frame: AccountFrame,
  place: { readonly top: number; readonly bottom: number; readonly headY: number },
): Panel {
  const { palette } = frame.layout;
  const { x, left, right } = frame;
  const highest = Math.max(0, chart.usualWeek?.high ?? 0, ...chart.weeks.map(({ userDays }) => userDays));
  const y = linearScale([0, Math.max(1, highest)], [place.bottom, place.top]);
  const tick = roundTick(highest);

  const week = x(7) - x(0);
  const inset = Math.min(1.25, week * 0.1);
  const bars = chart.weeks.map(({ firstDay, lastDay, userDays }, index) => ({
    left: x(dayNumber(firstDay) - 0.5) + inset,
    right: x(dayNumber(lastDay) + 0.5) - inset,
    top: 0,
    bottom: userDays,
    fill: index >= chart.weeks.length - windowWeeks ? palette.ink : palette.bar,
  }));

  const usual = chart.usualWeek
    ? [{ left: left - 2, right, top: chart.usualWeek.low, bottom: chart.usualWeek.high }]
    : [];

  const last = chart.weeks.at(-1);
  const ends: Label[] = [];
  if (chart.usualWeek) {
    const middle = y((chart.usualWeek.low + chart.usualWeek.high) / 2);
    ends.push({ x: right + 6, y: middle, text: "usual", fill: palette.muted });
  }
  if (last) {
    ends.push({
      x: right + 6,
      y: y(last.userDays),
      text: count(last.userDays),
      fill: palette.ink,
      weight: 600,
    });
  }
  const endY = spreadApart(
    ends.map((label) => label.y),
    14,
    place.top,
    place.bottom - 5,
  );

  return {
    behind: [rectLayer("usual", usual, { y }, { fill: palette.usual })],
    front: [rectLayer("bars", bars, { y })],
    labels: [
      ...usageHead(chart, frame, place.headY),
      ...[...new Set([tick, 0])].map(
        (value): Label => ({
          x: left - 9,
          y: y(value),
          text: count(value),
          fill: palette.muted,
          align: "right",
        }),
      ),
      ...ends.map((label, index): Label => ({ ...label, y: endY[index] ?? label.y })),
    ],
  };
}

/** "User-days a week  last 28 days 47, usual 92"; without "a week", then cut, where that is too wide. */
function usageHead(chart: AccountChart, frame: AccountFrame, y: number): Label[] {
  const { palette, width } = frame.layout;
  const bold = { size: 12, weight: 600 } as const;
  const plain = { size: 12, weight: 400 } as const;
  const unit = chart.unit === "user-days" ? "User-days" : "Active days";
  const room = width - 2 * margin - 6;
  const fits = (title: string) => textWidth(title, bold) + textWidth(chart.usageHead, plain) <= room;
  const title = fits(`${unit} a week`) ? `${unit} a week` : unit;
  const start = textWidth(title, bold);
  return [
    { x: margin, y, text: title, fill: palette.ink, weight: 600 },
    { x: margin + start + 6, y, text: cutText(chart.usageHead, room - start, plain), fill: palette.muted },
  ];
}
