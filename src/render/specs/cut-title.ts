import { cutText, drawableText } from "../fonts/cut-text.ts";
import { textWidth } from "../fonts/text-width.ts";
import { type Layout, margin } from "./drawing.ts";

/**
 * A title (15/600), or a line of `size` 12/400, cut so that it stays within the chart: at its end, or where it begins with
 * `cut`, a name, in that, so that the finding after it stays.
 */
export function cutTitle(
  text: string,
  layout: Layout,
  { size = 15, cut = "" }: { readonly size?: 12 | 15; readonly cut?: string | undefined } = {},
): string {
  const style = { size, weight: size === 15 ? 600 : 400 } as const;
  const room = layout.width - 2 * margin;
  const name = drawableText(cut);
  const whole = drawableText(text);
  if (name === "" || !whole.startsWith(name)) return cutText(whole, room, style);
  const finding = whole.slice(name.length);
  const left = room - textWidth(finding, style);
  return left < leastName ? cutText(whole, room, style) : `${cutText(name, left, style)}${finding}`;
}

/** Pixels of a name under which it says nothing. */
const leastName = 40;
