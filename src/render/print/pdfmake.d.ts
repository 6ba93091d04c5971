/** The parts of pdfmake that a report is printed with, as far as they are used; the package types its front door only. */
declare module "pdfmake/js/PDFDocument.js" {
  /** A font as pdfkit embeds it in one document. */
  export interface EmbeddedFont {
    /** fontkit's font, and what of it is embedded. */
    font: { createSubset(): unknown };
    subset: unknown;
    /** A text as glyphs and their places. */
    layout(text: string, features?: readonly string[] | null, onlyWidth?: boolean): object;
  }
  class PDFDocument {
    constructor(
      fonts: object,
      images: object,
      patterns: object,
      attachments: object,
      options: object,
      virtualfs: null,
      localAccessPolicy: (path: string) => boolean,
    );
    provideFont(family: string, bold: boolean, italics: boolean): EmbeddedFont;
    getFontFile(family: string, bold: boolean, italics: boolean): string | null;
    on(event: "data", listener: (chunk: Uint8Array) => void): this;
    on(event: "end", listener: () => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    end(): void;
  }
  const exported: { readonly default: typeof PDFDocument };
  export default exported;
  export type { PDFDocument };
}

declare module "pdfmake/js/LayoutBuilder.js" {
  import type { PDFDocument } from "pdfmake/js/PDFDocument.js";

  class LayoutBuilder {
    constructor(
      pageSize: { readonly width: number; readonly height: number; readonly orientation: string },
      pageMargins: object,
      svgMeasure: object,
    );
    /** Pages, for the renderer. */
    layoutDocument(
      content: unknown,
      document: PDFDocument,
      styles: object,
      defaultStyle: object,
      background: undefined,
      header: unknown,
      footer: unknown,
      watermark: undefined,
      pageBreakBefore: unknown,
    ): readonly object[];
  }
  const exported: { readonly default: typeof LayoutBuilder };
  export default exported;
}

declare module "pdfmake/js/SVGMeasure.js" {
  const exported: { readonly default: new () => object };
  export default exported;
}

declare module "pdfmake/js/Renderer.js" {
  import type { PDFDocument } from "pdfmake/js/PDFDocument.js";

  class Renderer {
    constructor(document: PDFDocument);
    renderPages(pages: readonly object[]): void;
  }
  const exported: { readonly default: typeof Renderer };
  export default exported;
}
