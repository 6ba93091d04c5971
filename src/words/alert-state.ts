import type { AlertFacts, AlertOpening } from "../results/alerts.ts";
import { worseShare } from "../scoring/detect/alert-rules.ts";
import { percent } from "./numbers.ts";

/** Where an alert stands. */
export const alertStateWords: Readonly<Record<AlertFacts["state"], string>> = {
  open: "open",
  acknowledged: "picked up",
  snoozed: "snoozed",
  resolved: "resolved",
  withdrawn: "withdrawn",
};

/** When a snooze ends early, if who put the alert off wants that: "if use falls another 25%". */
export const earlyWakeWords = `if use falls another ${percent(worseShare * 100)}`;

/** Days that nobody has used an account whose silence was told: by now while that alert is open, else at its opening. */
export function silentSoFar(
  { signal, closed }: Pick<AlertFacts, "signal" | "closed">,
  opening: Extract<AlertOpening, { kind: "silence" }>,
): number {
  return closed === null && signal?.kind === "silent" ? Math.max(signal.days, opening.days) : opening.days;
}
