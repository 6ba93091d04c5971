import type { StrokedPath } from "../scene/scene.ts";
import type { Polyline } from "./flatten.ts";

/** How a pen draws; lengths in pixels. */
export type PenStyle = Pick<StrokedPath, "width" | "cap" | "join" | "miterLimit" | "dash" | "dashOffset">;

/**
 * The area that a pen covers along a line, as closed outlines (x and y in turn) that all turn the same way. An open line
 * gives one, a closed line two: one around it and one within, the other way round.
 */
export function strokeOutlines(line: Polyline, pen: PenStyle): number[][] {
  const pieces = pen.dash.some((length) => length > 0) ? dashes(line, pen) : [line];
  return pieces.flatMap((piece) => {
    const there: number[] = [];
    const back: number[] = [];
    const reversed = backward(piece.points);
    side(there, piece.points, piece.closed, pen);
    side(back, reversed, piece.closed, pen);
    return piece.closed ? [there, back] : [[...there, ...back]];
  });
}

/** One side of a line, its left when y grows downward and it runs to the right; with the cap at its end if it is open. */
function side(out: number[], points: readonly number[], closed: boolean, pen: PenStyle): void {
  const half = pen.width / 2;
  const count = points.length / 2;
  const x = (index: number) => points[(index % count) * 2] ?? 0;
  const y = (index: number) => points[(index % count) * 2 + 1] ?? 0;
  const normal = (index: number): [number, number] => {
    const [dx, dy] = [x(index + 1) - x(index), y(index + 1) - y(index)];
    const length = Math.hypot(dx, dy);
    return [dy / length, -dx / length];
  };
  const segments = closed ? count : count - 1;
  let [nx, ny] = normal(0);
  if (!closed) out.push(x(0) + nx * half, y(0) + ny * half);
  for (let index = 1; index < (closed ? segments + 1 : segments); index++) {
    const [mx, my] = normal(index % segments);
    corner(out, x(index), y(index), nx, ny, mx, my, half, pen);
    [nx, ny] = [mx, my];
  }
  if (closed) return;
  const [endX, endY] = [x(count - 1), y(count - 1)];
  // Along the line is a quarter turn from the normal.
  const [dx, dy] = [-ny * half, nx * half];
  const [ox, oy] = [nx * half, ny * half];
  if (pen.cap === "round") arc(out, endX, endY, nx, ny, Math.PI, half);
  else if (pen.cap === "square") out.push(endX + ox + dx, endY + oy + dy, endX - ox + dx, endY - oy + dy);
  else out.push(endX + ox, endY + oy, endX - ox, endY - oy);
}

/** Around a corner from the normal `n` to the normal `m`. */
function corner(
  out: number[],
  x: number,
  y: number,
  nx: number,
  ny: number,
  mx: number,
  my: number,
  half: number,
  pen: PenStyle,
): void {
  const cosine = nx * mx + ny * my;
  const turn = nx * my - ny * mx;
  const outside = turn > 0;
  if (outside && pen.join === "round") {
    arc(out, x, y, nx, ny, Math.atan2(turn, cosine), half);
    return;
  }
  // How far a mitre reaches, in widths, is 1 / cos(half the turn).
  const reaches = cosine > -1 && Math.sqrt(2 / (1 + cosine)) <= pen.miterLimit;
  if (outside && pen.join === "miter" && reaches) {
    const far = half / (1 + cosine);
    out.push(x + (nx + mx) * far, y + (ny + my) * far);
    return;
  }
  out.push(x + nx * half, y + ny * half, x + mx * half, y + my * half);
}

/** An arc about a place, from a normal on through an angle. */
function arc(
  out: number[],
  x: number,
  y: number,
  nx: number,
  ny: number,
  angle: number,
  radius: number,
): void {
  const steps = Math.max(1, Math.ceil(angle / (2 * Math.acos(1 - Math.min(0.5, 0.06 / radius)))));
  for (let k = 0; k <= steps; k++) {
    const cos = Math.cos((angle * k) / steps) * radius;
    const sin = Math.sin((angle * k) / steps) * radius;
    out.push(x + nx * cos - ny * sin, y + ny * cos + nx * sin);
  }
}

/** A line cut into its dashes. */
function dashes({ points, closed }: Polyline, { dash, dashOffset }: PenStyle): Polyline[] {
  const pattern = dash.length % 2 === 0 ? dash : [...dash, ...dash];
  const whole = pattern.reduce((sum, length) => sum + length, 0);
  const all = closed ? [...points, points[0] ?? 0, points[1] ?? 0] : points;
  let at = 0;
  let left = ((dashOffset % whole) + whole) % whole;
  while (left >= (pattern[at] ?? whole)) {
    left -= pattern[at] ?? whole;
    at = (at + 1) % pattern.length;
  }
  left = (pattern[at] ?? whole) - left;
  const pieces: Polyline[] = [];
  let piece: number[] = at % 2 === 0 ? [all[0] ?? 0, all[1] ?? 0] : [];
  const end = () => {
    if (piece.length >= 4) pieces.push({ points: piece, closed: false });
    piece = [];
  };
  for (let i = 2; i < all.length; i += 2) {
    let [x, y] = [all[i - 2] ?? 0, all[i - 1] ?? 0];
    const [toX, toY] = [all[i] ?? 0, all[i + 1] ?? 0];
    let rest = Math.hypot(toX - x, toY - y);
    while (rest > left) {
      x += ((toX - x) * left) / rest;
      y += ((toY - y) * left) / rest;
      rest -= left;
      if (at % 2 === 0) {
        piece.push(x, y);
        end();
      } else piece = [x, y];
      at = (at + 1) % pattern.length;
      left = pattern[at] ?? whole;
    }
    left -= rest;
    if (at % 2 === 0) piece.push(toX, toY);
  }
  end();
  return pieces;
}

function backward(points: readonly number[]): number[] {
  const reversed: number[] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) reversed.push(points[i] ?? 0, points[i + 1] ?? 0);
  return reversed;
}
