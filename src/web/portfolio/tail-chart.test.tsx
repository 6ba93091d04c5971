import { describe, expect, it } from "vitest";
import { tailChart, tailFloor } from "./tail-chart.tsx";

const draw = (of: Parameters<typeof tailChart>[0]) => String(tailChart(of));
const xOf = (svg: string) => Number(/cx="([\d.]+)"/.exec(svg)?.[1]);

describe("the tail of a row", () => {
  it("shares one scale: from 30, or from 0 when a score in view is under 35", () => {
    expect(tailFloor([35, 90, null])).toBe(30);
    expect(tailFloor([34, 90])).toBe(0);
    expect(tailFloor([])).toBe(30);
  });

  it("tells the band by shape, not by colour alone", () => {
    const row = { now: 50, before: null, floor: 30 };
    expect(draw({ ...row, band: "at-risk" })).toContain('<rect class="dot"');
    expect(draw({ ...row, band: "watch" })).toContain('<path class="dot"');
    expect(draw({ ...row, band: "healthy" })).toContain('<circle class="dot"');
  });

  it("places a higher score further right, inside the drawing", () => {
    const at = (now: number) => xOf(draw({ now, before: null, band: "healthy", floor: 30 }));
    expect(at(80)).toBeGreaterThan(at(70));
    expect(at(100)).toBeLessThanOrEqual(184 - 5);
    expect(at(0)).toBeGreaterThanOrEqual(5);
  });

  it("draws a tail only where the score was elsewhere", () => {
    const row = { now: 79, band: "healthy", floor: 30 } as const;
    expect(draw({ ...row, before: 94 })).toContain("tail-line");
    expect(draw({ ...row, before: 79 })).not.toContain("tail-line");
    expect(draw({ ...row, before: null })).not.toContain("tail-line");
  });
});
