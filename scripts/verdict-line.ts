import type { Verdict } from "../src/scoring/judge/judge.ts";

/** The heads of the columns that `verdictLine` fills. */
export const verdictHeads = `${"scorer".padEnd(10)}${"label".padEnd(10)}    rows accounts   base    AUC     AP  P@10%\n`;

/** A line of the table: how well a scorer told what a label says. */
export function verdictLine(scorer: string, label: string, verdict: Verdict): string {
  const figures = [verdict.base, verdict.auc, verdict.averagePrecision, verdict.precisionAtTenth];
  const counts = `${String(verdict.rows).padStart(8)}${String(verdict.accounts).padStart(9)}`;
  const told = figures.map((figure) => figure.toFixed(3).padStart(7)).join("");
  return `${scorer.padEnd(10)}${label.padEnd(10)}${counts}${told}\n`;
}
