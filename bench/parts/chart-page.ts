import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { fontFamily, fontFile } from "../../src/render/fonts/fonts.ts";

/** The bundled fonts as style rules, so that a browser sets the same text in the same letters. */
export const bundledFonts = ([400, 600] as const)
  .map((weight) => {
    const file = readFileSync(fontFile(weight)).toString("base64");
    return `@font-face{font-family:"${fontFamily}";font-weight:${weight};src:url(data:font/ttf;base64,${file})}`;
  })
  .join("");

/** A page that has the bundled fonts, ready to be used again and again: what is shown is exchanged by `showIn`. */
export async function pageWithFonts(
  browser: Browser,
  style: string,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Page> {
  const page = await browser.newPage(options);
  await page.setContent(`<style>${bundledFonts}${style}</style><body></body>`);
  await page.evaluate(
    `Promise.all([400, 600].map((weight) => document.fonts.load(weight + " 12px '${fontFamily}'")))`,
  );
  return page;
}

/** Puts `html` in the place of what the page showed. */
export async function showIn(page: Page, html: string): Promise<void> {
  await page.evaluate(`document.body.innerHTML = ${JSON.stringify(html)}; 0`);
}
