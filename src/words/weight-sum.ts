/** What weights add up to, and what to do where that is not 100: "= 100 ✓", "= 105: take 5 away". */
export function weightSum(points: number): string {
  if (points === 100) return "= 100 ✓";
  return points > 100 ? `= ${points}: take ${points - 100} away` : `= ${points}: add ${100 - points}`;
}
