import type { Inline, Line, PlacedDrawing, Vector } from "pdfmake/js/Renderer.js";
import { fontFamily } from "../fonts/fonts.ts";
import type { ChartDrawing } from "./chart-pen.ts";
import { levels, numeral } from "./operators.ts";
import { Renderer } from "./pdfmake-parts.ts";
import type { ReportFile } from "./report-file.ts";

/**
 * Writes laid-out pages. pdfmake's own writes word by word, each with a state of its own, and reads charts as SVG; here a line is
 * written as one, a rule in one step, and a chart as it was drawn. What no report has is not written: underlines, backgrounds,
 * destinations within the document.
 */
export class ReportRenderer extends Renderer {
  readonly #file: ReportFile;

  constructor(file: ReportFile) {
    super(file);
    this.#file = file;
  }

  override renderLine(line: Line, x: number, y: number): void {
    const baseline = y + line.getAscenderHeight();
    const semiBold = this.#file.provideFont(fontFamily, true, false);
    for (const part of alike(line.inlines)) {
      const [left, text] = [x + part.x, part.text.trimEnd()];
      if (text === "") continue;
      this.#file.write(text, `1 0 0 -1 ${numeral(left)} ${numeral(baseline)}`, {
        bold: part.font === semiBold,
        size: part.fontSize,
        colour: part.color,
        features: part.fontFeatures,
      });
      if (part.link) this.#file.link(left, y, part.width, line.getHeight(), part.link);
    }
  }

  override renderVector(vector: Vector): void {
    if (vector.type !== "line" || vector.dash) {
      super.renderVector(vector);
      return;
    }
    const [x1, y1, x2, y2] = [vector.x1, vector.y1, vector.x2, vector.y2].map(numeral);
    const colour = `${levels(vector.lineColor)} RG ${numeral(vector.lineWidth)} w`;
    this.#file.addContent(`${colour} ${x1} ${y1} m ${x2} ${y2} l S`);
  }

  override renderSVG({ svg: drawing, x, y, _width: width }: PlacedDrawing<ChartDrawing>): void {
    drawing.writeTo(this.#file, x, y, width / drawing.width);
  }
}

/** The inlines of a line, those side by side that look alike as one. */
function alike(inlines: readonly Inline[]): Inline[] {
  const parts: Inline[] = [];
  for (const inline of inlines) {
    const last = parts.at(-1);
    const same =
      last &&
      last.font === inline.font &&
      last.fontSize === inline.fontSize &&
      last.color === inline.color &&
      last.fontFeatures === inline.fontFeatures &&
      last.link === inline.link;
    if (!same) parts.push({ ...inline });
    else {
      last.text += inline.text;
      last.width += inline.width;
    }
  }
  return parts;
}
