import { Hono } from "hono";
import { pino } from "pino";
import { Registry } from "prom-client";
import { createWebApp } from "../../src/api/app.ts";
import type { Db } from "../../src/db/connection.ts";
import type { ChartPainter } from "../../src/render/png.ts";
import { loadAssets } from "../../src/web/assets.ts";
import { createChartDrawer } from "../../src/web/charts/draw-chart.ts";
import { warmCharts } from "../../src/web/charts/warm-charts.ts";
import type { WebDeps, WebEnv } from "../../src/web/web-env.ts";
import { morning } from "./scored-tenant.ts";

/**
 * The web view as main makes it, at `morning`; logs go nowhere. Needs the built assets (`npm run build`).
 * @param beside routes of a bench's own, mounted beside the pages: behind the same middleware
 */
export async function makeWebApp(
  db: Db,
  painter: ChartPainter,
  beside: (deps: WebDeps) => Hono<WebEnv> = () => new Hono<WebEnv>(),
): Promise<{ app: Hono<WebEnv>; deps: WebDeps }> {
  const drawChart = createChartDrawer(painter);
  await warmCharts(drawChart);
  const deps: WebDeps = {
    db,
    now: () => morning,
    publicUrl: "http://127.0.0.1",
    assets: loadAssets(),
    painter,
    drawChart,
  };
  const ready = async () => {};
  const app = createWebApp({
    ...deps,
    logger: pino({ level: "silent" }),
    checks: { database: ready, migrations: ready, queue: ready },
    metrics: new Registry(),
    slackRoutes: beside(deps) as unknown as Hono,
  });
  return { app, deps };
}
