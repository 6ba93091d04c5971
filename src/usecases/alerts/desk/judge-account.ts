import type { AlertRow } from "../../../db/alerts/alerts.ts";
import { detect } from "../../../scoring/detect/detect.ts";
import type { DetectorInput } from "../../../scoring/detect/detector-input.ts";
import type { Transition } from "../../../scoring/detect/transition.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import type { AlertRuleBook } from "../alert-rule-book.ts";
import { factsOf } from "./day-facts.ts";
import type { DeskStep } from "./desk-step.ts";
import { asClosed, asOpen, lowestDropSinceClosed, withOpeningDays } from "./detector-facts.ts";
import { endAlert, endingOf } from "./end-alert.ts";
import { type AlertOpener, openAlert } from "./open-alert.ts";
import { tellAgain, wakeIfWorse } from "./tell-again.ts";

/** What judging accounts within a step takes. */
export interface Judging {
  readonly step: DeskStep;
  readonly opener: AlertOpener;
  readonly book: AlertRuleBook;
  /** Usage that should have arrived has not: what it looks like on the final day is nobody's news yet. */
  readonly isFeedOut: boolean;
}

/** Judges an account on a day that was scored, and makes the changes. @returns how many alerts were opened */
export async function judgeAccount(judging: Judging, account: ScoredAccountDay): Promise<number> {
  const { step, opener } = judging;
  const input = await inputOf(judging, account);
  const transitions = detect(input);
  let opened = 0;
  for (const transition of transitions) {
    if (transition.kind === "open") {
      if (await openAlert(step, opener, transition, account, input)) opened += 1;
    } else {
      const alert = step.known.of(account.accountId).find((row) => row.cause === transition.cause);
      if (alert) await changeAlert(step, alert, transition, account);
    }
  }
  await opener.untold.judge(account, input, transitions, step.timeOf(account.day));
  await wakeIfWorse(step, account, input);
  return opened;
}

/** What the detector judges the account by. */
async function inputOf(
  { step, opener, book, isFeedOut }: Judging,
  account: ScoredAccountDay,
): Promise<DetectorInput> {
  const { tx, known } = step;
  const { accountId } = account;
  const isNews = account.day === step.finalDay;
  const open = asOpen(known.openOf(accountId));
  const closed = asClosed(known.of(accountId).filter((alert) => alert.closedDay !== null));
  const alerts = book.rulesOf(accountId);
  return {
    ...factsOf(account),
    silenceDays: account.rules.silenceDays,
    open: open.length > 0 && isNews ? await withOpeningDays(tx, account, open) : open,
    closed,
    lowestDropSinceClosed: await lowestDropSinceClosed(tx, account, closed, alerts.drop),
    alerts,
    waitingBand: opener.untold.waitingBand(accountId),
    feedOut: isFeedOut && isNews,
  };
}

async function changeAlert(
  step: DeskStep,
  alert: AlertRow,
  transition: Exclude<Transition, { kind: "open" }>,
  account: ScoredAccountDay,
): Promise<void> {
  switch (transition.kind) {
    case "renew":
    case "worsen":
      return tellAgain(step, alert, transition, account.day);
    case "resolve":
    case "withdraw":
      return endAlert(step, alert, account.day, endingOf(transition, account));
  }
}
