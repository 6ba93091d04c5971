/**
 * The point that makes `value` smallest, by the simplex of J. A. Nelder and R. Mead (1965), with the usual coefficients. It
 * needs no derivative. Starts at `start` with steps of `step`; stops when the corners agree within `tolerance`, or after
 * `maxSteps`.
 */
export function minimise(
  value: (point: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-8, maxSteps = 2_000 } = {},
): { readonly point: readonly number[]; readonly value: number } {
  const cornerOf = (point: readonly number[]) => ({ point, value: value(point) });
  const corners = [
    start,
    ...start.map((_, axis) => start.map((x, index) => x + (index === axis ? step : 0))),
  ].map(cornerOf);
  for (let taken = 0; taken < maxSteps; taken++) {
    corners.sort((one, other) => one.value - other.value);
    const [best, worst, nextWorst] = [corners[0], corners.at(-1), corners.at(-2)];
    if (!best || !worst || !nextWorst) break;
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break;
    const others = corners.slice(0, -1);
    const centre = start.map(
      (_, axis) => others.reduce((sum, corner) => sum + (corner.point[axis] ?? 0), 0) / others.length,
    );
    const towards = (factor: number) =>
      cornerOf(centre.map((x, axis) => x + factor * ((worst.point[axis] ?? 0) - x)));
    const reflected = towards(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = towards(-2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= nextWorst.value) {
      next = towards(reflected.value < worst.value ? -0.5 : 0.5);
    }
    if (next.value < Math.min(worst.value, reflected.value) || next === reflected) {
      if (next.value < worst.value) {
        corners[corners.length - 1] = next;
        continue;
      }
    }
    for (let index = 1; index < corners.length; index++) {
      const point = corners[index]?.point ?? best.point;
      corners[index] = cornerOf(point.map((x, axis) => ((best.point[axis] ?? 0) + x) / 2));
    }
  }
  corners.sort((one, other) => one.value - other.value);
  return corners[0] ?? cornerOf(start);
}
