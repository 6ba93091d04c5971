import type { StyleContextStack } from "pdfmake/js/StyleContextStack.js";
import type { MeasuredInline, UnmeasuredInline } from "pdfmake/js/TextInlines.js";
import { LayoutBuilder, TextInlines } from "./pdfmake-parts.ts";

/** What reports say of a text's style, and what pdfmake takes where none does. */
const defaults = {
  font: "Roboto",
  bold: false,
  italics: false,
  alignment: "left",
  fontSize: 12,
  fontFeatures: null as readonly string[] | null,
  color: "black",
  link: null as string | null,
  noWrap: false,
  lineHeight: 1,
};
type TextStyle = typeof defaults;

/** What else pdfmake can do to text; measured by itself, where a style asks for it. */
const special = new Set([
  ...[
    "characterSpacing",
    "decoration",
    "background",
    "linkToPage",
    "linkToDestination",
    "opacity",
    "sup",
    "sub",
  ],
  ...["leadingIndent", "preserveLeadingSpaces", "preserveTrailingSpaces", "extends"],
]);

/** Measures text as pdfmake does, but looks its style up once, not two dozen times for every word. */
class ReportInlines extends TextInlines {
  override measure(words: UnmeasuredInline[], styles: StyleContextStack): MeasuredInline[] {
    const style = styleOf(styles);
    if (style === null || !words.every(isBare)) return super.measure(words, styles);
    const { fontSize, fontFeatures, color, alignment, link, noWrap } = style;
    const font = this.pdfDocument.provideFont(style.font, style.bold, style.italics);
    const height = font.lineHeight(fontSize) * style.lineHeight;
    return words.map(({ text, lineEnd, noNewLine }) => {
      const inline: MeasuredInline = {
        ...{ text, lineEnd, noNewLine, font, fontSize, fontFeatures, color, alignment, link, noWrap, height },
        ...{ x: 0, width: 0, leadingCut: 0, trailingCut: 0 },
      };
      inline.width = this.widthOfText(text, inline);
      const leading = /^\s+/.exec(text);
      if (leading) inline.leadingCut = this.widthOfText(leading[0], inline);
      const trailing = /\s+$/.exec(text);
      if (trailing) inline.trailingCut = this.widthOfText(trailing[0], inline);
      return inline;
    });
  }
}

/** Whether a word brings no style of its own. */
function isBare(word: UnmeasuredInline): boolean {
  for (const key in word) if (key !== "text" && key !== "lineEnd" && key !== "noNewLine") return false;
  return true;
}

/** Each property from the nearest style that gives it; null where one asks for something special. */
function styleOf({ styleOverrides, styleDictionary, defaultStyle }: StyleContextStack): TextStyle | null {
  const style: TextStyle = { ...defaults, ...defaultStyle };
  for (const override of styleOverrides) {
    const named = typeof override === "string" ? (styleDictionary[override] ?? {}) : override;
    for (const key in named) {
      const value = named[key];
      if (value === null || value === undefined) continue;
      if (key in defaults) (style as Record<string, unknown>)[key] = value;
      else if (special.has(key)) return null;
    }
  }
  return style;
}

/** pdfmake's layout, with `ReportInlines` to measure its text. */
export class ReportLayout extends LayoutBuilder {
  protected override tryLayoutDocument(...document: unknown[]): unknown {
    this.docMeasure.textInlines = new ReportInlines(this.docMeasure.pdfDocument);
    return super.tryLayoutDocument(...document);
  }
}
