import { createChartPainter } from "../src/render/png.ts";
import type { AccountReport } from "../src/render/report.ts";
import { chartToSvg } from "../src/render/svg.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withBrowser } from "./parts/browser.ts";
import { longReport } from "./parts/sample-report.ts";
import { durationMs, mediansInTurn } from "./parts/timing.ts";

/** A report of ten pages and six charts: our printer on its thread against a browser's print of the same, page reused. */
export async function bench(): Promise<BenchTable> {
  const painter = createChartPainter();
  const first = await durationMs(() => painter.print(longReport));
  const sizes = { ours: 0, browser: 0, pages: 0 };
  return withBrowser(async (browser) => {
    const page = await browser.newPage();
    const found = await mediansInTurn(
      {
        ours: async () => {
          const bytes = await painter.print(longReport);
          sizes.ours = bytes.length;
          sizes.pages = pagesOf(bytes);
        },
        browser: async () => {
          await page.setContent(await htmlOf(longReport));
          sizes.browser = (await page.pdf({ format: "A4", tagged: false })).length;
        },
      },
      { runs: 11, warmUps: 3 },
    );
    await painter.close();
    const reference = "browser's print, page reused";
    return {
      title: `PDF: a report of ${sizes.pages} pages with ${longReport.charts.length} charts`,
      reference,
      rows: [
        { name: reference, value: found.browser },
        { name: "PDF, warm", value: found.ours },
        { name: "PDF, cold: first of a process, thread started", value: first },
        { name: "size", value: sizes.ours / 1024, unit: "KB" },
        { name: "size, browser's", value: sizes.browser / 1024, unit: "KB" },
      ],
      aims: [
        { what: "PDF, warm, against the browser's print", reached: found.ours / found.browser, atMost: 0.5 },
      ],
      note: "Bounded by pdfmake's layout of table cells, in JavaScript on one thread, and by the charts' drawing. The browser lays out natively; a launch of it, about a second, is left out.",
    };
  });
}

function pagesOf(pdf: Uint8Array): number {
  return Number(
    /\/Type \/Pages\s+\/Count (\d+)/.exec(Buffer.from(pdf).toString("latin1"))?.[1] ?? Number.NaN,
  );
}

/** The same report as a page: the same charts from the same specs, the same rows. */
async function htmlOf(report: AccountReport): Promise<string> {
  const charts = await Promise.all(
    report.charts.map((chart) => chartToSvg(chart, { theme: "light", width: 480 })),
  );
  const rows = (cells: readonly (readonly (string | number)[])[]) =>
    `<table>${cells.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`;
  return `<style>body{font:9.5pt Inter,sans-serif}table{width:100%;border-collapse:collapse}td{border-bottom:1px solid #ddd;padding:3pt}</style>
    <h1>${report.accountName}</h1><p>${report.status}</p>${report.sentences.map((text) => `<p>${text}</p>`).join("")}
    ${charts.map(({ svg }) => svg).join("")}
    ${rows((report.alerts ?? []).map((alert) => [alert.openedOn, alert.what, alert.state]))}
    ${rows(report.features.map((feature) => [feature.feature, feature.actual, feature.usual]))}
    ${rows(report.weeks.map((week) => [week.lastDay, week.userDays]))}`;
}
