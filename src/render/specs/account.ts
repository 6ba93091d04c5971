import { dayNumber } from "../../scoring/days.ts";
import { count } from "../../words/numbers.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { AccountChart } from "../types.ts";
import type { AccountFrame } from "./account-frame.ts";
import { accountHealthPanel } from "./account-health.ts";
import { accountUsagePanel } from "./account-usage.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Label, type Layout, margin } from "./drawing.ts";
import { placeEventLabels } from "./event-lanes.ts";
import { rectLayer, uprightLayer } from "./layers.ts";
import { linearScale, roundTick } from "./scale.ts";
import { timeLabels } from "./time-axis.ts";

/** Room at the left for ticks, at the right for end values: as narrow as chat allows, wider for large counts. */
const minTickRoom = 44;
const minEndRoom = 46;
const laneHeight = 15;
const healthHeight = 130;
const usageHeight = 88;
const maxHeight = 400;

/** Health over time above user-days a week, on one time axis. */
export function accountSpec(chart: AccountChart, layout: Layout): ChartSpec {
  const { palette } = layout;
  const days = [
    ...chart.health.map(({ day }) => day),
    ...chart.weeks.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]),
  ].sort();
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) {
    throw new RangeError("An account chart needs at least one day of health or one week of use.");
  }
  const counts = [chart.usualWeek?.high ?? 0, ...chart.weeks.map(({ userDays }) => userDays)];
  const tick = textWidth(count(roundTick(Math.max(...counts))), { size: 12, weight: 400 });
  const value = textWidth(count(chart.weeks.at(-1)?.userDays ?? 0), { size: 12, weight: 600 });
  const plotLeft = Math.max(minTickRoom, 8 + tick + 9);
  const right = layout.width - Math.max(minEndRoom, 6 + value + 8);
  const x = linearScale([dayNumber(first) - 0.5, dayNumber(last) + 0.5], [plotLeft, right]);
  const frame: AccountFrame = { layout, x, left: plotLeft, right };

  const events = chart.events
    .filter(({ day }) => day >= first && day <= last)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .map(({ day, label }) => ({ x: x(dayNumber(day)), label }));
  const { labels: lanes, hidden } = placeEventLabels(events, { left: margin, right: layout.width - margin });
  const laneCount = Math.max(0, ...lanes.map(({ lane }) => lane + 1));

  const head = headLabels(
    layout,
    cutTitle(chart.name, layout),
    cutTitle(chart.subtitle, layout, { size: 12 }),
  );
  const healthHead = head.bottom + 14;
  const natural = healthHead + 19 + laneCount * laneHeight + healthHeight + 46 + usageHeight + 26;
  const top = healthHead + 19 + laneCount * laneHeight;
  const health = { top, bottom: top + healthHeight - Math.max(0, natural - maxHeight) };
  const usage = { top: health.bottom + 46, bottom: health.bottom + 46 + usageHeight };
  const axisY = usage.bottom + 14;
  const height = Math.ceil(axisY + 12);

  const laneY = (lane: number) => health.top - 13 - lane * laneHeight;
  const lines = lanes.flatMap((label) => [
    { x: label.x, top: laneY(label.lane) - 6, bottom: health.bottom },
    { x: label.x, top: usage.top - 10, bottom: usage.bottom },
  ]);
  const halos = lanes.map((label) => ({
    left: label.left - 2,
    right: label.right + 2,
    top: laneY(label.lane) - 7,
    bottom: laneY(label.lane) + 7,
  }));
  const laneLabels = lanes.map(
    (label): Label => ({ x: label.left, y: laneY(label.lane), text: label.text, fill: palette.ink }),
  );

  const healthPanel = accountHealthPanel(
    chart,
    frame,
    { ...health, headY: healthHead },
    lanes.map((lane) => lane.x),
  );
  const usagePanel = accountUsagePanel(chart, frame, { ...usage, headY: health.bottom + 22 });
  const more: Label[] =
    hidden > 0 && !layout.title
      ? [
          {
            x: layout.width - margin,
            y: healthHead,
            text: `+${hidden} more`,
            fill: palette.muted,
            align: "right",
          },
        ]
      : [];
  const axis = timeLabels(
    { first, last },
    x,
    { y: axisY, left: margin, right: layout.width - margin },
    { month: palette.muted, last: palette.ink },
  );

  return chartSpec(layout, {
    height,
    layers: [
      ...healthPanel.behind,
      ...usagePanel.behind,
      uprightLayer("eventLines", lines, {}, { stroke: palette.faint, strokeDash: [2, 3] }),
      rectLayer("eventHalos", halos, {}, { fill: palette.background }),
      ...usagePanel.front,
      ...healthPanel.front,
    ],
    labels: [...head.labels, ...healthPanel.labels, ...usagePanel.labels, ...laneLabels, ...more, ...axis],
  });
}
