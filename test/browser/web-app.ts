import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
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
import { scratch } from "../scratch.ts";

/** The smallest PNG: what a chart is to who does not look at it. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** The whole app over a test's database, at the fixture's now, with assets that were built in this run. */
export async function testWebApp(db: Db, options: Partial<WebAppOptions> = {}) {
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
    assets: loadAssets(await builtAssets()),
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

/** Built by whoever asks first. Who builds at the same moment throws theirs away: it is the same. */
async function builtAssets(): Promise<string> {
  const folder = join(scratch(), "assets");
  if (existsSync(folder)) return folder;
  const made = await mkdtemp(join(scratch(), "making-"));
  await buildWebAssets(made);
  await rename(made, folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    return rm(made, { recursive: true });
  });
  return folder;
}
