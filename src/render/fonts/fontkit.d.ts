/** The few things that setting text needs of fontkit, which brings no types of its own. */
declare module "fontkit" {
  export interface ShapedText {
    readonly glyphs: readonly {
      readonly id: number;
      readonly advanceWidth: number;
      readonly codePoints: readonly number[];
    }[];
    readonly positions: readonly {
      readonly xAdvance: number;
      readonly xOffset: number;
      readonly yOffset: number;
    }[];
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
    /** A text shaped, its glyphs from left to right. `features` are asked for, or set to true or false. */
    layout(
      text: string,
      features?: readonly string[] | Readonly<Record<string, boolean>>,
      script?: undefined,
      language?: undefined,
      direction?: "ltr" | "rtl",
    ): ShapedText;
    createSubset(): { includeGlyph(id: number): number };
  }
  export function openSync(path: string): Font;
}
