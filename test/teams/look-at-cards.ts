import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Message } from "../../src/bot/message.ts";
import { renderDialog } from "../../src/bot/teams/layout/dialogs.ts";
import { renderTeams } from "../../src/bot/teams/layout/render.ts";
import { createChartPainter } from "../../src/render/png.ts";
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
const font = "'Segoe UI', 'Selawik', Inter, 'Noto Sans', sans-serif";
const themes = {
  light: {
    page: "#f5f5f5",
    card: "#ffffff",
    ink: "#242424",
    subtle: "#616161",
    accent: "#5b5fc7",
    rule: "#e0e0e0",
  },
  dark: {
    page: "#141414",
    card: "#292929",
    ink: "#ffffff",
    subtle: "#adadad",
    accent: "#7f85f5",
    rule: "#3d3d3d",
  },
};
type Theme = (typeof themes)[keyof typeof themes];

/** What Teams sets, as far as Microsoft publishes it in its designer. */
function hostConfig({ ink, subtle, accent, rule, card }: Theme) {
  const shade = (color: string) => ({ default: color, subtle });
  const colors = {
    default: { default: ink, subtle },
    accent: shade(accent),
    good: shade("#237b4b"),
    warning: shade("#c19c00"),
    attention: shade("#c4314b"),
  };
  const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors: colors });
  return {
    fontFamily: font,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: rule },
    supportsInteractivity: true,
    fontTypes: { default: { fontFamily: font }, monospace: { fontFamily: "'DejaVu Sans Mono', monospace" } },
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 24, large: 26, extraLarge: 32 },
    containerStyles: {
      default: style(card),
      emphasis: style(rule),
      warning: style(card === "#ffffff" ? "#fbf6d9" : "#463100"),
      attention: style(card === "#ffffff" ? "#fcf4f6" : "#3e1f25"),
      good: style(card),
      accent: style(card),
    },
    imageSizes: { small: 32, medium: 52, large: 100 },
    actions: {
      maxActions: 6,
      buttonSpacing: 8,
      spacing: "default",
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline" },
    },
    factSet: {
      title: { weight: "bolder", wrap: true, maxWidth: 110 },
      value: { wrap: true },
      spacing: 16,
    },
    table: { cellSpacing: 8 },
  };
}

const css = ({ page, card, ink, accent, rule }: Theme) => `
  body { margin: 0; padding: 12px; background: ${page}; font: 14px/20px ${font}; color: ${ink}; }
  #card > .ac-adaptiveCard { background: ${card}; border: 1px solid ${rule}; border-radius: 4px; }
  .ac-pushButton { font: 600 14px ${font}; height: 32px; border: 1px solid ${rule}; border-radius: 4px; background: ${card}; color: ${ink};
    padding: 0 12px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .ac-pushButton.style-positive { background: ${accent}; color: #fff; border-color: ${accent}; }
  a { color: ${accent}; text-decoration: none; }
  .ac-input { font: 14px ${font}; width: 100%; box-sizing: border-box; padding: 6px; }
`;

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
  for (const [theme, colors] of Object.entries(themes)) {
    for (const width of [300, 600]) {
      const page = await browser.newPage({
        viewport: { width: width + 24, height: 400 },
        deviceScaleFactor: 1.5,
      });
      await page.setContent(`<style>${css(colors)}</style><div id="card"></div>`);
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
        [drawnCard, hostConfig(colors)] as const,
      );
      await page.waitForFunction(() => [...document.images].every((image) => image.complete));
      await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
      await page.close();
    }
  }
}
