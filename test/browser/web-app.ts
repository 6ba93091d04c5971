import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { buildWebAssets } from "../../scripts/build-assets.ts";
import { createWebApp, type WebAppOptions } from "../../src/api/app.ts";
import type { Db } from "../../src/db/connection.ts";
import { loadAssets } from "../../src/web/assets.ts";
import { drawForPage } from "../../src/render/svg.ts";
import { createChartDrawer } from "../../src/web/draw-chart.ts";
import { now } from "../fixture.ts";

/** The whole app over a test's database, at the fixture's now, with freshly built assets. */
export async function testWebApp(db: Db, options: Partial<WebAppOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-assets-"));
  await buildWebAssets(folder);
  const lines: object[] = [];
  const log = {
    info: (facts: object) => lines.push(facts),
    warn: (facts: object) => lines.push(facts),
    error: (facts: object) => lines.push(facts),
  };
  const app = createWebApp({
    db,
    now: () => now,
    publicUrl: "http://localhost:3000",
    assets: loadAssets(folder),
    drawChart: createChartDrawer({ draw: drawForPage }),
    painter: { print: async () => new TextEncoder().encode("%PDF-1.7 test") },
    logger: { ...log, child: () => log },
    checks: { database: async () => {}, migrations: async () => {}, queue: async () => {} },
    metrics: new Registry(),
    ...options,
  });
  return { app, lines };
}
