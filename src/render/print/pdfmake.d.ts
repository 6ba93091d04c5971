/** The parts of pdfmake that a report is printed with, as far as they are used; the package types its front door only. */
declare module "pdfmake/js/PDFDocument.js" {
  /** A font as pdfkit embeds it in one document. */
  export interface EmbeddedFont {
    readonly id: string;
    readonly ascender: number;
    /** fontkit's font, and what of it is embedded. */
    font: { createSubset(): unknown };
    subset: unknown;
    layout(text: string, features?: readonly string[] | null, onlyWidth?: boolean): SetRun;
    /** Glyphs as hexadecimal numbers of the embedded subset. Positions are in thousandths of the size. */
    encode(text: string, features?: readonly string[] | null): [glyphs: string[], positions: RunPosition[]];
    widthOfString(text: string, size: number, features?: readonly string[] | null): number;
    ref(): unknown;
    lineHeight(size: number): number;
  }
  export interface RunPosition {
    readonly xAdvance: number;
    readonly advanceWidth: number;
    readonly xOffset: number;
    readonly yOffset: number;
  }
  export interface SetRun {
    readonly glyphs: readonly unknown[];
    readonly positions: readonly RunPosition[];
    readonly advanceWidth: number;
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
    readonly page: { readonly fonts: Record<string, unknown>; readonly height: number };
    provideFont(family: string, bold: boolean, italics: boolean): EmbeddedFont;
    getFontFile(family: string, bold: boolean, italics: boolean): string | null;
    addContent(operators: string): this;
    save(): this;
    restore(): this;
    opacity(opacity: number): this;
    link(x: number, y: number, width: number, height: number, url: string): this;
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

  /** A page as it was laid out, for the renderer. */
  export interface LaidOutPage {
    readonly items: readonly unknown[];
  }
  class LayoutBuilder {
    constructor(
      pageSize: { readonly width: number; readonly height: number; readonly orientation: string },
      pageMargins: object,
      svgMeasure: object,
    );
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
    ): LaidOutPage[];
    protected readonly docMeasure: { readonly pdfDocument: PDFDocument; textInlines: unknown };
    /** Lays the whole document out; again, if a page break is to be put in. */
    protected tryLayoutDocument(...document: unknown[]): unknown;
  }
  const exported: { readonly default: typeof LayoutBuilder };
  export default exported;
}

declare module "pdfmake/js/SVGMeasure.js" {
  class SVGMeasure {
    measureSVG(svg: string): { width: number; height: number };
    writeDimensions(svg: string, size: { width: number; height: number }): unknown;
  }
  const exported: { readonly default: typeof SVGMeasure };
  export default exported;
}

declare module "pdfmake/js/Renderer.js" {
  import type { LaidOutPage } from "pdfmake/js/LayoutBuilder.js";
  import type { EmbeddedFont, PDFDocument } from "pdfmake/js/PDFDocument.js";

  /** A run of text in one style within a line. */
  export interface Inline {
    readonly text: string;
    readonly x: number;
    readonly width: number;
    readonly height: number;
    readonly font: EmbeddedFont;
    readonly fontSize: number;
    readonly color: string;
    readonly fontFeatures: readonly string[] | null;
    readonly link: string | null;
    readonly opacity?: number;
    readonly characterSpacing?: number;
    readonly decoration?: unknown;
    readonly background?: unknown;
    readonly sup?: boolean;
    readonly sub?: boolean;
    readonly linkToPage?: unknown;
    readonly linkToDestination?: unknown;
    readonly _pageNodeRef?: object;
  }
  export interface Line {
    readonly inlines: readonly Inline[];
    /** Set on a line that other places refer to. */
    readonly id?: string;
    readonly _outline?: object;
    readonly _pageNodeRef?: object;
    getAscenderHeight(): number;
  }
  export interface Vector {
    readonly type: string;
    readonly color?: string;
    readonly lineColor?: string;
    readonly lineWidth?: number;
    readonly lineCap?: string;
    readonly dash?: object;
    readonly x?: number;
    readonly y?: number;
    readonly w?: number;
    readonly h?: number;
    readonly r?: number;
    readonly x1?: number;
    readonly y1?: number;
    readonly x2?: number;
    readonly y2?: number;
    readonly fillOpacity?: number;
    readonly linearGradient?: unknown;
  }
  export interface PlacedSvg {
    readonly svg: unknown;
    readonly x: number;
    readonly y: number;
    readonly _width: number;
  }
  class Renderer {
    constructor(document: PDFDocument);
    readonly pdfDocument: PDFDocument;
    renderPages(pages: readonly LaidOutPage[]): void;
    renderLine(line: Line, x: number, y: number): void;
    renderVector(vector: Vector): void;
    renderSVG(svg: PlacedSvg): void;
  }
  const exported: { readonly default: typeof Renderer };
  export default exported;
}

declare module "pdfmake/js/StyleContextStack.js" {
  /** The styles that hold where a text stands, the nearest last. */
  export class StyleContextStack {
    readonly styleOverrides: readonly (string | Record<string, unknown>)[];
    readonly styleDictionary: Readonly<Record<string, Record<string, unknown> | undefined>>;
    readonly defaultStyle: Record<string, unknown>;
    getProperty(name: string): unknown;
  }
}

declare module "pdfmake/js/TextInlines.js" {
  import type { EmbeddedFont, PDFDocument } from "pdfmake/js/PDFDocument.js";
  import type { StyleContextStack } from "pdfmake/js/StyleContextStack.js";

  /** A word, before it is measured. */
  export interface UnmeasuredInline {
    readonly text: string;
    readonly lineEnd?: boolean | undefined;
    readonly noNewLine?: boolean | undefined;
  }
  export interface MeasuredInline extends UnmeasuredInline {
    readonly font: EmbeddedFont;
    readonly fontSize: number;
    readonly height: number;
    readonly x: number;
    readonly fontFeatures: readonly string[] | null;
    readonly color: string;
    readonly alignment: string;
    readonly link: string | null;
    readonly noWrap: boolean;
    width: number;
    leadingCut: number;
    trailingCut: number;
  }
  class TextInlines {
    constructor(document: PDFDocument);
    readonly pdfDocument: PDFDocument;
    measure(words: UnmeasuredInline[], styles: StyleContextStack): MeasuredInline[];
    widthOfText(text: string, inline: MeasuredInline): number;
  }
  const exported: { readonly default: typeof TextInlines };
  export default exported;
}
