import type { Band } from "../scoring/types.ts";
import type { Theme } from "./types.ts";

/** The colours of a chart by their use. */
export interface Palette {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  /** Event lines only, never text. */
  readonly faint: string;
  readonly grid: string;
  readonly rule: string;
  readonly atRisk: string;
  readonly watch: string;
  /** Watch as text: the mark's colour is too pale to read on white. */
  readonly watchText: string;
  readonly healthy: string;
  readonly zoneAtRisk: string;
  readonly zoneWatch: string;
  /** The usual range behind bars. */
  readonly usual: string;
  readonly bar: string;
}

const light: Palette = {
  background: "#FFFFFF",
  ink: "#1B2430",
  muted: "#5A6573",
  faint: "#8791A0",
  grid: "#E4E7EB",
  rule: "#C6CCD4",
  atRisk: "#A81E14",
  watch: "#C06A00",
  watchText: "#8A4B00",
  healthy: "#1F6FB2",
  zoneAtRisk: "#FCF1EF",
  zoneWatch: "#FDF6E7",
  usual: "#DCE3EB",
  bar: "#8491A1",
};

const dark: Palette = {
  background: "#16191E",
  ink: "#E9ECF0",
  muted: "#A6B0BC",
  faint: "#7C8794",
  grid: "#2A3038",
  rule: "#444C57",
  atRisk: "#FF8F80",
  watch: "#F0B04A",
  watchText: "#F0B04A",
  healthy: "#74B9F2",
  zoneAtRisk: "#261B1C",
  zoneWatch: "#242016",
  usual: "#2C343E",
  bar: "#7A8796",
};

/** The custom property of each colour in a themed chart: `ink` is `var(--chart-ink)`, `zoneAtRisk` is `var(--chart-zone-at-risk)`. */
function customProperty(use: keyof Palette): string {
  return `--chart-${use.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const uses = Object.keys(light) as (keyof Palette)[];
const themed = Object.fromEntries(
  uses.map((use) => [use, `var(${customProperty(use)})`]),
) as unknown as Palette;

const palettes: Readonly<Record<Theme, Palette>> = { light, dark, themed };

/** The colours of a theme. */
export function paletteOf(theme: Theme): Palette {
  return palettes[theme];
}

/** The custom properties that a page declares for its themed charts, as CSS declarations. */
export function chartColours(theme: "light" | "dark"): string {
  return uses.map((use) => `${customProperty(use)}:${palettes[theme][use]}`).join(";");
}

/** The colour of a band's mark. */
export function bandColour(palette: Palette, band: Band): string {
  return band === "at-risk" ? palette.atRisk : band === "watch" ? palette.watch : palette.healthy;
}

/** The shape of a band's mark: status is never told by colour alone. */
export function bandShape(band: Band): "square" | "diamond" | "circle" {
  return band === "at-risk" ? "square" : band === "watch" ? "diamond" : "circle";
}
