import type { Label, Layer, Layout } from "./drawing.ts";
import type { Scale } from "./scale.ts";

/** What both panels share: the time axis and where things stand. All in pixels. */
export interface AccountFrame {
  readonly layout: Layout;
  /** Day numbers to pixels; a day is as wide as a seventh of a week's bar, its point stands in its middle. */
  readonly x: Scale;
  readonly left: number;
  readonly right: number;
}

/** A panel of the account chart: layers under and over the event lines, and its words. */
export interface Panel {
  readonly behind: Layer[];
  readonly front: Layer[];
  readonly labels: Label[];
}
