/** The parts of pdfmake that a report is printed with, as far as they are used; the package types its front door only. */
declare module "pdfmake/js/PDFDocument.js" {
  import type { Font, ShapedText } from "fontkit";

  /** A text as glyphs from left to right and their places, in thousandths of the type's size. */
  export interface SetText extends ShapedText {
    readonly positions: readonly (ShapedText["positions"][number] & {
      /** Without what kerning takes from it. */
      readonly advanceWidth: number;
    })[];
  }
  /** A font as pdfkit embeds it in one document. */
  export interface EmbeddedFont {
    /** The name of the font on a page. */
    readonly id: string;
    /** fontkit's font, and what of it is embedded. */
    font: Font;
    subset: ReturnType<Font["createSubset"]>;
    /** By the numbers of glyphs in the document. */
    readonly widths: number[];
    readonly unicode: (readonly number[])[];
    /** Thousandths of the type's size in a unit of the font. */
    readonly scale: number;
    ref(): object;
    layout(text: string, features?: readonly string[] | null, toLeft?: boolean): SetText;
    widthOfString(text: string, size: number, features?: readonly string[] | null): number;
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
    readonly page: { readonly fonts: Record<string, object> };
    /** Operators, onto the current page. */
    addContent(operators: string): this;
    opacity(share: number): this;
    link(x: number, y: number, width: number, height: number, address: string): this;
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

declare module "pdfmake/js/Renderer.js" {
  import type { EmbeddedFont, PDFDocument } from "pdfmake/js/PDFDocument.js";

  /** A word, or several, in one style. */
  export interface Inline {
    text: string;
    width: number;
    readonly x: number;
    readonly font: EmbeddedFont;
    readonly fontSize: number;
    readonly fontFeatures: readonly string[] | null;
    readonly color: string;
    readonly link: string | null;
  }
  export interface Line {
    readonly inlines: readonly Inline[];
    getHeight(): number;
    getAscenderHeight(): number;
  }
  export type Vector =
    | {
        readonly type: "line";
        readonly x1: number;
        readonly y1: number;
        readonly x2: number;
        readonly y2: number;
        readonly lineWidth: number;
        readonly lineColor: string;
        readonly dash?: object;
      }
    | { readonly type: "rect" | "ellipse" | "polyline" | "path" };
  /** A drawing in its place on a page. */
  export interface PlacedDrawing<Drawing> {
    readonly svg: Drawing;
    readonly x: number;
    readonly y: number;
    readonly _width: number;
  }
  class Renderer {
    constructor(document: PDFDocument);
    renderPages(pages: readonly object[]): void;
    renderLine(line: Line, x: number, y: number): void;
    renderVector(vector: Vector): void;
    renderSVG(drawing: PlacedDrawing<unknown>): void;
  }
  const exported: { readonly default: typeof Renderer };
  export default exported;
}
