import sharp from "sharp";
import type { ChartPng, ChartSvg } from "./types.ts";

/** The largest picture that every chat shows, in pixels a side (Teams). */
export const maxSide = 1024;

/** Pixels per logical pixel: three, or as many as keep both sides within `maxSide`. */
export function rasterScale(width: number, height: number): number {
  return Math.min(3, maxSide / width, maxSide / height);
}

/**
 * Makes an opaque PNG of a drawing. Its own background covers every pixel, some at the edge in part: without the alpha channel
 * these have its colour too, so nothing is laid under it. The rasteriser finds fonts through fontconfig: `useBundledFonts`
 * must have run on the main thread. Compression level 2: the encoder takes a sixth of the raster's time; higher levels
 * save few bytes for many times that.
 */
export async function rasterise(drawing: ChartSvg): Promise<ChartPng> {
  const density = 72 * rasterScale(drawing.width, drawing.height);
  const { data, info } = await sharp(Buffer.from(drawing.svg), { density })
    .removeAlpha()
    .png({ compressionLevel: 2 })
    .toBuffer({ resolveWithObject: true });
  return { png: new Uint8Array(data), width: info.width, height: info.height };
}
