import type { Message } from "../../bot/message.ts";
import type { Chart, ChartSvg } from "../../render/types.ts";
import type { WebDeps } from "../web-env.ts";

/** Drawings of a message's charts, narrow then wide. A chart that could not be drawn is missing. */
export type Drawings = ReadonlyMap<Chart, readonly ChartSvg[]>;

/** Draws a message's charts for both widths. The text is whole without them, so a failure costs the picture alone. */
export async function drawImages(deps: Pick<WebDeps, "drawChart">, message: Message): Promise<Drawings> {
  const charts = message.parts.flatMap((part) => (part.part === "image" ? [part.chart] : []));
  const drawn = await Promise.all(
    charts.map(async (chart) => {
      try {
        return [[chart, await Promise.all([288, 440].map((width) => deps.drawChart(chart, width)))] as const];
      } catch {
        return [];
      }
    }),
  );
  return new Map(drawn.flat());
}
