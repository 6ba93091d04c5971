import { parentPort } from "node:worker_threads";
import { renderPdf } from "./pdf.ts";
import { chartToPng } from "./raster.ts";
import type { RenderAnswer, RenderJob, RenderRequest } from "./render-job.ts";
import { drawForPage } from "./svg.ts";
import { renderXlsx } from "./xlsx.ts";

/** The render thread: takes jobs, sends back bytes. Several may be under way; the rasteriser works beside the thread. */
async function work(job: RenderJob): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  switch (job.kind) {
    case "paint": {
      const picture = await chartToPng(job.chart, job.theme);
      return { bytes: picture.png, width: picture.width, height: picture.height };
    }
    case "draw": {
      const { svg, ...size } = await drawForPage(job.chart, job.width);
      return { bytes: new TextEncoder().encode(svg), ...size };
    }
    case "print": {
      const { document } = job;
      const bytes = document.kind === "workbook" ? await renderXlsx(document) : await renderPdf(document);
      return { bytes, width: 0, height: 0 };
    }
  }
}

async function answer(request: RenderRequest): Promise<RenderAnswer> {
  try {
    return { id: request.id, ...(await work(request.job)) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", (request: RenderRequest) => {
  void answer(request).then((result) => {
    // Handed over, not copied: the bytes are nobody else's.
    parentPort?.postMessage(result, "bytes" in result ? [result.bytes.buffer as ArrayBuffer] : []);
  });
});
