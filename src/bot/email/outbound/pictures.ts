import type { ChartPainter } from "../../../render/png.ts";
import type { Chart, ChartPng } from "../../../render/types.ts";
import type { Message } from "../../message.ts";

/** A painted chart on its way into a mail. */
export interface Picture extends ChartPng {
  readonly cid: string;
}

/**
 * Paints a message's charts. One that cannot be painted, or takes longer than `patienceMs`, is left out: the text is whole
 * without it, and what was mailed cannot be edited later.
 * @param idOf the Content-ID of the picture at a place
 */
export async function paintPictures(
  painter: Pick<ChartPainter, "paint">,
  message: Message,
  options: { readonly patienceMs: number; readonly idOf: (index: number) => string },
): Promise<ReadonlyMap<Chart, Picture>> {
  const charts = message.parts.flatMap((part) => (part.part === "image" ? [part.chart] : []));
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), options.patienceMs);
  const tooLate = new Promise<null>((resolve) => {
    late.signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  try {
    const painted = await Promise.all(
      charts.map(async (chart, index) => {
        const picture = await Promise.race([painter.paint(chart, "light").catch(() => null), tooLate]);
        return picture ? [[chart, { ...picture, cid: options.idOf(index) }] as const] : [];
      }),
    );
    return new Map(painted.flat());
  } finally {
    clearTimeout(timer);
  }
}
