import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import sharp from "sharp";
import { withChartView } from "./chart-view.ts";
import { fontFamily, fontFile, type ScriptFont } from "./fonts/fonts.ts";
import { readsToLeft, scriptFontsIn } from "./fonts/text-runs.ts";
import type { Chart, ChartPng, Theme } from "./types.ts";

/** The largest picture that every chat shows, in pixels a side (Teams). */
export const maxSide = 1024;

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

/**
 * Paints a chart as an opaque PNG: Vega's own drawing on a canvas of Skia, then the encoder. To draw SVG with librsvg takes
 * three times as long: it looks for the font of every label anew.
 */
export function chartToPng(chart: Chart, theme: Exclude<Theme, "themed">): Promise<ChartPng> {
  return withChartView(chart, { theme, font: familiesOf(chart) }, async (view, layout, height) => {
    const scale = rasterScale(layout.width, height);
    const canvas = createCanvas(Math.round(layout.width * scale), Math.round(height * scale));
    const pen = canvas.getContext("2d");
    // To the last edge: Vega's background ends within a pixel.
    pen.fillStyle = layout.palette.background;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    const write = pen.fillText.bind(pen);
    pen.fillText = (text, x, y) => {
      pen.direction = readsToLeft(text) ? "rtl" : "ltr";
      write(text, x, y);
    };
    await view.toCanvas(scale, { externalContext: pen });
    const { width, height: rows } = canvas;
    // Its alpha stays, opaque everywhere: to take it out is another pass over every pixel, for a percent of the bytes.
    const raw = { width, height: rows, channels: 4 } as const;
    const png = await sharp(canvas.data(), { raw }).png(encoding).toBuffer();
    return { png: new Uint8Array(png), width, height: rows };
  });
}
