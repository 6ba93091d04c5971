import sharp from "sharp";
import { encodePng } from "./raster/encode-png.ts";
import { paintScene } from "./raster/paint-scene.ts";
import { chartToScene, isSetInBundledFonts } from "./scene/chart-to-scene.ts";
import { chartToSvg } from "./svg.ts";
import type { Chart, ChartPng, ChartSvg, Theme } from "./types.ts";

/** The largest picture that every chat shows, in pixels a side (Teams). */
export const maxSide = 1024;

/** Pixels per logical pixel: three, or as many as keep both sides within `maxSide`. */
export function rasterScale(width: number, height: number): number {
  return Math.min(3, maxSide / width, maxSide / height);
}

/**
 * Paints a chart as an opaque PNG. Text is painted from the outlines of the bundled fonts: the SVG's rasteriser takes twice as
 * long for the text alone, because it looks for fonts and sets each line anew. It draws what the bundled fonts lack.
 */
export async function chartToPng(chart: Chart, theme: Exclude<Theme, "themed">): Promise<ChartPng> {
  const scene = await chartToScene(chart, { theme });
  if (scene === null || !isSetInBundledFonts(scene)) return rasterise(await chartToSvg(chart, { theme }));
  const pixels = paintScene(scene, rasterScale(scene.width, scene.height));
  return { png: await encodePng(pixels), width: pixels.width, height: pixels.height };
}

/**
 * Makes an opaque PNG of a drawing. Its own background covers every pixel, some at the edge in part: without the alpha channel
 * these have its colour too, so nothing is laid under it. The rasteriser finds fonts through fontconfig: `useBundledFonts`
 * must have run on the main thread. Compression level 2: higher ones save few bytes for many times the time.
 */
export async function rasterise(drawing: ChartSvg): Promise<ChartPng> {
  const density = 72 * rasterScale(drawing.width, drawing.height);
  const { data, info } = await sharp(Buffer.from(drawing.svg), { density })
    .removeAlpha()
    .png({ compressionLevel: 2 })
    .toBuffer({ resolveWithObject: true });
  return { png: new Uint8Array(data), width: info.width, height: info.height };
}
