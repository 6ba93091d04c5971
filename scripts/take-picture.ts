/**
 * Takes the README's picture from a running demo: the inbox with Acme's alert opened. Give it a fresh sign-in link:
 *
 *     node scripts/take-picture.ts "$(npx bellwether sign-in tomas.reyes@orrery.example)" docs/alert.png
 *
 * Chromium is found at CHROMIUM, or where Debian puts it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { chromium } from "playwright-core";
import sharp from "sharp";

const [said = "", file = "docs/alert.png"] = process.argv.slice(2);
const link = said.match(/https?:\S+/)?.[0];
if (link === undefined) throw new Error("Give a sign-in link, then the file to write.");

/** CSS pixels of the window; the picture has twice as many, to be crisp on every screen. */
const size = { width: 1100, height: 800 };

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
  const shot = await page.screenshot();
  const picture = await sharp(shot).png({ palette: true, colours: 128, effort: 10 }).toBuffer();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture);
  process.stdout.write(`${file}: ${Math.round(picture.length / 1024)} KB\n`);
} finally {
  await browser.close();
}
