import { circle, type Mark, type Scene, type StrokedPath, step, type TextLine } from "./scene.ts";

/** Thrown where a drawing asks for what a scene does not say: it is then drawn as SVG. */
export class NotInScene extends Error {}

/**
 * A 2D canvas context that draws nothing: it writes down what is drawn. It knows what Vega's canvas renderer calls; what a
 * scene has no words for is refused with `NotInScene`.
 */
export class Pen {
  fillStyle: unknown = "#000000";
  strokeStyle: unknown = "#000000";
  globalAlpha = 1;
  globalCompositeOperation = "source-over";
  lineWidth = 1;
  lineCap: StrokedPath["cap"] = "butt";
  lineJoin: StrokedPath["join"] = "miter";
  miterLimit = 4;
  lineDashOffset = 0;
  /** CSS shorthand, as Vega writes it: "600 12px Family". */
  font = "";
  textAlign: TextLine["align"] = "left";
  readonly pixelRatio = 1;

  #background = "#FFFFFF";
  readonly #marks: Mark[] = [];
  #path: number[] = [];
  #dash: readonly number[] = [];
  #x = 0;
  #y = 0;
  readonly #places: (readonly [number, number])[] = [];

  /** What was drawn so far. */
  scene(width: number, height: number): Scene {
    return { width, height, background: this.#background, marks: this.#marks };
  }

  /** Vega fills one rectangle: the whole drawing, before all else. */
  fillRect(): void {
    this.#background = plain(this.fillStyle) ?? this.#background;
  }

  // Of the state only the place is kept: Vega sets colours and widths anew for every mark.
  save(): void {
    this.#places.push([this.#x, this.#y]);
  }

  restore(): void {
    [this.#x, this.#y] = this.#places.pop() ?? [0, 0];
  }

  translate(x: number, y: number): void {
    this.#x += x;
    this.#y += y;
  }

  scale(x: number, y: number): void {
    if (x !== 1 || y !== 1) throw new NotInScene("scale");
  }

  rotate(angle: number): void {
    if (angle !== 0) throw new NotInScene("rotate");
  }

  beginPath(): void {
    this.#path = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(step.move, x + this.#x, y + this.#y);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(this.#path.length === 0 ? step.move : step.line, x + this.#x, y + this.#y);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    const [left, top] = [this.#x, this.#y];
    this.#path.push(step.curve, x1 + left, y1 + top, x2 + left, y2 + top, x + left, y + top);
  }

  quadraticCurveTo(x1: number, y1: number, x: number, y: number): void {
    const [fromX = 0, fromY = 0] = [this.#path.at(-2), this.#path.at(-1)];
    const [left, top] = [this.#x, this.#y];
    const third = (from: number, handle: number) => from + (2 / 3) * (handle - from);
    this.#path.push(
      step.curve,
      third(fromX, x1 + left),
      third(fromY, y1 + top),
      third(x + left, x1 + left),
      third(y + top, y1 + top),
      x + left,
      y + top,
    );
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push(step.close);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /** A whole circle; Vega draws parts of one only for marks that no chart has. */
  arc(x: number, y: number, radius: number, from: number, to: number): void {
    if (Math.abs(to - from) < 2 * Math.PI - 1e-9) throw new NotInScene("part of a circle");
    if (this.#path.at(-3) === step.move) this.#path.length -= 3;
    this.#path.push(...circle(x + this.#x, y + this.#y, radius));
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  fill(): void {
    const colour = plain(this.fillStyle);
    if (colour === null) return;
    this.#marks.push({ kind: "fill", path: this.#path, colour, opacity: this.globalAlpha });
  }

  stroke(): void {
    const colour = plain(this.strokeStyle);
    if (colour === null) return;
    this.#marks.push({
      kind: "stroke",
      path: this.#path,
      colour,
      opacity: this.globalAlpha,
      width: this.lineWidth,
      cap: this.lineCap,
      join: this.lineJoin,
      miterLimit: this.miterLimit,
      dash: this.#dash,
      dashOffset: this.lineDashOffset,
    });
  }

  fillText(text: string, x: number, y: number): void {
    const colour = plain(this.fillStyle);
    const [, weight = "400", size] = /(?:(\d+) )?([\d.]+)px/.exec(this.font) ?? [];
    if (size === undefined) throw new NotInScene(`font ${this.font}`);
    if (colour === null) return;
    this.#marks.push({
      kind: "text",
      text,
      x: x + this.#x,
      y: y + this.#y,
      size: Number(size),
      weight: Number(weight) >= 600 ? 600 : 400,
      align: this.textAlign,
      colour,
      opacity: this.globalAlpha,
    });
  }

  strokeText(): never {
    throw new NotInScene("the outline of text");
  }

  clip(): never {
    throw new NotInScene("clip");
  }

  drawImage(): never {
    throw new NotInScene("picture");
  }

  createLinearGradient(): never {
    throw new NotInScene("gradient");
  }

  createRadialGradient(): never {
    throw new NotInScene("gradient");
  }
}

/** A colour as `#RRGGBB`; null where nothing is to be seen. */
function plain(colour: unknown): string | null {
  if (colour === "transparent") return null;
  if (typeof colour !== "string" || !/^#[0-9a-f]{6}$/i.test(colour)) {
    throw new NotInScene(`colour ${String(colour)}`);
  }
  return colour;
}
