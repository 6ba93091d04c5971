import { expect, it } from "vitest";
import { drawForPage } from "../../render/svg.ts";
import type { Chart } from "../../render/types.ts";
import { createChartDrawer } from "./draw-chart.ts";
import { warmCharts } from "./warm-charts.ts";

it("draws both charts of an account's page at both of their widths before anybody asks", async () => {
  const drawn: [Chart["kind"], number, string][] = [];
  const draw = createChartDrawer({ draw: drawForPage });
  await warmCharts(async (chart, width) => {
    const drawing = await draw(chart, width);
    drawn.push([chart.kind, width, drawing.svg.slice(0, 4)]);
    return drawing;
  });
  expect(drawn).toEqual([
    ["account", 288, "<svg"],
    ["account", 600, "<svg"],
    ["score-change", 288, "<svg"],
    ["score-change", 440, "<svg"],
  ]);
});
