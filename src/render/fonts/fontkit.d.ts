/** The few things that measuring text needs of fontkit, which brings no types of its own. */
declare module "fontkit" {
  export interface Font {
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
  }
  export function openSync(path: string): Font;
}
