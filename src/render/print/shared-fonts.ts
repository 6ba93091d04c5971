import type { EmbeddedFont } from "pdfmake/js/PDFDocument.js";
import { PdfDocument } from "./pdfmake-parts.ts";

/** What all documents of a thread share of one font file: its tables once read, and texts once set. */
interface SharedFont {
  readonly font: EmbeddedFont["font"];
  readonly runs: Map<string, object>;
}

const shared = new Map<string, SharedFont>();

/** Texts kept as set. Words, heads and figures come again within a report, and in the next. */
const maxRuns = 8_000;

/**
 * A document whose fonts are opened once in a thread, not once a document, and whose texts are set once, not for each time that
 * they are measured and written: without it four fifths of a report's time go into fonts.
 */
export class ReportFile extends PdfDocument {
  readonly #sharing = new Set<EmbeddedFont>();

  override provideFont(family: string, bold: boolean, italics: boolean): EmbeddedFont {
    const embedded = super.provideFont(family, bold, italics);
    if (!this.#sharing.has(embedded)) {
      this.#sharing.add(embedded);
      share(embedded, String(this.getFontFile(family, bold, italics)));
    }
    return embedded;
  }
}

function share(embedded: EmbeddedFont, file: string): void {
  const known = shared.get(file) ?? { font: embedded.font, runs: new Map<string, object>() };
  shared.set(file, known);
  const { font, runs } = known;
  embedded.font = font;
  // What is embedded stays each document's own.
  embedded.subset = font.createSubset();
  const set = embedded.layout;
  embedded.layout = (text, features) => {
    const key = features ? `${features.join()}|${text}` : text;
    const kept = runs.get(key);
    if (kept) return kept;
    const run = set.call(embedded, text, features);
    if (runs.size >= maxRuns) runs.clear();
    runs.set(key, run);
    return run;
  };
}
