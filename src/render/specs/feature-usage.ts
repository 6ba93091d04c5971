import { count, signed } from "../../words/numbers.ts";
import { cutNames, drawableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import type { FeatureUsageChart } from "../types.ts";
import { cutTitle } from "./cut-title.ts";
import { type ChartSpec, chartSpec, headLabels, type Label, type Layout, margin } from "./drawing.ts";
import { rectLayer, uprightLayer } from "./layers.ts";
import { linearScale } from "./scale.ts";

interface FeatureRow {
  readonly feature: string;
  readonly actual: number;
  readonly usual: number;
}

const maxRows = 5;
/** Fallen by so much, a feature is drawn in ink: the share at which an alert speaks up. */
const clearFall = 0.45;
/** Under this, a percentage says more than the figures can bear. */
const leastUsual = 4;
const rowHeight = 25;
/** Pixels that bars keep, and that names and bars keep together. */
const leastBars = 30;
const leastRoom = 90;
const barHeight = 13;

/** User-days by feature: a bar for the last 28 days, an upright line for usual; top five by loss. */
export function featureUsageSpec(chart: FeatureUsageChart, layout: Layout): ChartSpec {
  const { palette, width } = layout;
  const rows = topByLoss(chart.rows);
  const subtitle =
    width < 340
      ? "User-days: bar, last 28 days; line, usual"
      : "User-days by feature: bar, last 28 days; line, usual";
  const head = headLabels(layout, cutTitle(chart.title, layout), cutTitle(subtitle, layout, { size: 12 }));
  const top = head.bottom + (layout.title ? 3 : 2);
  const plain = { size: 12, weight: 400 } as const;
  const bold = { size: 12, weight: 600 } as const;

  const shares = rows.map(changeShare);
  const shareWidth = Math.max(0, ...shares.map((share) => textWidth(share, bold)));
  const shareColumn = shareWidth > 0 ? shareWidth + 8 : 0;
  // What the figures leave to names and bars; where that is too little, the yardstick stays only as a line.
  const full = rows.map(({ actual, usual }) => `${count(actual)}, usual ${count(usual)}`);
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => textWidth(text, plain)));
  const roomBeside = (texts: readonly string[]) => width - 2 * margin - shareColumn - widest(texts) - 17;
  const figures = roomBeside(full) < leastRoom ? rows.map(({ actual }) => count(actual)) : full;
  const figureWidth = widest(figures);
  const wished = width >= 500 ? 180 : width < 320 ? 84 : 100;
  const nameWidth = Math.min(wished, roomBeside(figures) - leastBars);
  const names = cutNames(
    rows.map(({ feature }) => feature),
    nameWidth,
    plain,
  );
  const left = margin + nameWidth + 8;
  const right = width - margin - shareColumn - figureWidth - 9;
  const highest = Math.max(1, ...rows.flatMap(({ actual, usual }) => [actual, usual]));
  const x = linearScale([0, highest], [left, Math.max(left + 8, right)]);
  const placed = rows.map((row, index) => ({ ...row, y: top + (index + 0.5) * rowHeight }));

  const labels = placed.flatMap((row, index): Label[] => [
    { x: margin, y: row.y, text: names[index] ?? "", fill: palette.ink },
    {
      x: width - margin - shareColumn,
      y: row.y,
      text: figures[index] ?? "",
      fill: palette.muted,
      align: "right",
    },
    ...(shares[index]
      ? [
          {
            x: width - margin,
            y: row.y,
            text: shares[index],
            fill: palette.ink,
            weight: 600,
            align: "right",
          } as const,
        ]
      : []),
  ]);

  return chartSpec(layout, {
    height: Math.ceil(top + rows.length * rowHeight + (layout.title ? 8 : 2)),
    layers: [
      rectLayer(
        "bars",
        placed.map(({ actual, usual, y }) => ({
          left: 0,
          right: actual,
          top: y - barHeight / 2,
          bottom: y + barHeight / 2,
          fill: usual >= leastUsual && 1 - actual / usual >= clearFall ? palette.ink : palette.bar,
        })),
        { x },
      ),
      uprightLayer(
        "usual",
        placed.map(({ usual, y }) => ({ x: usual, top: y - rowHeight * 0.38, bottom: y + rowHeight * 0.38 })),
        { x },
        { stroke: palette.ink, strokeWidth: 2 },
      ),
    ],
    labels: [...head.labels, ...labels],
  });
}

/** The five features that lost most, and the rest as one row. */
function topByLoss(rows: readonly FeatureRow[]): FeatureRow[] {
  const sorted = rows
    .map((row) => ({ ...row, feature: drawableText(row.feature) }))
    .sort((a, b) => b.usual - b.actual - (a.usual - a.actual));
  const rest = sorted.slice(maxRows);
  if (rest.length === 0) return sorted;
  const sum = (figure: "actual" | "usual") => rest.reduce((total, row) => total + row[figure], 0);
  const feature = rest.length === 1 ? "1 other feature" : `${rest.length} other features`;
  return [...sorted.slice(0, maxRows), { feature, actual: sum("actual"), usual: sum("usual") }];
}

/** "−66%"; "3 times" above +200%; empty where usual is too small to compare with. From the rounded figures shown. */
function changeShare({ actual, usual }: FeatureRow): string {
  const [now, before] = [Math.round(actual), Math.round(usual)];
  if (before < leastUsual) return "";
  const share = (now / before - 1) * 100;
  if (share > 200) return `${Math.round(now / before)} times`;
  return `${signed(share)}%`;
}
