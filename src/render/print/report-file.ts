import type { ShapedText } from "fontkit";
import type { EmbeddedFont, SetText } from "pdfmake/js/PDFDocument.js";
import { fontFamily, openFont, shape } from "../fonts/fonts.ts";
import { type TextRun, textRuns } from "../fonts/text-runs.ts";
import { levels, numeral } from "./operators.ts";
import { PdfDocument } from "./pdfmake-parts.ts";

/** What all documents of a thread share of a font: texts as it once set them. */
const setTexts = new Map<string, Map<string, SetText>>();

/** Texts kept as set. Words, heads and figures come again within a report, and in the next. */
const maxTexts = 8_000;

/** How a line is written. `size` in points. */
export interface LineStyle {
  readonly bold: boolean;
  readonly size: number;
  readonly colour: string;
  readonly features?: readonly string[] | null | undefined;
  /** Width of an outline in place of the letters: the halo of a chart's label. */
  readonly outline?: number;
}

/** The outline that makes letters of a script's one weight semi-bold, as a share of their size. */
const bolder = 0.025;

/**
 * A document whose fonts are opened once in a thread, not once a document, and whose texts are set once, not for each time that
 * they are measured and written; and that writes each text in the fonts which have its letters.
 */
export class ReportFile extends PdfDocument {
  readonly #sharing = new Set<EmbeddedFont>();

  override provideFont(family: string, bold: boolean, italics: boolean): EmbeddedFont {
    const embedded = super.provideFont(family, bold, italics);
    if (!this.#sharing.has(embedded)) {
      this.#sharing.add(embedded);
      share(embedded, String(this.getFontFile(family, bold, italics)));
      if (family === fontFamily) {
        embedded.widthOfString = (text, size, features) => this.widthOf(text, { bold, size, features });
      }
    }
    return embedded;
  }

  /** Width of a line in points. */
  widthOf(text: string, { bold, size, features }: Pick<LineStyle, "bold" | "size" | "features">): number {
    let width = 0;
    for (const run of textRuns(text)) width += set(this.#fontOf(run, bold), run, features).advanceWidth;
    return (width * size) / 1000;
  }

  /** Writes a line. `matrix`: where its baseline starts and which way it runs, on a page that is measured from its upper left. */
  write(text: string, matrix: string, style: LineStyle): void {
    const colour = levels(style.colour);
    let written = "";
    for (const run of textRuns(text)) {
      const font = this.#fontOf(run, style.bold);
      this.page.fonts[font.id] ??= font.ref();
      const outline = style.outline ?? (run.font && style.bold ? style.size * bolder : 0);
      const shown = `/${font.id} ${numeral(style.size)} Tf ${glyphs(font, run, style)}`;
      // 1: the outline alone, 2: the letters with it, 0: the letters alone.
      const mode = style.outline === undefined ? 2 : 1;
      written +=
        outline === 0 ? `${shown}\n` : `${colour} RG ${numeral(outline)} w 1 j ${mode} Tr ${shown} 0 Tr\n`;
    }
    this.addContent(`BT ${colour} rg ${matrix} Tm\n${written}ET`);
  }

  #fontOf(run: TextRun, bold: boolean): EmbeddedFont {
    return this.provideFont(run.font?.family ?? fontFamily, bold, false);
  }
}

/** The operators that show a run: its glyphs by their numbers in the document, each moved to its place. */
function glyphs(font: EmbeddedFont, run: TextRun, { size, features }: LineStyle): string {
  const { glyphs: shapes, positions } = set(font, run, features);
  let shown = "[<";
  let raised = 0;
  for (const [at, glyph] of shapes.entries()) {
    const id = font.subset.includeGlyph(glyph.id);
    font.widths[id] ??= glyph.advanceWidth * font.scale;
    font.unicode[id] ??= glyph.codePoints;
    const { xAdvance, advanceWidth, xOffset, yOffset } = positions[at] ?? still;
    if (yOffset !== raised) {
      shown += `>] TJ ${numeral((yOffset * size) / 1000)} Ts [<`;
      raised = yOffset;
    }
    if (xOffset !== 0) shown += `> ${numeral(-xOffset)} <`;
    shown += id.toString(16).padStart(4, "0");
    const back = advanceWidth + xOffset - xAdvance;
    if (back !== 0) shown += `> ${numeral(back)} <`;
  }
  return `${shown}>] TJ${raised === 0 ? "" : " 0 Ts"}`;
}

const still = { xAdvance: 0, advanceWidth: 0, xOffset: 0, yOffset: 0 };

/** A run in its own direction: the font alone would take a space or a bracket to run to the right. */
function set(font: EmbeddedFont, run: TextRun, features: LineStyle["features"]): SetText {
  return font.layout(run.text, run.font ? null : features, run.toLeft);
}

function share(embedded: EmbeddedFont, file: string): void {
  const texts = setTexts.get(file) ?? new Map<string, SetText>();
  setTexts.set(file, texts);
  const font = openFont(file);
  embedded.font = font;
  // What is embedded stays each document's own.
  embedded.subset = font.createSubset();
  embedded.layout = (text, features, toLeft) => {
    const direction = toLeft ? "rtl" : "ltr";
    const key = `${direction}${features?.join() ?? ""}|${text}`;
    const kept = texts.get(key);
    if (kept) return kept;
    const made = inThousandths(shape(font, text, direction, features ?? undefined), embedded.scale);
    if (texts.size >= maxTexts) texts.clear();
    texts.set(key, made);
    return made;
  };
}

function inThousandths({ glyphs, positions, advanceWidth }: ShapedText, scale: number): SetText {
  return {
    glyphs,
    positions: positions.map((place, at) => ({
      xAdvance: place.xAdvance * scale,
      xOffset: place.xOffset * scale,
      yOffset: place.yOffset * scale,
      advanceWidth: (glyphs[at]?.advanceWidth ?? 0) * scale,
    })),
    advanceWidth: advanceWidth * scale,
  };
}
