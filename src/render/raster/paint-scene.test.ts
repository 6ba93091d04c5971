import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { sampleCharts } from "../../../bench/parts/sample-charts.ts";
import { useBundledFonts } from "../fonts/fonts.ts";
import { rasterise, rasterScale } from "../raster.ts";
import { chartToScene } from "../scene/chart-to-scene.ts";
import { type Mark, type Path, type Scene, type StrokedPath, step } from "../scene/scene.ts";
import { chartToSvg } from "../svg.ts";
import { encodePng } from "./encode-png.ts";
import { paintScene } from "./paint-scene.ts";

beforeAll(() => useBundledFonts());

const box = (left: number, top: number, right: number, bottom: number): Path => [
  ...[step.move, left, top],
  ...[step.line, right, top],
  ...[step.line, right, bottom],
  ...[step.line, left, bottom],
  step.close,
];
const fill = (path: Path, opacity = 1): Mark => ({ kind: "fill", path, colour: "#000000", opacity });
const pen: Omit<StrokedPath, "path"> = {
  kind: "stroke",
  colour: "#000000",
  opacity: 1,
  width: 2,
  cap: "butt",
  join: "miter",
  miterLimit: 4,
  dash: [],
  dashOffset: 0,
};
const scene = (...marks: Mark[]): Scene => ({ width: 20, height: 20, background: "#FFFFFF", marks });

/** The red of each pixel. */
function paintedRed(drawn: Scene): { red: number[]; width: number } {
  const { rows, palette, width, height } = paintScene(drawn, 1);
  const red = Array.from({ length: width * height }, (_, at) => {
    const number = rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] ?? 0;
    return palette[number * 3] ?? Number.NaN;
  });
  return { red, width };
}

/** How dark the pixel is, 0 for white to 255. */
function darkness(drawn: Scene, x: number, y: number): number {
  const { red, width } = paintedRed(drawn);
  return 255 - (red[y * width + x] ?? Number.NaN);
}

/** Black pixels in all, those covered in part by their part. */
function inked(drawn: Scene): number {
  return paintedRed(drawn).red.reduce((sum, level) => sum + 255 - level, 0) / 255;
}

describe("paintScene", () => {
  it("paints every chart as the SVG's rasteriser does, edges apart by less than the eye sees", async () => {
    for (const chart of sampleCharts) {
      const drawn = await chartToScene(chart, { theme: "light" });
      if (drawn === null) throw new Error(`no scene of ${chart.kind}`);
      const painted = await encodePng(paintScene(drawn, rasterScale(drawn.width, drawn.height)));
      const ours = await sharp(painted).raw().toBuffer();
      const { png } = await rasterise(await chartToSvg(chart, { theme: "light" }));
      const theirs = await sharp(png).raw().toBuffer();
      expect(theirs.length).toBe(ours.length);
      let sum = 0;
      let far = 0;
      for (let at = 0; at < theirs.length; at++) {
        const apart = Math.abs((theirs[at] ?? 0) - (ours[at] ?? 0));
        sum += apart;
        if (apart > 110) far++;
      }
      expect(sum / theirs.length, chart.kind).toBeLessThan(2);
      expect(far / theirs.length, chart.kind).toBeLessThan(0.001);
    }
  });

  it("covers a pixel by the share of it that lies within", () => {
    const drawn = scene(fill(box(2.25, 3.5, 6, 8)));
    expect(darkness(drawn, 2, 3)).toBeCloseTo(255 * 0.75 * 0.5, -1);
    expect(darkness(drawn, 4, 3)).toBeCloseTo(255 * 0.5, -1);
    expect(darkness(drawn, 4, 5)).toBe(255);
    expect(darkness(drawn, 6, 5)).toBe(0);
    expect(inked(drawn)).toBeCloseTo(3.75 * 4.5, 1);
    expect(
      inked(scene(fill([step.move, 3.3, 2.1, step.line, 17.2, 5.7, step.line, 9.4, 18.6, step.close]))),
    ).toBeCloseTo(Math.abs((17.2 - 3.3) * (18.6 - 2.1) - (9.4 - 3.3) * (5.7 - 2.1)) / 2, 0);
  });

  it("paints what is within the picture of a shape that reaches out of it on every side", () => {
    expect(inked(scene(fill(box(-5, -7, 30, 40))))).toBe(400);
    expect(inked(scene(fill(box(15, 15, 30, 40))))).toBe(25);
    expect(inked(scene(fill(box(-9, -9, 5, 5))))).toBe(25);
    expect(inked(scene(fill(box(-9, 3, -5, 5)), fill(box(25, 3, 29, 5)), fill(box(3, 25, 5, 29))))).toBe(0);
  });

  it("leaves nothing of one shape in the next, nor of one picture in the next", () => {
    const alone = inked(scene(fill(box(4, 4, 9, 9))));
    paintScene(scene(fill(box(0.3, 0.3, 19.7, 19.7)), { ...pen, path: box(2, 2, 25, 25) }), 3);
    expect(inked(scene(fill(box(4, 4, 9, 9))))).toBe(alone);
    expect(inked(scene(fill(box(4, 4, 9, 9)), fill(box(4, 4, 9, 9))))).toBe(alone);
    expect(inked(scene(fill(box(4, 4, 9, 9), 0.5)))).toBeCloseTo(alone / 2, 0);
  });

  it("draws a line as wide as its pen, with its cap, in dashes, and with its corners", () => {
    const line: Path = [step.move, 4, 10, step.line, 14, 10];
    expect(inked(scene({ ...pen, path: line }))).toBeCloseTo(20, 1);
    expect(inked(scene({ ...pen, path: line, cap: "square" }))).toBeCloseTo(24, 1);
    expect(inked(scene({ ...pen, path: line, cap: "round" }))).toBeCloseTo(20 + Math.PI, 0);
    expect(inked(scene({ ...pen, path: line, dash: [3, 2] }))).toBeCloseTo(12, 1);
    expect(inked(scene({ ...pen, path: line, dash: [3, 2], dashOffset: 4 }))).toBeCloseTo(12, 1);
    expect(darkness(scene({ ...pen, path: line, dash: [3, 2], dashOffset: 3 }), 4, 10)).toBe(0);
    const corner: Path = [step.move, 4, 4, step.line, 14, 4, step.line, 14, 14];
    expect(inked(scene({ ...pen, path: corner }))).toBeCloseTo(40, 1);
    expect(inked(scene({ ...pen, path: corner, join: "bevel" }))).toBeCloseTo(39.5, 1);
    expect(inked(scene({ ...pen, path: corner, join: "round" }))).toBeCloseTo(39 + Math.PI / 4, 0);
    // A closed line is as wide outside as inside, whichever way round it runs.
    expect(inked(scene({ ...pen, path: box(4, 4, 14, 14) }))).toBeCloseTo(80, 1);
    expect(inked(scene({ ...pen, path: box(14, 4, 4, 14) }))).toBeCloseTo(80, 1);
  });
});
