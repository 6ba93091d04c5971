import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { buildWebAssets } from "../../scripts/build-assets.ts";
import { createWebApp, type WebAppOptions } from "../../src/api/app.ts";
import type { Db } from "../../src/db/connection.ts";
import { createPreviews } from "../../src/previews.ts";
import { drawForPage } from "../../src/render/svg.ts";
import { loadAssets } from "../../src/web/assets.ts";
import { createChartDrawer } from "../../src/web/charts/draw-chart.ts";
import { now } from "../fixture.ts";

/** The smallest PNG: what a chart is to who does not look at it. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

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
    previews: createPreviews({
      publicUrl: "http://localhost:3000",
      painter: { paint: async () => ({ png: dot, width: 1, height: 1 }) },
    }),
    logger: { ...log, child: () => log },
    checks: { database: async () => {}, migrations: async () => {}, queue: async () => {} },
    metrics: new Registry(),
    ...options,
  });
  return { app, lines };
}
