import { levels, numeral } from "./operators.ts";
import type { LineStyle, ReportFile } from "./report-file.ts";

/** A text of a chart: its letters' numbers are known only in a document. */
interface PennedText {
  readonly text: string;
  readonly matrix: Matrix;
  readonly align: string;
  readonly style: LineStyle;
}

/** Horizontal and vertical steps of both axes, then the origin, as a canvas's `setTransform` takes them. */
type Matrix = readonly [number, number, number, number, number, number];

interface State {
  matrix: Matrix;
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: "butt" | "round" | "square";
  lineJoin: "miter" | "round" | "bevel";
  dash: readonly number[];
  lineDashOffset: number;
  globalAlpha: number;
  font: string;
  textAlign: string;
  /** What the page was last told of each: told again only where it changed. */
  told: Map<string, string>;
}

const caps = { butt: 0, round: 1, square: 2 } as const;
const undashed = "[] 0 d";
const joins = { miter: 0, round: 1, bevel: 2 } as const;

/** A drawing that waits for its page. `width` and `height` in logical pixels. */
export interface ChartDrawing {
  readonly width: number;
  readonly height: number;
  /** Draws at a place of the current page, `scale` points a pixel. */
  writeTo(file: ReportFile, x: number, y: number, scale: number): void;
}

/**
 * What Vega draws on in place of a canvas: as much of its 2D context as charts use, kept as operators of a PDF page. Neither SVG is
 * written nor read again, and each label is written as the page's own words are.
 */
export class ChartPen implements Omit<State, "matrix" | "dash" | "told"> {
  readonly #made: (string | PennedText | number)[] = [];
  readonly #saved: State[] = [];
  #path = "";
  #matrix: Matrix = [1, 0, 0, 1, 0, 0];
  #dash: readonly number[] = [];
  #told = new Map<string, string>();
  fillStyle = "#000000";
  strokeStyle = "#000000";
  lineWidth = 1;
  lineCap: State["lineCap"] = "butt";
  lineJoin: State["lineJoin"] = "miter";
  lineDashOffset = 0;
  globalAlpha = 1;
  font = "12px sans-serif";
  textAlign = "left";

  /** What was drawn so far. */
  drawing(width: number, height: number): ChartDrawing {
    const made = this.#made;
    return {
      width,
      height,
      writeTo(file, x, y, scale) {
        file.addContent(`q ${[scale, 0, 0, scale, x, y].map(numeral).join(" ")} cm`);
        for (const one of made) {
          if (typeof one === "string") file.addContent(one);
          else if (typeof one === "number") file.opacity(one);
          else file.write(one.text, matrixOf(file, one), one.style);
        }
        file.addContent("Q");
      },
    };
  }

  save(): void {
    this.#saved.push({ ...this, matrix: this.#matrix, dash: this.#dash, told: new Map(this.#told) });
    this.#made.push("q");
  }

  restore(): void {
    const saved = this.#saved.pop();
    if (!saved) return;
    const { matrix, dash, told, ...rest } = saved;
    Object.assign(this, rest);
    [this.#matrix, this.#dash, this.#told] = [matrix, dash, told];
    this.#made.push("Q");
  }

  translate(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f];
  }

  scale(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a * x, b * x, c * y, d * y, e, f];
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.#matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }

  beginPath(): void {
    this.#path = "";
  }

  closePath(): void {
    this.#path += "h ";
  }

  moveTo(x: number, y: number): void {
    this.#path += `${this.#at(x, y)} m `;
  }

  lineTo(x: number, y: number): void {
    this.#path += `${this.#at(x, y)} l `;
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path += `${this.#at(x1, y1)} ${this.#at(x2, y2)} ${this.#at(x, y)} c `;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /** As curves of at most a quarter turn, each within a thousandth of the radius. */
  arc(x: number, y: number, radius: number, from: number, to: number, back = false): void {
    const whole = 2 * Math.PI;
    const turn = back ? -Math.min(from - to, whole) : Math.min(to - from, whole);
    const parts = Math.ceil(Math.abs(turn) / (Math.PI / 2));
    const step = turn / parts;
    const reach = (4 / 3) * Math.tan(step / 4) * radius;
    const point = (angle: number) => [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
    const start = point(from);
    if (this.#path === "") this.moveTo(...start);
    else this.lineTo(...start);
    for (let part = 0; part < parts; part++) {
      const [left, right] = [from + part * step, from + (part + 1) * step];
      const [x1, y1] = point(left);
      const [x2, y2] = point(right);
      this.bezierCurveTo(
        x1 - reach * Math.sin(left),
        y1 + reach * Math.cos(left),
        x2 + reach * Math.sin(right),
        y2 - reach * Math.cos(right),
        x2,
        y2,
      );
    }
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  clip(): void {
    this.#made.push(`${this.#path}W n`);
  }

  fill(): void {
    if (this.fillStyle === "transparent") return;
    this.#paint("f");
  }

  stroke(): void {
    if (this.strokeStyle === "transparent") return;
    this.#tell("line", `${numeral(this.lineWidth)} w ${caps[this.lineCap]} J ${joins[this.lineJoin]} j`);
    this.#tell("dash", `[${this.#dash.map(numeral).join(" ")}] ${numeral(this.lineDashOffset)} d`);
    this.#tell("stroke", `${levels(this.strokeStyle)} RG`);
    this.#paint("S");
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  fillText(text: string, x: number, y: number): void {
    this.#write(text, x, y, this.fillStyle);
  }

  strokeText(text: string, x: number, y: number): void {
    this.#write(text, x, y, this.strokeStyle, this.lineWidth);
  }

  #at(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.#matrix;
    return `${numeral(a * x + c * y + e)} ${numeral(b * x + d * y + f)}`;
  }

  #paint(operator: "f" | "S"): void {
    if (this.#path === "") return;
    this.#tellAlpha();
    if (operator === "f") this.#tell("fill", `${levels(this.fillStyle)} rg`);
    this.#made.push(`${this.#path}${operator}`);
  }

  #write(text: string, x: number, y: number, colour: string, outline?: number): void {
    const [, weight, size] = /^(?:(\d+|bold) )?([\d.]+)px/.exec(this.font) ?? [];
    this.#tellAlpha();
    if (this.#told.has("dash")) this.#tell("dash", undashed);
    const [a, b, c, d, e, f] = this.#matrix;
    const bold = weight === "bold" || Number(weight) >= 600;
    const style = { bold, size: Number(size), colour, ...(outline === undefined ? {} : { outline }) };
    const matrix: Matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f];
    this.#made.push({ text, matrix, align: this.textAlign, style });
    // It sets colours and a line of its own.
    for (const what of ["fill", "stroke", "line"]) this.#told.delete(what);
  }

  #tellAlpha(): void {
    if ((this.#told.get("alpha") ?? "1") === String(this.globalAlpha)) return;
    this.#told.set("alpha", String(this.globalAlpha));
    this.#made.push(this.globalAlpha);
  }

  #tell(what: string, operators: string): void {
    if (this.#told.get(what) === operators) return;
    this.#told.set(what, operators);
    this.#made.push(operators);
  }
}

/** The text's own matrix: moved by how it is aligned, and upright on a page whose axis points down. */
function matrixOf(file: ReportFile, { text, matrix, align, style }: PennedText): string {
  const [a, b, c, d, e, f] = matrix;
  const back = align === "left" ? 0 : file.widthOf(text, style) / (align === "center" ? 2 : 1);
  return [a, b, -c, -d, e - a * back, f - b * back].map(numeral).join(" ");
}
