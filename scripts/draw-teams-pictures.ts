/**
 * Draws the pictures that are files: the two icons of the Teams app from the web view's icon, and the plain picture that
 * stands where a card's picture is no longer shown. Run after the icon has changed: node scripts/draw-teams-pictures.ts
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "..");
const icon = readFileSync(join(root, "src", "web", "icon.svg"), "utf8");
const inter = readFileSync(join(root, "src", "render", "fonts", "inter-400.ttf")).toString("base64");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** Teams wants 192 px in colour with room around, and 32 px in white on nothing. */
const square = icon.replace('rx="7"', "");
await draw(
  192,
  192,
  1,
  `<style>svg { width: 192px; height: 192px }</style>${square}`,
  "manifests/teams/color.png",
);
const outline = icon.replace(/<rect[^>]*>/, "").replace(/<title>.*<\/title>/, "");
await draw(
  32,
  32,
  1,
  `<style>svg { width: 32px; height: 32px }</style>${outline}`,
  "manifests/teams/outline.png",
);
await draw(
  360,
  110,
  1024 / 360,
  `<style>
    @font-face { font-family: Inter; src: url(data:font/ttf;base64,${inter}) }
    div { box-sizing: border-box; width: 360px; height: 110px; padding: 26px 16px; background: #fff; color: #5a6573;
      font: 13px/22px Inter; border-top: 1px solid #e4e7eb; border-bottom: 1px solid #e4e7eb }
    b { color: #1b2430; font-weight: 400; font-size: 15px }
  </style><div><b>This picture is no longer shown.</b><br>Open it in Bellwether to see how things are now.</div>`,
  "src/web/gone-picture.png",
);
await browser.close();

async function draw(width: number, height: number, scale: number, html: string, file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${html}`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(root, file), omitBackground: true });
  await page.close();
}
