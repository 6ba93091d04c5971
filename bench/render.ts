import { setTimeout } from "node:timers/promises";
import { createChartPainter } from "../src/render/png.ts";
import { chartToPng, rasterScale } from "../src/render/raster.ts";
import { chartToSvg } from "../src/render/svg.ts";
import type { AccountChart } from "../src/render/types.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withBrowser } from "./parts/browser.ts";
import { pageWithFonts, showIn } from "./parts/chart-page.ts";
import { accountChart } from "./parts/sample-charts.ts";
import { durationMs, mediansInTurn } from "./parts/timing.ts";

/** Charts at a time, as digests ask for them. */
const atOnce = 12;

/** Another account each time, of other health and use, so that nothing is drawn twice. */
const other = (run: number): AccountChart => ({
  ...accountChart,
  name: `Account ${run}`,
  health: accountChart.health.map(({ day, score }) => ({ day, score: (score ?? 0) - (Math.abs(run) % 9) })),
  weeks: accountChart.weeks.map((week) => ({ ...week, userDays: week.userDays + (Math.abs(run) % 11) })),
});

/** The account chart as PNG: our painter against a browser's screenshot of the same drawing, page reused, both warm. */
export async function bench(): Promise<BenchTable> {
  const painter = createChartPainter();
  const first = await durationMs(() => painter.paint(other(-100), "light"));
  const drawing = await chartToSvg(accountChart, { theme: "light" });
  return withBrowser(async (browser) => {
    const page = await pageWithFonts(browser, "body{margin:0}svg{display:block}", {
      viewport: { width: drawing.width, height: drawing.height },
      deviceScaleFactor: rasterScale(drawing.width, drawing.height),
    });
    const found = await mediansInTurn(
      {
        // What the browser still does after its screenshot is its own: nobody else's time.
        rest: () => setTimeout(100),
        alone: (run) => painter.paint(other(run), "light"),
        many: (run) =>
          Promise.all(
            Array.from({ length: atOnce }, (_, at) => painter.paint(other(run * atOnce + at), "light")),
          ),
        drawn: (run) => chartToSvg(other(run), { theme: "light" }),
        here: (run) => chartToPng(other(run), "light"),
        browser: async (run) => {
          const { svg } = await chartToSvg(other(run), { theme: "light" });
          await showIn(page, svg);
          await page.screenshot({ type: "png" });
        },
      },
      { runs: 21, warmUps: 6 },
    );
    await painter.close();
    const reference = "browser's screenshot, page reused";
    const each = found.many / atOnce;
    return {
      title: "Render: the account chart as PNG, 922 × 1024",
      reference,
      rows: [
        { name: reference, value: found.browser },
        { name: "PNG, cold: first of a process, thread started", value: first },
        { name: "PNG, warm, alone", value: found.alone },
        { name: `PNG, warm, each of ${atOnce} at once`, value: each },
        { name: "on this thread instead", value: found.here },
        { name: "laid out as SVG", value: found.drawn },
      ],
      aims: [
        { what: `warm, each of ${atOnce} at once`, reached: each / found.browser, atMost: 0.15 },
        { what: "warm, alone", reached: found.alone / found.browser, atMost: 0.15 },
      ],
      note: "Alone, one after the other: layout, pixels, PNG (6 ms, native, beside the thread). At once, by both cores: the PNG of one is made beside the layout and pixels of the next. The browser draws the same SVG with the same fonts, loaded once; its page stays.",
    };
  });
}
