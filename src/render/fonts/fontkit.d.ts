/** The few things that setting text needs of fontkit, which brings no types of its own. */
declare module "fontkit" {
  export interface Font {
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
    /** A text shaped: its glyphs from left to right. */
    layout(text: string): {
      readonly advanceWidth: number;
      readonly glyphs: readonly { readonly id: number }[];
    };
  }
  export function openSync(path: string): Font;
}
