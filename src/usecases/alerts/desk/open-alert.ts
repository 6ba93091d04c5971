import { insertAlert } from "../../../db/alerts/write-alerts.ts";
import { newId } from "../../../ids.ts";
import type { AlertOpening } from "../../../results/alerts.ts";
import type { DetectorInput } from "../../../scoring/detect/detector-input.ts";
import { alsoSeen } from "../../../scoring/detect/opening.ts";
import type { Opening } from "../../../scoring/detect/transition.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import type { DeskStep } from "./desk-step.ts";
import { findLead } from "./lead-alert.ts";
import type { UntoldDesk } from "./untold-desk.ts";

/** What it takes to open alerts within a step. */
export interface AlertOpener {
  /** What was seen, in figures. */
  describe(opening: Opening, account: ScoredAccountDay): Promise<AlertOpening>;
  readonly untold: UntoldDesk;
  /** The messages that say what this step opened and has not told. */
  readonly messages: Set<string>;
}

/**
 * Opens an alert, with what else was seen on its day: by itself, or as part of the message of another that nobody was told of
 * yet. @returns false: its cause was told before
 */
export async function openAlert(
  step: DeskStep,
  { describe, untold, messages }: AlertOpener,
  opening: Opening,
  account: ScoredAccountDay,
  input: DetectorInput,
): Promise<boolean> {
  const { tx, known, history } = step;
  const { accountId, day } = account;
  const openedAt = step.timeOf(day);
  const id = newId(openedAt.getTime());
  // Of a past that nobody was told of, each alert stands by itself.
  const leadId = history
    ? null
    : ((await findLead(tx, accountId, known.openOf(accountId), messages)) ?? null);
  const also = await seenBesides(describe, opening, account, input);
  const drop = opening.signal === "drop" ? opening.figures : null;
  const alert = {
    id,
    accountId,
    kind: opening.signal,
    cause: opening.cause,
    openedDay: day,
    openedAt,
    frozenExpected: drop?.expected ?? null,
    leadId,
  };
  const first = await describe(opening, account);
  if (!(await insertAlert(tx, { ...alert, opening: first, also: also.map(({ described }) => described) })))
    return false;
  const alertId = leadId ?? id;
  messages.add(alertId);
  known.add({
    ...alert,
    ...freshAlert,
    leastTold: drop?.actual ?? null,
    openedBy: drop && { share: drop.threshold, evidence: input.alerts.drop.evidence },
  });
  for (const { seen, described } of also)
    await untold.keepMerged(account, seen, { described, alertId, at: openedAt });
  return true;
}

/** What else was seen on the day of an opening. A band that the silence alone made is the silence, and is said with it. */
async function seenBesides(
  describe: AlertOpener["describe"],
  opening: Opening,
  account: ScoredAccountDay,
  input: DetectorInput,
) {
  const also = await Promise.all(
    alsoSeen(input, opening).map(async (seen) => ({ seen, described: await describe(seen, account) })),
  );
  return also.filter(({ described }) => opening.signal !== "silence" || !isBySilence(described));
}

function isBySilence(opening: AlertOpening): boolean {
  return opening.kind === "band-change" && opening.silentDays !== undefined;
}

const freshAlert = {
  state: "open",
  closedDay: null,
  closedHow: null,
  renewedDay: null,
  snoozedUntil: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  wakeBelow: null,
  version: 1,
} as const;
