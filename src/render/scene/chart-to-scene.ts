import { withChartView } from "../chart-view.ts";
import { hasGlyph } from "../fonts/text-width.ts";
import type { Chart, Theme } from "../types.ts";
import { NotInScene, Pen } from "./pen.ts";
import type { Scene } from "./scene.ts";

/** A chart as the list of what Vega would draw; null where a scene cannot say it all, as of a gradient: it is drawn as SVG. */
export function chartToScene(
  chart: Chart,
  options: { readonly theme: Exclude<Theme, "themed">; readonly width?: number; readonly title?: boolean },
): Promise<Scene | null> {
  return withChartView(chart, options, async (view, layout, height) => {
    const pen = new Pen();
    try {
      // Its own renderer for canvases, so that every kind of mark is drawn as in a browser.
      await view.toCanvas(1, { externalContext: pen });
    } catch (error) {
      if (error instanceof NotInScene) return null;
      throw error;
    }
    return pen.scene(layout.width, height);
  });
}

/** Whether the bundled fonts have every letter of a scene. */
export function isSetInBundledFonts(scene: Scene): boolean {
  return scene.marks.every(
    (mark) => mark.kind !== "text" || Array.from(mark.text).every((letter) => hasGlyph(letter)),
  );
}
