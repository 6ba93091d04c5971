/**
 * The account chart as PNG: our painter against a browser's screenshot of the same drawing, page reused, both warm.
 */
import { existsSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { chromium } from "playwright-core";
import { useBundledFonts } from "../src/render/fonts/fonts.ts";
import { createChartPainter } from "../src/render/png.ts";
import { rasterise } from "../src/render/raster.ts";
import { chartToSvg } from "../src/render/svg.ts";
import type { AccountChart } from "../src/render/types.ts";
import { type BenchRow, type BenchTable, medianMs } from "./run.ts";
import { accountChart } from "./sample-charts.ts";

const reference = "browser screenshot, page reused";
const browser = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));

/** Another account each time, so that nothing is drawn twice. */
const other = (run: number): AccountChart => ({
  ...accountChart,
  name: `Account ${run}`,
  health: accountChart.health.map(({ day, score }) => ({ day, score: (score ?? 0) - (Math.abs(run) % 9) })),
});

export async function bench(): Promise<BenchTable> {
  useBundledFonts();
  const rows: BenchRow[] = [];

  const start = performance.now();
  const painter = createChartPainter();
  await painter.paint(other(-100), "light");
  rows.push({ name: "first PNG, thread started", median: performance.now() - start });
  rows.push({ name: "PNG, warm", median: await medianMs((run) => painter.paint(other(run), "light")) });
  const batch = 12;
  rows.push({
    name: "PNG, warm, each of 12 at once",
    median:
      (await medianMs(
        (run) =>
          Promise.all(Array.from({ length: batch }, (_, at) => painter.paint(other(run * 12 + at), "light"))),
        {
          runs: 7,
        },
      )) / batch,
  });
  await painter.close();

  rows.push({
    name: "of that: SVG, drawing compiled once",
    median: await medianMs((run) => chartToSvg(other(run), { theme: "light" }), { warmUps: 20 }),
  });
  rows.push({
    // A width that was not drawn before is a drawing that was not compiled before.
    name: "of that: SVG, compiled each time",
    median: await medianMs((run) => chartToSvg(other(run), { theme: "light", width: 400 + run * 2 }), {
      warmUps: 10,
    }),
  });
  const drawing = await chartToSvg(accountChart, { theme: "light" });
  rows.push({ name: "of that: raster and PNG", median: await medianMs(() => rasterise(drawing, "#FFFFFF")) });

  if (browser === undefined) {
    return {
      title: "Account chart to PNG",
      rows,
      reference: "PNG, warm",
      note: "No browser here to compare with.",
    };
  }
  const launched = performance.now();
  const headless = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  try {
    const page = await headless.newPage({
      viewport: { width: 360, height: drawing.height },
      deviceScaleFactor: 2.56,
    });
    const shoot = async (run: number) => {
      const { svg } = await chartToSvg(other(run), { theme: "light" });
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      return page.screenshot({ type: "png" });
    };
    await shoot(-1);
    rows.push({ name: "browser, first screenshot, launched", median: performance.now() - launched });
    rows.push({ name: reference, median: await medianMs(shoot) });
  } finally {
    await headless.close();
  }
  return {
    title: "Account chart to PNG (922 × 1024)",
    rows,
    reference,
    note: "Bounded by the rasteriser and the PNG encoder, both native and beside the thread; drawing the SVG is the rest.",
  };
}
