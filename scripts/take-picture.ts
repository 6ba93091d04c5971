/**
 * Takes the README's picture: the inbox of the sample tenant with Acme's alert opened, on a morning that is always the same, so
 * that it shows what the code says and not when it was taken. Takes a minute or two, in a database of its own:
 *
 *     node --import ./scripts/load-tsx.ts scripts/take-picture.ts docs/alert.png
 *
 * Chromium is found at CHROMIUM, or where Debian puts it.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { chromium } from "playwright-core";
import { Registry } from "prom-client";
import sharp from "sharp";
import { withDatabase } from "../bench/parts/database.ts";
import { morning } from "../bench/parts/scored-tenant.ts";
import { withServer } from "../bench/parts/serve.ts";
import { createWebApp } from "../src/api/app.ts";
import { systemContext } from "../src/context.ts";
import type { Db } from "../src/db/connection.ts";
import { withTenant } from "../src/db/with-tenant.ts";
import { createChartPainter } from "../src/render/png.ts";
import { createSignInToken } from "../src/usecases/sign-in/sign-in.ts";
import { createDemo } from "../src/usecases/tenants/create-demo.ts";
import { loadAssets } from "../src/web/assets.ts";
import { createChartDrawer } from "../src/web/charts/draw-chart.ts";
import { buildWebAssets } from "./build-assets.ts";

const [file = "docs/alert.png"] = process.argv.slice(2);
/** CSS pixels of the window; the picture has twice as many, to be crisp on every screen. */
const size = { width: 1100, height: 800 };

const folder = await mkdtemp(join(tmpdir(), "bellwether-picture-"));
const painter = createChartPainter();
try {
  await withDatabase(8, async ({ db }) => {
    const { tenantId, adminEmail } = await createDemo(db, { now: morning, requestId: "picture" });
    const context = systemContext(tenantId, "picture");
    const asked = { email: adminEmail, now: morning };
    const { token } = await withTenant(db, context, (tx) => createSignInToken(tx, asked));
    let app: Awaited<ReturnType<typeof appAt>> | undefined;
    const late = {
      fetch: (request: Request, env?: unknown) =>
        app?.fetch(request, env as object) ?? new Response(null, { status: 503 }),
    };
    await withServer(late, async (url) => {
      app = await appAt(db, url);
      await keep(await takePicture(`${url}/sign-in?token=${token}`));
    });
  });
} finally {
  await painter.close();
  await rm(folder, { recursive: true, force: true });
}

/** The web view as it stands in the source, at that morning. */
async function appAt(db: Db, publicUrl: string) {
  const assets = join(folder, "assets");
  await buildWebAssets(assets);
  const ready = async () => {};
  return createWebApp({
    db,
    now: () => morning,
    publicUrl,
    assets: loadAssets(assets),
    painter,
    drawChart: createChartDrawer(painter),
    logger: pino({ level: "silent" }),
    checks: { database: ready, migrations: ready, queue: ready },
    metrics: new Registry(),
  });
}

async function takePicture(link: string): Promise<Buffer> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage({ viewport: size, deviceScaleFactor: 2, colorScheme: "light" });
    await page.goto(link);
    await page.getByRole("main").getByRole("button").click();
    await page.goto(new URL("/inbox", link).href);
    await page.getByRole("link", { name: /^(new )?Acme: usage down/ }).click();
    await page.waitForLoadState("load");
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(() => {
      (document.activeElement as HTMLElement | null)?.blur();
      scrollTo(0, 0);
    });
    // The window becomes as high as the page, so that the head stays where it is.
    const height = await page.evaluate(() => document.querySelector("main")?.getBoundingClientRect().bottom);
    await page.setViewportSize({ ...size, height: Math.ceil(height ?? size.height) });
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}

async function keep(shot: Buffer): Promise<void> {
  const picture = await sharp(shot).png({ palette: true, colours: 128, effort: 10 }).toBuffer();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture);
  process.stdout.write(`${file}: ${Math.round(picture.length / 1024)} KB\n`);
}
