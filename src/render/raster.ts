import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import sharp from "sharp";
import { withChartView } from "./chart-view.ts";
import { fontFamily, fontFile, type ScriptFont } from "./fonts/fonts.ts";
import { readsToLeft, scriptFontsIn } from "./fonts/text-runs.ts";
import type { Chart, ChartPng, Theme } from "./types.ts";

/** The largest picture that every chat shows, in pixels a side (Teams). */
const maxSide = 1024;

/** Pixels per logical pixel: three, or as many as keep both sides within `maxSide`. */
export function rasterScale(width: number, height: number): number {
  return Math.min(3, maxSide / width, maxSide / height);
}

/** The encoder at level 2 takes 5 ms; higher levels save few bytes for many times that. */
const encoding = { compressionLevel: 2 } as const;

for (const weight of [400, 600] as const) GlobalFonts.registerFromPath(fontFile(weight), fontFamily);

const registered = new Set<ScriptFont>();

/** The families that a chart's words need, Inter first, the machine's own behind them; a script is loaded with its first word. */
export function familiesOf(chart: Chart): string {
  const fonts = scriptFontsIn(JSON.stringify(chart));
  for (const font of fonts) {
    if (!registered.has(font)) GlobalFonts.registerFromPath(font.file, font.family);
    registered.add(font);
  }
  return [fontFamily, ...fonts.map(({ family }) => family)].join(", ");
}

/** A canvas and its pen, which writes each text from the side where it starts. */
interface Easel {
  readonly canvas: Canvas;
  readonly pen: SKRSContext2D;
}

/** What nobody paints on. A canvas anew for each picture is four megabytes that the collector has to find. */
const idle: Easel[] = [];

function easelOf(width: number, height: number): Easel {
  const easel = idle.pop() ?? createEasel(width, height);
  const { canvas } = easel;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return easel;
}

function createEasel(width: number, height: number): Easel {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext("2d");
  const write = pen.fillText.bind(pen);
  pen.fillText = (text, x, y) => {
    const toLeft = readsToLeft(text);
    if (toLeft) pen.direction = "rtl";
    write(text, x, y);
    if (toLeft) pen.direction = "ltr";
  };
  return { canvas, pen };
}

/**
 * Paints a chart as an opaque PNG: Vega's own drawing on a canvas of Skia, then the encoder. To draw SVG with librsvg takes
 * three times as long: it looks for the font of every label anew.
 */
export async function chartToPng(chart: Chart, theme: Exclude<Theme, "themed">): Promise<ChartPng> {
  const { pixels, width, height } = await withChartView(
    chart,
    { theme, font: familiesOf(chart) },
    async (view, { width, palette }, height) => {
      const scale = rasterScale(width, height);
      const easel = easelOf(Math.round(width * scale), Math.round(height * scale));
      const { canvas, pen } = easel;
      pen.save();
      // In the place of Vega's own background, which ends within a pixel.
      pen.fillStyle = palette.background;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      await view.background(null as never).toCanvas(scale, { externalContext: pen });
      pen.restore();
      const painted = { pixels: canvas.data(), width: canvas.width, height: canvas.height };
      idle.push(easel);
      return painted;
    },
  );
  // Its alpha stays, opaque everywhere: to take it out is another pass over every pixel, for a percent of the bytes.
  const raw = { width, height, channels: 4 } as const;
  const png = await sharp(pixels, { raw }).png(encoding).toBuffer();
  // Given back at once: memory of this size, left to the collector, makes it run every few pictures.
  (pixels.buffer as ArrayBuffer).transfer(0);
  return { png: new Uint8Array(png), width, height };
}
