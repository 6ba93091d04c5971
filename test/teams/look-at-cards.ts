import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Message } from "../../src/bot/message.ts";
import { renderDialog } from "../../src/bot/teams/layout/dialogs.ts";
import { renderTeams } from "../../src/bot/teams/layout/render.ts";
import { createChartPainter } from "../../src/render/png.ts";
import { teamsColours, teamsLook } from "../../src/web/islands/teams-look.ts";
import * as cast from "../cast.ts";
import { examples } from "./examples.ts";

/*
 * Paints the example cards with Microsoft's own renderer in Chromium, at 300 and 600 px, light and dark, to be looked at:
 * node test/teams/look-at-cards.ts FOLDER [NAME…]
 */

const [folder = "cards", ...wanted] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const library = readFileSync(
  join(import.meta.dirname, "../../node_modules/adaptivecards/dist/adaptivecards.min.js"),
  "utf8",
);
const pages = { light: "#f5f5f5", dark: "#141414" } as const;
type Theme = keyof typeof pages;

const css = (theme: Theme) => {
  const { font, card, ink, accent, rule } = teamsColours(theme);
  return `
  body { margin: 0; padding: 12px; background: ${pages[theme]}; font: 14px/20px ${font}; color: ${ink}; }
  #card > .ac-adaptiveCard { background: ${card}; border: 1px solid ${rule}; border-radius: 4px; }
  .ac-pushButton { font: 600 14px ${font}; height: 32px; border: 1px solid ${rule}; border-radius: 4px; background: ${card}; color: ${ink};
    padding: 0 12px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .ac-pushButton.style-positive { background: ${accent}; color: #fff; border-color: ${accent}; }
  a { color: ${accent}; text-decoration: none; }
  .ac-input { font: 14px ${font}; width: 100%; box-sizing: border-box; padding: 6px; }
`;
};

const painter = createChartPainter();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const [name, message] of Object.entries(examples)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const picture = message.parts.find((part) => part.part === "image");
  const imageUrl = picture
    ? `data:image/png;base64,${Buffer.from((await painter.paint(picture.chart, "light")).png).toString("base64")}`
    : null;
  await paint(name, message, imageUrl);
}
const dialog = { alertId: cast.acmeAlert.id, name: "Acme", zone: "Europe/Berlin" } as const;
const wrong = { given: { span: "date", reason: "waiting" }, errors: { date: "Pick a date." } };
const dialogs = {
  "dialog-snooze": renderDialog({ ...dialog, form: "snooze" }, cast.now, wrong),
  "dialog-resolve": renderDialog({ ...dialog, form: "resolve" }, cast.now),
};
for (const [name, { card }] of Object.entries(dialogs)) {
  if (wanted.length === 0 || wanted.includes(name)) await paintCard(name, card);
}
await browser.close();
await painter.close();

async function paint(name: string, message: Message, imageUrl: string | null): Promise<void> {
  const shown = imageUrl && "https://bellwether.example/pictures/x.png";
  const { card } = renderTeams(message, { publicUrl: "https://bellwether.example", imageUrl: shown });
  const drawnCard = JSON.parse(JSON.stringify(card).replaceAll(shown ?? "\u0000", imageUrl ?? "")) as object;
  await paintCard(name, drawnCard);
}

async function paintCard(name: string, drawnCard: object): Promise<void> {
  for (const theme of Object.keys(pages) as Theme[]) {
    for (const width of [300, 600]) {
      const page = await browser.newPage({
        viewport: { width: width + 24, height: 400 },
        deviceScaleFactor: 1.5,
      });
      await page.setContent(`<style>${css(theme)}</style><div id="card"></div>`);
      await page.addScriptTag({ content: library });
      await page.evaluate(
        ([given, config]) => {
          const AC = (globalThis as never as { AdaptiveCards: never }).AdaptiveCards as Record<string, never>;
          const Card = AC.AdaptiveCard as never as {
            new (): { hostConfig: unknown; parse(json: unknown): void; render(): Node };
            onProcessMarkdown: (text: string, result: Record<string, unknown>) => void;
          };
          const Config = AC.HostConfig as never as new (json: unknown) => unknown;
          Card.onProcessMarkdown = (text, result) => {
            const html = text
              .replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`)
              .replace(/\\(.)/g, (_, c: string) => `&#${c.charCodeAt(0)};`)
              .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>')
              .replace(/\*\*(.+?)\*\*/g, "<b>$1</b>");
            result.outputHtml = html;
            result.didProcess = true;
          };
          const drawn = new Card();
          drawn.hostConfig = new Config(config);
          drawn.parse(given);
          document.getElementById("card")?.append(drawn.render());
        },
        [drawnCard, teamsLook(theme)] as const,
      );
      await page.waitForFunction(() => [...document.images].every((image) => image.complete));
      await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
      await page.close();
    }
  }
}
