/**
 * Rounds `values` to whole numbers that add up to `total` (a whole number), each as near to its value as can be: the method
 * of largest remainders, also for negative values. A value of exactly 0 stays 0 while any other can give way. Ties go to
 * the first. Used wherever rounded figures stand beside their rounded sum.
 */
export function apportion(values: readonly number[], total: number): number[] {
  const rounded = values.map((value) => Math.round(value) + 0);
  let missing = total - rounded.reduce((sum, value) => sum + value, 0);
  while (missing !== 0) {
    const step = Math.sign(missing);
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const [index, value] of values.entries()) {
      const error = Math.abs((rounded[index] ?? 0) + step - value);
      const cost = value === 0 ? error + values.length * 1_000 : error;
      if (cost < bestCost - 1e-12) {
        best = index;
        bestCost = cost;
      }
    }
    rounded[best] = (rounded[best] ?? 0) + step;
    missing -= step;
  }
  return rounded;
}
