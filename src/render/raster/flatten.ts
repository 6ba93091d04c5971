import { type Path, step } from "../scene/scene.ts";

/** A run of straight lines: x and y in turn, without the same place twice in a row. */
export interface Polyline {
  readonly points: readonly number[];
  readonly closed: boolean;
}

/** How far, in pixels, a straight line may lie beside the curve that it stands for. */
const tolerance = 0.06;

/** A path in pixels as straight lines. `scale`: pixels per logical pixel. */
export function flatten(path: Path, scale: number): Polyline[] {
  const lines: Polyline[] = [];
  let points: number[] = [];
  const end = (closed: boolean) => {
    if (points.length >= 4) lines.push({ points, closed });
    points = [];
  };
  const add = (x: number, y: number) => {
    if (x !== points.at(-2) || y !== points.at(-1)) points.push(x, y);
  };
  const at = (index: number) => (path[index] ?? 0) * scale;
  let i = 0;
  while (i < path.length) {
    const kind = path[i];
    if (kind === step.move) {
      end(false);
      add(at(i + 1), at(i + 2));
      i += 3;
    } else if (kind === step.line) {
      add(at(i + 1), at(i + 2));
      i += 3;
    } else if (kind === step.curve) {
      curve(points.at(-2) ?? 0, points.at(-1) ?? 0, i + 1);
      i += 7;
    } else {
      const [x = 0, y = 0] = points;
      if (x === points.at(-2) && y === points.at(-1)) points.length -= 2;
      end(true);
      // What follows without a move goes on from where the shape was closed.
      points = [x, y];
      i += 1;
    }
  }
  end(false);
  return lines;

  function curve(x0: number, y0: number, index: number): void {
    const [x1, y1, x2, y2] = [at(index), at(index + 1), at(index + 2), at(index + 3)];
    const [x3, y3] = [at(index + 4), at(index + 5)];
    // The second differences bound how far a chord strays: (√3/18) of them for one, n² times less for n.
    const bend = Math.max(
      Math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2),
      Math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3),
    );
    const count = Math.max(1, Math.ceil(Math.sqrt((0.75 * bend) / tolerance)));
    for (let k = 1; k <= count; k++) {
      const t = k / count;
      const s = 1 - t;
      const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
      add(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
    }
  }
}
