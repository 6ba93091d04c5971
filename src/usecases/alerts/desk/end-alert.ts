import type { AlertRow } from "../../../db/alerts/alerts.ts";
import { type AlertChange, updateAlert } from "../../../db/alerts/write-alerts.ts";
import { enqueue } from "../../../db/queue.ts";
import type { Transition } from "../../../scoring/detect/transition.ts";
import type { Day } from "../../../scoring/types.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import type { DeskStep } from "./desk-step.ts";

/** How an alert ends. */
export type Ending = Pick<AlertChange, "closed_how" | "closed_figures"> & {
  readonly state: "resolved" | "withdrawn";
};

/** Ends an alert on a day; what was told of it will say so. */
export async function endAlert(step: DeskStep, alert: AlertRow, day: Day, how: Ending): Promise<void> {
  const { tx, known } = step;
  await updateAlert(tx, alert.id, { ...how, closed_at: step.timeOf(day), closed_day: day });
  known.change(alert, { state: how.state, closedDay: day });
  await enqueue(tx, "refresh-alert", { alertId: alert.id });
}

/** The end that the detector saw, with the figures of its day: against the usual of the opening, or, of what late data took back, against that which they make. */
export function endingOf(
  transition: Extract<Transition, { kind: "resolve" | "withdraw" }>,
  account: ScoredAccountDay,
): Ending {
  const isWithdrawn = transition.kind === "withdraw";
  const { actual, usual } = isWithdrawn
    ? { actual: account.actual, usual: account.expected }
    : transition.figures;
  const closed_figures = {
    actual,
    usual: usual === null ? null : Math.round(usual),
    score: Math.round(account.score),
  };
  if (isWithdrawn) return { state: "withdrawn", closed_how: "undone", closed_figures };
  return { state: "resolved", closed_how: transition.reason, closed_figures };
}
