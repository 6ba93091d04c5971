import { markUnread } from "../../../db/alerts/alert-targets.ts";
import type { AlertRow } from "../../../db/alerts/alerts.ts";
import { updateAlert } from "../../../db/alerts/write-alerts.ts";
import { enqueue } from "../../../db/queue.ts";
import type { ToldAgain } from "../../../results/alerts.ts";
import type { DetectorInput } from "../../../scoring/detect/detector-input.ts";
import { whyNotTold } from "../../../scoring/detect/told-signals.ts";
import type { ToldAgain as Seen } from "../../../scoring/detect/transition.ts";
import type { Day } from "../../../scoring/types.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import { wakeChange } from "../change-alert.ts";
import type { DeskStep } from "./desk-step.ts";
import { messageOf } from "./lead-alert.ts";

/**
 * Tells what the detector saw of an alert that is open: that it got worse, or is still so. On a day that is no news it waits for
 * one that is; of a past, and while the alert is put off, it is kept alone.
 */
export async function tellAgain(step: DeskStep, alert: AlertRow, seen: Seen, day: Day): Promise<void> {
  const isNews = day === step.finalDay;
  if (!isNews && !step.history) return;
  const { actual, usual, leastTold } = seen.figures;
  const again = {
    how: seen.kind === "worsen" ? "worse" : "still",
    day,
    actual,
    usual: Math.round(usual),
  } as const;
  await keepAgain(step, alert, again, leastTold);
  if (isNews && !step.history && alert.state !== "snoozed") await remind(step, alert, again);
}

/**
 * A snooze ends early when use falls further than it was agreed to, and that is told: who put it off asked for it. It lasts while
 * usage does not arrive, and while what its message leads with is muted or not told: the first day after that is judged alike.
 * An account that was not used at all cannot fall further.
 */
export async function wakeIfWorse(
  step: DeskStep,
  account: ScoredAccountDay,
  { feedOut, alerts }: Pick<DetectorInput, "feedOut" | "alerts">,
): Promise<void> {
  const { tx, known } = step;
  const { accountId, actual, expected, day } = account;
  if (day !== step.finalDay || feedOut) return;
  const open = known.openOf(accountId);
  for (const alert of open) {
    const { state, wakeBelow } = alert;
    if (state !== "snoozed" || wakeBelow === null || wakeBelow <= 0 || actual > wakeBelow) continue;
    const lead = open.find(({ id }) => id === messageOf(alert)) ?? alert;
    if (whyNotTold(alerts, lead.kind, day) !== null) continue;
    const awake = wakeChange(alert);
    await updateAlert(tx, alert.id, awake);
    known.change(alert, { state: awake.state, snoozedUntil: null, wakeBelow: null });
    const usual = alert.frozenExpected ?? expected;
    const again: ToldAgain = {
      how: "worse",
      day,
      actual,
      usual: usual === null ? null : Math.round(usual),
      woken: true,
    };
    await keepAgain(step, alert, again, Math.min(alert.leastTold ?? actual, actual));
    await remind(step, alert, again);
  }
}

/** Keeps what is told again: the message says it from now on, and the next time is counted from here. */
async function keepAgain(
  { tx, known }: DeskStep,
  alert: AlertRow,
  again: ToldAgain,
  leastTold: number,
): Promise<void> {
  await updateAlert(tx, alert.id, { renewed_day: again.day, again: { ...again, leastTold } });
  known.change(alert, { renewedDay: again.day, leastTold });
  await enqueue(tx, "refresh-alert", { alertId: alert.id });
}

/** As a message of its own by chat and mail, when the step is over; in the inbox it lies already, and is unread again. */
async function remind(step: DeskStep, alert: AlertRow, again: ToldAgain): Promise<void> {
  const id = messageOf(alert);
  step.again.set(id, { id, accountId: alert.accountId, at: step.timeOf(again.day), again });
  await markUnread(step.tx, id);
}
