import type { ChartPainter } from "../../render/png.ts";
import type { Chart, ChartSvg } from "../../render/types.ts";

/**
 * Draws themed charts for pages, and remembers the last ones. The key is the whole of what is drawn, so nothing is shown to
 * anybody who did not bring the same figures.
 * @param painter draws on a thread of its own
 * @param most drawings that are kept, a few KB each
 */
export function createChartDrawer(
  painter: Pick<ChartPainter, "draw">,
  most = 300,
): (chart: Chart, width: number) => Promise<ChartSvg> {
  const kept = new Map<string, Promise<ChartSvg>>();
  return (chart, width) => {
    const key = `${width}:${JSON.stringify(chart)}`;
    const known = kept.get(key);
    if (known !== undefined) {
      // Used last, dropped last.
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const drawn = painter.draw(chart, width);
    drawn.catch(() => kept.delete(key));
    kept.set(key, drawn);
    const oldest = kept.keys().next().value;
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return drawn;
  };
}
