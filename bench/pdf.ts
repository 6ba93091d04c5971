import { fontFamily } from "../src/render/fonts/fonts.ts";
import { createChartPainter } from "../src/render/png.ts";
import type { AccountReport } from "../src/render/report.ts";
import { chartToSvg } from "../src/render/svg.ts";
import { datedDay } from "../src/words/day-words.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withBrowser } from "./parts/browser.ts";
import { pageWithFonts, showIn } from "./parts/chart-page.ts";
import { longReport } from "./parts/sample-report.ts";
import { durationMs, mediansInTurn } from "./parts/timing.ts";

/** A report of ten pages and six charts: our printer on its thread against a browser's print of the same, page reused. */
export async function bench(): Promise<BenchTable> {
  const painter = createChartPainter();
  const first = await durationMs(() => painter.print(longReport));
  const sizes = { ours: 0, browser: 0, pages: 0, browsersPages: 0 };
  return withBrowser(async (browser) => {
    const page = await pageWithFonts(browser, style);
    const found = await mediansInTurn(
      {
        ours: async () => {
          const bytes = await painter.print(longReport);
          sizes.ours = bytes.length;
          sizes.pages = pagesOf(bytes);
        },
        browser: async () => {
          await showIn(page, await htmlOf(longReport));
          const bytes = await page.pdf({ ...frame, preferCSSPageSize: true, tagged: false });
          sizes.browser = bytes.length;
          sizes.browsersPages = pagesOf(bytes);
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
        { name: "pages, browser's", value: sizes.browsersPages, unit: "" },
      ],
      aims: [
        { what: "PDF, warm, against the browser's print", reached: found.ours / found.browser, atMost: 0.5 },
      ],
      note: "Bounded by the thread's own time: pdfmake's layout of 650 cells, over half, then Vega's of six charts. The browser lays out natively, in several processes; both set the same words in the same fonts. A launch of the browser, about a second, is left out.",
    };
  });
}

function pagesOf(pdf: Uint8Array): number {
  return Number(
    /\/Type \/Pages[^>]*?\/Count (\d+)/.exec(Buffer.from(pdf).toString("latin1"))?.[1] ?? Number.NaN,
  );
}

const style = `@page{size:A4;margin:66pt 48pt 56pt}body{margin:0;font:9.5pt/1.25 "${fontFamily}"}
  h1{font-size:22pt}h2{font-size:12pt;break-after:avoid}table{width:100%;border-collapse:collapse}tr{break-inside:avoid}
  th{text-align:left;font-size:8pt}th,td{border-bottom:.5pt solid #ddd;padding:3pt 6pt 1.5pt 0}
  svg{display:block;max-width:100%;height:auto;break-inside:avoid}section{break-inside:avoid}.weeks{columns:3}`;

/** Head and foot of each page, as ours has them. */
const frame = {
  displayHeaderFooter: true,
  headerTemplate: `<div style="font-size:8px;margin-left:48pt">${longReport.accountName} · Confidential, for ${longReport.tenantName}</div>`,
  footerTemplate: `<div style="font-size:8px;margin-left:480pt">Page <span class="pageNumber"></span> of <span class="totalPages"></span></div>`,
};

type Cells = readonly (string | number)[];

/** The same report as a page: the same charts from the same specs, the same tables with heads, the same words. */
async function htmlOf(report: AccountReport): Promise<string> {
  const charts = await Promise.all(
    report.charts.map((chart) =>
      chartToSvg(chart, {
        theme: "light",
        width: chart.kind === "account" || chart.kind === "movers" ? 652 : 338,
      }),
    ),
  );
  const table = (heads: readonly string[], rows: readonly Cells[]) => {
    const cells = (tag: string, row: Cells) =>
      `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
    return `<table><thead>${cells("th", heads)}</thead><tbody>${rows.map((row) => cells("td", row)).join("")}</tbody></table>`;
  };
  const facts = [report.facts.map(({ label }) => label), report.facts.map(({ value }) => value)] as const;
  return `<h1>${report.accountName}</h1><p>${report.status}</p>${report.sentences.map((text) => `<p>${text}</p>`).join("")}
    ${table(facts[0], [facts[1]])}
    ${charts.map(({ svg }) => svg).join("")}
    <h2>Alerts</h2>${table(
      ["Opened", "What was seen", "State"],
      (report.alerts ?? []).map((alert) => [datedDay(alert.openedOn), alert.what, alert.state]),
    )}
    <section><h2>What the score is made of</h2>${table(
      ["Part", "Points", "Of", "Change in 28 days"],
      report.parts.map((part): Cells => [part.part, part.points ?? "–", part.max, part.change ?? "–"]),
    )}</section>
    <h2>User-days by feature</h2>${table(
      ["Feature", "Last 28 days", "Usual"],
      report.features.map((feature) => [feature.feature, feature.actual, feature.usual]),
    )}
    <h2>User-days a week</h2><div class="weeks">${table(
      ["Week to", "User-days"],
      report.weeks.map((week) => [datedDay(week.lastDay), week.userDays]),
    )}</div>`;
}
