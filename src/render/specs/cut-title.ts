import { cutText, drawableText } from "../fonts/cut-text.ts";
import { type Layout, margin } from "./drawing.ts";

/** A title (15/600), or a line of `size` 12/400, cut so that it stays within the chart. */
export function cutTitle(text: string, layout: Layout, size: 12 | 15 = 15): string {
  return cutText(drawableText(text), layout.width - 2 * margin, { size, weight: size === 15 ? 600 : 400 });
}
