import type { EmbeddedFont } from "pdfmake/js/PDFDocument.js";
import type { Inline, Line, PlacedSvg, Vector } from "pdfmake/js/Renderer.js";
import { fontFamily } from "../fonts/fonts.ts";
import type { Mark, Scene, StrokedPath } from "../scene/scene.ts";
import { number, pathOperators, rgb, showText } from "./operators.ts";
import { Renderer } from "./pdfmake-parts.ts";

const caps = { butt: 0, round: 1, square: 2 } as const;
const joins = { miter: 0, round: 1, bevel: 2 } as const;

/**
 * Writes a report's pages: lines of text, rules and charts in the fewest operators, by itself; whatever else a document may
 * hold is left to pdfmake's own renderer.
 */
export class ReportRenderer extends Renderer {
  override renderLine(line: Line, x: number, y: number): void {
    if (line.id || line._outline || line._pageNodeRef || !line.inlines.every(isPlain)) {
      super.renderLine(line, x, y);
      return;
    }
    const baseline = y + line.getAscenderHeight();
    let at = 0;
    let operators = "";
    while (at < line.inlines.length) {
      const first = line.inlines[at] as Inline;
      let end = at + 1;
      while (end < line.inlines.length && isAlike(first, line.inlines[end] as Inline)) end++;
      const run = line.inlines.slice(at, end);
      if (first.link) this.#link(run, first.link, x, y);
      operators += `${rgb(first.color)} rg ${this.#text(
        first.font,
        first.fontSize,
        x + first.x,
        baseline,
        showText(
          first.font,
          run.map(({ text }) => text),
          first.fontFeatures,
        ),
      )} `;
      at = end;
    }
    if (operators !== "") this.pdfDocument.addContent(operators.trimEnd());
  }

  override renderVector(vector: Vector): void {
    const {
      color,
      lineColor,
      lineWidth = 1,
      x = 0,
      y = 0,
      w = 0,
      h = 0,
      x1 = 0,
      y1 = 0,
      x2 = 0,
      y2 = 0,
    } = vector;
    const places = (...values: number[]) => values.map(number).join(" ");
    if (vector.type === "line" && lineColor && !vector.dash && !vector.lineCap) {
      const path = `${places(x1, y1)} m ${places(x2, y2)} l`;
      this.pdfDocument.addContent(`${number(lineWidth)} w ${rgb(lineColor)} RG ${path} S`);
    } else if (
      vector.type === "rect" &&
      color &&
      !lineColor &&
      !vector.r &&
      vector.fillOpacity === undefined
    ) {
      this.pdfDocument.addContent(`${rgb(color)} rg ${places(x, y, w, h)} re f`);
    } else {
      this.pdfDocument.save();
      super.renderVector(vector);
      this.pdfDocument.restore();
    }
  }

  override renderSVG(placed: PlacedSvg): void {
    if (typeof placed.svg === "string") {
      super.renderSVG(placed);
      return;
    }
    const scene = placed.svg as Scene;
    const scale = number(placed._width / scene.width);
    this.pdfDocument.addContent(`q ${scale} 0 0 ${scale} ${number(placed.x)} ${number(placed.y)} cm`);
    let opacity = 1;
    for (const mark of scene.marks) {
      if (mark.opacity !== opacity) this.pdfDocument.opacity(mark.opacity);
      opacity = mark.opacity;
      this.pdfDocument.addContent(this.#mark(mark));
    }
    this.pdfDocument.addContent("Q");
  }

  #mark(mark: Mark): string {
    if (mark.kind === "fill") return `${rgb(mark.colour)} rg ${pathOperators(mark.path)} f`;
    if (mark.kind === "stroke") return `${strokeOperators(mark)} ${pathOperators(mark.path)} S`;
    const font = this.pdfDocument.provideFont(fontFamily, mark.weight === 600, false);
    const width = mark.align === "left" ? 0 : font.widthOfString(mark.text, mark.size);
    const x = mark.x - (mark.align === "center" ? width / 2 : width);
    return `${rgb(mark.colour)} rg ${this.#text(font, mark.size, x, mark.y, showText(font, [mark.text]))}`;
  }

  /** Text at its place; the second and fourth number of the matrix turn it upright on a page that is turned over. */
  #text(font: EmbeddedFont, size: number, x: number, baseline: number, shown: string): string {
    this.pdfDocument.page.fonts[font.id] ??= font.ref();
    return `BT /${font.id} ${number(size)} Tf 1 0 0 -1 ${number(x)} ${number(baseline)} Tm ${shown} ET`;
  }

  #link(run: readonly Inline[], url: string, x: number, y: number): void {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return;
    this.pdfDocument.link(x + first.x, y, last.x + last.width - first.x, first.height, url);
  }
}

function strokeOperators(mark: StrokedPath): string {
  const dash = `[${mark.dash.map(number).join(" ")}] ${number(mark.dashOffset)} d`;
  const pen = `${number(mark.width)} w ${caps[mark.cap]} J ${joins[mark.join]} j ${number(mark.miterLimit)} M`;
  return `${rgb(mark.colour)} RG ${pen} ${dash}`;
}

/** Whether a text has nothing that pdfmake's own renderer alone can do. */
function isPlain(inline: Inline): boolean {
  const run = inline.font.layout(inline.text, inline.fontFeatures);
  return (
    (inline.opacity ?? 1) === 1 &&
    !inline.characterSpacing &&
    !inline.decoration &&
    !inline.background &&
    !(inline.sup || inline.sub) &&
    !(inline.linkToPage || inline.linkToDestination || inline._pageNodeRef) &&
    run.positions.every(({ xOffset, yOffset }) => xOffset === 0 && yOffset === 0)
  );
}

function isAlike(one: Inline, other: Inline): boolean {
  return (
    one.font === other.font &&
    one.fontSize === other.fontSize &&
    one.color === other.color &&
    one.link === other.link &&
    String(one.fontFeatures) === String(other.fontFeatures)
  );
}
