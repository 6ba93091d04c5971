import { describe, expect, it } from "vitest";
import { drawForPage } from "../../render/svg.ts";
import type { ScoreChangeChart } from "../../render/types.ts";
import { createChartDrawer } from "./draw-chart.ts";

const chart = (score: number): ScoreChangeChart => ({
  kind: "score-change",
  title: "Acme",
  from: { day: "2026-10-22", score: 94 },
  to: { day: "2026-11-19", score },
  parts: [{ part: "trend", change: score - 94, points: 14, max: 25 }],
});

describe("drawings of a page", () => {
  it("are themed by custom properties and carry no style that the policy would refuse", async () => {
    const { svg } = await createChartDrawer({ draw: drawForPage })(chart(79), 288);
    expect(svg).toContain("var(--chart-ink)");
    expect(svg).not.toMatch(/ style=|<style|<script/);
  });

  it("are drawn once for the same figures, and anew for others", async () => {
    const draw = createChartDrawer({ draw: drawForPage });
    expect(draw(chart(79), 288)).toBe(draw(chart(79), 288));
    expect(draw(chart(79), 288)).not.toBe(draw(chart(78), 288));
    expect(draw(chart(79), 288)).not.toBe(draw(chart(79), 440));
  });

  it("are forgotten when there are too many, those used least lately first", async () => {
    const draw = createChartDrawer({ draw: drawForPage }, 2);
    const first = draw(chart(79), 288);
    const second = draw(chart(78), 288);
    expect(draw(chart(79), 288)).toBe(first);
    await draw(chart(77), 288);
    expect(draw(chart(79), 288)).toBe(first);
    expect(draw(chart(78), 288)).not.toBe(second);
  });
});
