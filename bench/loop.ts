import { systemContext, type TenantContext } from "../src/context.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { createChartPainter } from "../src/render/png.ts";
import { makeExportFile } from "../src/usecases/exports/make-export-file.ts";
import { makePortfolioExport } from "../src/usecases/exports/make-portfolio-export.ts";
import { runPass } from "../src/usecases/scoring/run-pass.ts";
import { createChartDrawer } from "../src/web/charts/draw-chart.ts";
import { warmCharts } from "../src/web/charts/warm-charts.ts";
import type { BenchTable } from "./parts/bench-table.ts";
import { withDatabase } from "./parts/database.ts";
import { type LoopDelay, loopDelayDuring } from "./parts/loop-delay.ts";
import { accountChart, sampleCharts } from "./parts/sample-charts.ts";
import { longReport } from "./parts/sample-report.ts";
import { addPeople, morning } from "./parts/scored-tenant.ts";
import { median } from "./parts/timing.ts";
import { makeUsedTenant } from "./parts/used-tenant.ts";

const runs = 3;

/** The main loop's longest block by everything heavy that the service does, each by itself, and which is the worst. */
export function bench(): Promise<BenchTable> {
  return withDatabase(4, async (database) => {
    const { db } = database;
    const found: { name: string; delays: LoopDelay[] }[] = [];
    const watch = async (name: string, times: number, work: (run: number) => Promise<unknown>) => {
      const delays: LoopDelay[] = [];
      for (let run = 0; run < times; run++) delays.push(await loopDelayDuring(() => work(run)));
      found.push({ name, delays });
    };
    const idle = await loopDelayDuring(() => new Promise((done) => setTimeout(done, 1_000)));
    const painter = createChartPainter();
    const drawChart = createChartDrawer(painter);
    await watch("start: charts made warm", 1, () => warmCharts(drawChart));
    const charts = sampleCharts.filter((chart) => chart.kind !== "account");
    await watch("charts of a page, drawn first", 1, async () => {
      for (const chart of charts) await drawChart(chart, 600);
    });
    await watch("charts of a page", runs, async (run) => {
      for (const width of [288, 600]) await drawChart({ ...accountChart, usageHead: `run ${run}` }, width);
    });
    await watch("12 pictures for messages", runs, (run) =>
      Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          painter.paint({ ...accountChart, name: `${run} ${at}` }, "light"),
        ),
      ),
    );
    await watch("PDF of ten pages", runs, () => painter.print(longReport));
    const fresh = await makeUsedTenant(database, "fresh", { accounts: 1_000, days: 160 });
    const pass = { now: morning, requestId: "bench", full: true };
    await watch("pass: 28 days of 1,000 accounts", 1, () =>
      runPass(db, fresh, { ...pass, firstPassDays: 28 }),
    );
    await watch("pass: the last day of 1,000 accounts again", runs, () => runPass(db, fresh, pass));
    const { lead } = await addPeople(database, fresh, { accounts: 1_000, managers: 1, portfolio: 25 });
    const asLead: TenantContext = {
      ...systemContext(fresh, "bench"),
      actor: { kind: "member", memberId: lead },
    };
    for (const format of ["csv", "pdf", "xlsx"] as const) {
      await watch(`export of 1,000 accounts as ${format.toUpperCase()}`, runs, async () => {
        const request = await withTenant(db, asLead, (tx) =>
          makePortfolioExport(tx, { format, now: morning }),
        );
        await makeExportFile(request, painter);
      });
    }
    await painter.close();
    return tableOf(idle, found);
  });
}

function tableOf(
  idle: LoopDelay,
  found: readonly { name: string; delays: readonly LoopDelay[] }[],
): BenchTable {
  const rows = found.map(({ name, delays }) => ({
    name,
    value: median(delays.map(({ longestWork }) => longestWork)),
    byClock: median(delays.map(({ longest }) => longest)),
  }));
  const worst = rows.reduce((one, other) => (other.value > one.value ? other : one));
  return {
    title: "Loop: the longest block of the main loop, as processor time (by the clock)",
    rows: [{ name: "idle for a second", value: idle.longestWork, byClock: idle.longest }, ...rows].map(
      ({ name, value, byClock }) => ({ name: `${name} (${byClock.toFixed(0)} ms)`, value }),
    ),
    aims: [{ what: `the worst, ${worst.name}`, reached: worst.value, atMost: 50, unit: "ms" }],
    note: "What waits for the database does not block. What does: reading an answer of thousands of rows, garbage, and the first use of a library, compiled where it runs.",
  };
}
