import { fixedMarkup, type Html } from "./html.ts";

/*
 * The look of a mail: the web's tokens, written into every element, since many clients drop the style sheet. The
 * sheet adds what only it can: dark colours, and the narrow layout. Where a client inverts colours by itself, every text
 * stands on a background of its own element, so both are inverted together.
 */

const light = {
  page: "#F6F7F9",
  surface: "#FFFFFF",
  ink: "#1B2430",
  muted: "#5A6573",
  border: "#D5DAE1",
  control: "#7A8594",
  link: "#1F5F9E",
  onPrimary: "#FFFFFF",
} as const;

const dark: Record<keyof typeof light, string> = {
  page: "#0F1216",
  surface: "#16191E",
  ink: "#E9ECF0",
  muted: "#A6B0BC",
  border: "#2A3038",
  control: "#7C8794",
  link: "#74B9F2",
  onPrimary: "#0F1216",
};

const font =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";

/** Inline styles by what an element is. Clients that drop the style sheet see these alone. */
export const styles = {
  page: `margin:0;padding:0;background-color:${light.page};`,
  column: "width:100%;max-width:600px;",
  surface: `width:100%;background-color:${light.surface};border:1px solid ${light.border};border-radius:8px;border-collapse:separate;`,
  inner: "padding:20px 24px 24px;",
  sender: `${font}font-size:13px;line-height:20px;color:${light.muted};padding:0 4px 8px;`,
  heading: `${font}font-size:20px;line-height:26px;font-weight:600;color:${light.ink};margin:0;padding:0;overflow-wrap:anywhere;`,
  text: `${font}font-size:15px;line-height:22px;color:${light.ink};margin:0;overflow-wrap:anywhere;`,
  small: `${font}font-size:13px;line-height:20px;color:${light.muted};margin:0;`,
  link: `color:${light.link};text-decoration:underline;`,
  code: `font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;background-color:${light.page};color:${light.ink};padding:1px 4px;border-radius:4px;`,
  label: `${font}font-size:15px;line-height:22px;color:${light.muted};padding:2px 16px 2px 0;vertical-align:top;white-space:nowrap;`,
  value: `${font}font-size:15px;line-height:22px;color:${light.ink};padding:2px 0;vertical-align:top;overflow-wrap:anywhere;`,
  head: `${font}font-size:13px;line-height:20px;font-weight:600;color:${light.muted};padding:4px 12px 4px 0;border-bottom:1px solid ${light.border};vertical-align:bottom;`,
  cell: `${font}font-size:15px;line-height:22px;color:${light.ink};padding:6px 12px 6px 0;border-bottom:1px solid ${light.border};vertical-align:top;overflow-wrap:anywhere;`,
  number: "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;",
  picture: `display:block;width:100%;max-width:420px;height:auto;border:1px solid ${light.border};border-radius:6px;background-color:#FFFFFF;`,
  rule: `border-top:1px solid ${light.border};font-size:1px;line-height:1px;height:1px;`,
  button: "border-radius:6px;",
  buttonLink: `${font}font-size:15px;line-height:20px;font-weight:600;text-decoration:none;display:inline-block;padding:9px 16px;border-radius:6px;`,
  primary: `background-color:${light.link};color:${light.onPrimary};border:1px solid ${light.link};`,
  secondary: `background-color:${light.surface};color:${light.ink};border:1px solid ${light.control};`,
} as const;

/** The background of a button's cell, for clients that paint cells but not links. */
export const primaryCell = light.link;

/** What is put on in dark mode: by class, stronger than the inline styles. */
const darkRules: readonly (readonly [string, string])[] = [
  [".page", `background-color:${dark.page}`],
  [".surface", `background-color:${dark.surface};border-color:${dark.border}`],
  [".ink", `color:${dark.ink}`],
  [".muted", `color:${dark.muted}`],
  [".link", `color:${dark.link}`],
  [".code", `background-color:${dark.border};color:${dark.ink}`],
  [".lined", `border-color:${dark.border}`],
  [".list tr", `border-color:${dark.border}`],
  [".primary", `background-color:${dark.link};color:${dark.onPrimary};border-color:${dark.link}`],
  [".primary-cell", `background-color:${dark.link}`],
  [".secondary", `background-color:${dark.surface};color:${dark.ink};border-color:${dark.control}`],
];

const rulesIn = (scope: string): string =>
  darkRules
    .map(([target, rules]) => `${scope}${target}{${rules.replaceAll(/(;|$)/g, "!important$1")}}`)
    .join("");

const sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
body{-webkit-text-size-adjust:100%;text-size-adjust:100%}
a[x-apple-data-detectors]{color:inherit!important;text-decoration:none!important}
@media (max-width:480px){.inner{padding:16px 16px 20px!important}.fact td{display:block!important;width:100%!important;padding-right:0!important}.fact .muted{padding:6px 0 0!important}.list,.list tbody,.list tr{display:block!important;width:100%!important}.list thead{display:none!important}.list tr{border-bottom:1px solid ${light.border};padding:8px 0!important}.list td{display:inline-block!important;border:0!important;padding:0 10px 0 0!important}.list .first,.list .words{display:block!important}.list .empty{display:none!important}.list .tag{display:inline!important}.buttons,.buttons table,.buttons tbody,.buttons tr,.buttons td{display:block!important;width:100%!important}.button-slot{padding-right:0!important}.button-slot a{display:block!important;text-align:center!important;padding:11px 16px!important}}
@media (prefers-color-scheme:dark){${rulesIn("")}}
${rulesIn("[data-ogsc] ")}`;

/** The style sheet of every mail. Written here alone; nothing of a message gets into it. */
export const styleSheet: Html = fixedMarkup(`<style>${sheet}</style>`);
