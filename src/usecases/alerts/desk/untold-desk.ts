import { readAlertTargets } from "../../../db/alerts/alert-targets.ts";
import {
  endUntold,
  insertUntold,
  type OpenUntold,
  readOpenUntold,
} from "../../../db/alerts/untold-signals.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import { newId } from "../../../ids.ts";
import type { AlertOpening } from "../../../results/alerts.ts";
import type { DetectorInput, OpenAlert } from "../../../scoring/detect/detector-input.ts";
import type { Opening, Transition } from "../../../scoring/detect/transition.ts";
import { judgeUntold, type UntoldWhy } from "../../../scoring/detect/untold.ts";
import type { Band, Day } from "../../../scoring/types.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import { type AlertRuleBook, scopeOfWhy } from "../alert-rule-book.ts";

/** Where what is not told is kept, within one step of a pass. */
export interface UntoldDesk {
  /** The band from which an account fell into at risk while that had to wait; null: none did. */
  waitingBand(accountId: string): Band | null;
  /** Keeps what was not told on this day, and ends what is over. @param told what the detector said of the same input */
  judge(
    account: ScoredAccountDay,
    input: DetectorInput,
    told: readonly Transition[],
    at: Date,
  ): Promise<void>;
  /** Ends what was not told of an account that is no customer any more. */
  endAll(accountId: string, day: Day): Promise<void>;
  /** Keeps a signal that the message of another alert says. */
  keepMerged(account: ScoredAccountDay, opening: Opening, merged: Merged): Promise<void>;
}

interface Merged {
  readonly described: AlertOpening;
  readonly alertId: string;
  readonly at: Date;
}

/** What waits to be told: it is told as soon as it can be, if it is still so. */
const waits: ReadonlySet<UntoldWhy> = new Set(["outage", "check"]);

/** Opens it. @param describe what was seen, in figures */
export async function openUntoldDesk(
  tx: TenantTx,
  book: AlertRuleBook,
  describe: (opening: Opening, account: ScoredAccountDay) => Promise<AlertOpening>,
): Promise<UntoldDesk> {
  const known = Map.groupBy(await readOpenUntold(tx), (signal) => signal.accountId);

  async function keep(
    account: ScoredAccountDay,
    opening: Opening,
    why: UntoldWhy | "merged",
    merged: Merged,
  ) {
    const { accountId, day } = account;
    const id = newId(merged.at.getTime());
    const previousBand =
      opening.signal === "band-change" ? { previousBand: opening.figures.previousBand } : {};
    const frozenExpected = opening.signal === "drop" ? opening.figures.expected : null;
    const signal = { id, accountId, kind: opening.signal, cause: opening.cause, day, frozenExpected };
    const isNew = await insertUntold(tx, {
      ...signal,
      seenAt: merged.at,
      why,
      scope: scopeOfWhy(book.resolvedOf(accountId), why),
      opening: { ...merged.described, ...previousBand },
      memberIds: await readAlertTargets(tx, accountId),
      alertId: why === "merged" ? merged.alertId : null,
    });
    if (!isNew || why === "merged") return;
    const now: OpenUntold = { ...signal, why, previousBand: previousBand.previousBand ?? null };
    known.set(accountId, [...(known.get(accountId) ?? []), now]);
  }

  return {
    waitingBand(accountId) {
      const fell = known.get(accountId)?.find((one) => one.kind === "band-change" && waits.has(one.why));
      return (fell?.previousBand ?? null) as Band | null;
    },
    async judge(account, input, told, at) {
      const { accountId, day } = account;
      const untold = known.get(accountId) ?? [];
      for (const change of judgeUntold(input, told, untold.map(asOpen))) {
        if (change.kind === "keep") {
          const described = await describe(change.opening, account);
          await keep(account, change.opening, change.why, { described, alertId: "", at });
          continue;
        }
        const ended = untold.find((signal) => signal.cause === change.cause);
        if (!ended) continue;
        await endUntold(tx, ended.id, { day, how: change.how });
        known.set(
          accountId,
          (known.get(accountId) ?? []).filter((signal) => signal.id !== ended.id),
        );
      }
    },
    async endAll(accountId, day) {
      for (const { id } of known.get(accountId) ?? []) await endUntold(tx, id, { day, how: "left" });
      known.delete(accountId);
    },
    keepMerged: (account, opening, merged) => keep(account, opening, "merged", merged),
  };
}

function asOpen({ kind, cause, day, frozenExpected }: OpenUntold): OpenAlert {
  return { kind, cause, openedDay: day, frozenExpected, renewedDay: day, leastTold: null };
}
