import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import {
  type AlertChange,
  type AlertRow,
  insertAlert,
  openStates,
  readAlerts,
  updateAlert,
} from "../../db/alerts/alerts.ts";
import type { TenantRules } from "../../db/people/tenants.ts";
import { enqueue } from "../../db/queue.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { newId } from "../../ids.ts";
import { addDays, daysBetween } from "../../scoring/days.ts";
import { type AlertRules, dropOf, settleDays } from "../../scoring/detect/alert-rules.ts";
import { detect } from "../../scoring/detect/detect.ts";
import type { DetectorInput } from "../../scoring/detect/detector-input.ts";
import { alsoSeen } from "../../scoring/detect/opening.ts";
import type { Opening, Transition } from "../../scoring/detect/transition.ts";
import type { Day } from "../../scoring/types.ts";
import { startOfDay } from "../../zones.ts";
import { announceAlerts } from "../deliveries/announce-alerts.ts";
import type { ScoredAccountDay } from "../scoring/score-days.ts";
import { readAlertRuleBook } from "./alert-rule-book.ts";
import { factsOf, readDayFacts } from "./day-facts.ts";
import { describeOpening } from "./describe-opening.ts";
import { findLead, messageOf } from "./lead-alert.ts";
import { remind } from "./remind.ts";
import { openUntoldDesk } from "./untold-desk.ts";

/** Accounts that are judged in one turn of the main loop: a few milliseconds, then others get theirs. */
const accountsPerTurn = 1_000;

/** Where the detector's findings become alerts, within one step of a pass. */
export interface AlertDesk {
  /** Judges the accounts that were scored on a final day, and makes the changes. Days come in order. */
  judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void>;
  /** Tells of what was opened here and is still open. Call it last. */
  close(): Promise<void>;
  /** Alerts that were opened here. */
  readonly opened: number;
}

/**
 * Opens the desk.
 * @param options.finalDay the day that is news; alerts of earlier days get the time at which they would have come
 * @param options.history a past that nobody was told of when it happened: what is still open goes to the inbox only
 */
export async function openAlertDesk(
  tx: TenantTx,
  rules: TenantRules,
  options: { now: Date; finalDay: Day; history: boolean },
): Promise<AlertDesk> {
  const known = Map.groupBy(
    await readAlerts(tx, { accountIds: null, closedSince: "0001-01-01" }),
    (alert) => alert.accountId,
  );
  const lives = await readLives(tx);
  const hasLeft = (accountId: string, day: Day) => (lives.get(accountId)?.left ?? "9999") <= day;
  const held = await isHeld(tx);
  const book = await readAlertRuleBook(tx);
  const describe = (opening: Opening, account: ScoredAccountDay) =>
    describeOpening(
      tx,
      opening,
      account,
      lives.get(account.accountId)?.first ?? account.lastActiveDay,
      book.rulesOf(account.accountId).drop.evidence,
    );
  const untold = await openUntoldDesk(tx, book, describe);
  /** Alerts opened here, and the messages that say them. */
  let opened = 0;
  const messages = new Set<string>();

  async function judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void> {
    for (const [at, account] of scored.entries()) {
      // Most accounts need nothing of the database: without a pause all of them would be one turn of the main loop.
      if (at % accountsPerTurn === 0) await nextTurn();
      const alerts = known.get(account.accountId) ?? [];
      const open = alerts.filter(isOpen);
      if (hasLeft(account.accountId, day)) {
        // Nobody is told any more of an account that is no customer.
        for (const alert of open) await end(alert, day, { state: "resolved", closed_how: "left" });
        continue;
      }
      const closed = alerts.filter((alert) => !isOpen(alert) && alert.closedDay !== null);
      const alertRules = book.rulesOf(account.accountId);
      const input: DetectorInput = {
        ...factsOf(account),
        silenceDays: account.rules.silenceDays,
        open: await withOpeningDay(account, open),
        closed: closed.map((alert) => ({
          kind: alert.kind,
          cause: alert.cause,
          openedDay: alert.openedDay,
          closedDay: alert.closedDay ?? day,
          withdrawn: alert.state === "withdrawn",
        })),
        lowestDropSinceClosed: await lowestDropSinceClosed(account, closed, alertRules),
        alerts: alertRules,
        waitingBand: untold.waitingBand(account.accountId),
        held: held && day === options.finalDay,
      };
      const transitions = detect(input);
      for (const transition of transitions) await apply(transition, account, input);
      await untold.judge(account, input, transitions, timeOf(day));
      await wakeIfWorse(account, open);
    }
  }

  /** Ends an alert on a day; what was told of it will say so. */
  async function end(alert: AlertRow, day: Day, how: Ending): Promise<void> {
    await updateAlert(tx, alert.id, { ...how, closed_at: timeOf(day), closed_day: day });
    replace(alert, { state: how.state, closedDay: day });
    await enqueue(tx, "refresh-alert", { alertId: alert.id });
  }

  /** When an alert of a day came, or would have come. */
  function timeOf(day: Day): Date {
    return day === options.finalDay ? options.now : startOfDay(rules.zone, addDays(day, 1));
  }

  async function openAlert(opening: Opening, account: ScoredAccountDay, input: DetectorInput): Promise<void> {
    const { accountId, day } = account;
    const alerts = known.get(accountId) ?? [];
    const at = timeOf(day);
    const id = newId(at.getTime());
    // Of a past that nobody was told of, each alert stands by itself.
    const leadId = options.history
      ? null
      : ((await findLead(tx, accountId, alerts.filter(isOpen), messages)) ?? null);
    const also = alsoSeen(input, opening);
    const described = await Promise.all(also.map((one) => describe(one, account)));
    const alert = {
      id,
      accountId,
      kind: opening.signal,
      cause: opening.cause,
      openedDay: day,
      openedAt: at,
      frozenExpected: opening.signal === "drop" ? opening.figures.expected : null,
      leadId,
    };
    const first = await describe(opening, account);
    if (!(await insertAlert(tx, { ...alert, opening: first, also: described }))) return;
    opened += 1;
    messages.add(leadId ?? id);
    const openedBy = opening.signal === "drop" ? input.alerts.drop : null;
    known.set(accountId, [
      ...alerts,
      {
        ...alert,
        ...freshAlert,
        openedBy: openedBy && {
          share: opening.signal === "drop" ? opening.figures.threshold : 0,
          evidence: openedBy.evidence,
        },
      },
    ]);
    for (const [index, one] of also.entries()) {
      const said = described[index];
      if (said) await untold.keepMerged(account, one, { described: said, alertId: leadId ?? id, at });
    }
  }

  async function apply(
    transition: Transition,
    account: ScoredAccountDay,
    input: DetectorInput,
  ): Promise<void> {
    if (transition.kind === "open") return openAlert(transition, account, input);
    const alerts = known.get(account.accountId) ?? [];
    const alert = alerts.find((row) => row.cause === transition.cause);
    if (!alert) return;
    switch (transition.kind) {
      case "renew":
        await updateAlert(tx, alert.id, { renewed_day: account.day });
        replace(alert, { renewedDay: account.day });
        if (account.day === options.finalDay && !options.history && alert.state !== "snoozed")
          await remind(tx, alert, { day: account.day, ...transition.figures }, timeOf(account.day));
        return enqueue(tx, "refresh-alert", { alertId: alert.id });
      case "resolve": {
        const { actual, usual } = transition.figures;
        const closed_figures = { actual, usual: rounded(usual) };
        return end(alert, account.day, { state: "resolved", closed_how: transition.reason, closed_figures });
      }
      case "withdraw":
        return end(alert, account.day, { state: "withdrawn", closed_how: "undone" });
    }
  }

  function replace(alert: AlertRow, change: Partial<AlertRow>): void {
    const rows = known.get(alert.accountId) ?? [];
    known.set(
      alert.accountId,
      rows.map((row) => (row.id === alert.id ? { ...row, ...change } : row)),
    );
  }

  /** The opening day of each open alert as it is known now: late data may have undone it. */
  async function withOpeningDay(account: ScoredAccountDay, open: readonly AlertRow[]) {
    const openings = open.map((alert) => ({
      kind: alert.kind,
      cause: alert.cause,
      openedDay: alert.openedDay,
      frozenExpected: alert.frozenExpected,
      renewedDay: alert.renewedDay,
      ...(alert.openedBy ? { openedBy: { ...alert.openedBy, smallShare: alert.openedBy.share } } : {}),
    }));
    if (open.length === 0 || account.day !== options.finalDay) return openings;
    const days = await readDayFacts(
      tx,
      account,
      open.map((alert) => alert.openedDay),
    );
    return openings.map((opening) => {
      const atOpening = days.get(opening.openedDay);
      return atOpening ? { ...opening, atOpening } : opening;
    });
  }

  /** Only asked for where a drop could open again. */
  async function lowestDropSinceClosed(
    account: ScoredAccountDay,
    closed: readonly AlertRow[],
    { drop }: AlertRules,
  ): Promise<number | null> {
    const since = closed
      .filter(
        (alert) =>
          alert.kind === "drop" &&
          alert.closedDay !== null &&
          daysBetween(alert.closedDay, account.day) < settleDays,
      )
      .map((alert) => alert.closedDay ?? account.day)
      .sort()
      .at(-1);
    if (since === undefined || dropOf(account, drop) === null) return null;
    const result = await sql<{ lowest: number | null }>`
      select min(1 - actual / expected) as lowest from app.score
       where tenant_id = ${tx.tenantId} and account_id = ${account.accountId} and expected > 0
         and day > ${since}::date and day <= ${account.day}::date`.execute(tx.db);
    return result.rows[0]?.lowest ?? null;
  }

  /** A snooze ends early when use falls further than it was agreed to. */
  async function wakeIfWorse(account: ScoredAccountDay, open: readonly AlertRow[]): Promise<void> {
    if (account.day !== options.finalDay) return;
    for (const alert of open) {
      if (alert.state !== "snoozed" || alert.wakeBelow === null || account.actual > alert.wakeBelow) continue;
      await updateAlert(tx, alert.id, {
        state: alert.acknowledgedBy ? "acknowledged" : "open",
        snoozed_until: null,
        wake_below: null,
      });
      await enqueue(tx, "refresh-alert", { alertId: alert.id });
    }
  }

  async function close(): Promise<void> {
    const open = [...known.values()].flat().filter(isOpen);
    const news = options.history ? open : open.filter((alert) => messages.has(messageOf(alert)));
    const byMessage = new Map(news.map((alert) => [messageOf(alert), alert]));
    await announceAlerts(
      tx,
      [...byMessage].map(([id, { accountId, openedAt }]) => ({ id, accountId, openedAt })),
      { history: options.history, now: options.now },
    );
  }

  return {
    judge,
    close,
    get opened() {
      return opened;
    },
  };
}

/** How an alert ends. */
type Ending = Pick<AlertChange, "closed_how" | "closed_figures"> & {
  readonly state: "resolved" | "withdrawn";
};

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

function isOpen(alert: AlertRow): boolean {
  return (openStates as readonly string[]).includes(alert.state);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

/** Each account's first day in use, and the day from which on it is no customer any more. */
async function readLives(tx: TenantTx): Promise<Map<string, { first: Day | null; left: Day | null }>> {
  const rows = await tx.db
    .selectFrom("app.account")
    .select(["id", "first_day as first", "churned_on as left"])
    .where("tenant_id", "=", tx.tenantId)
    .execute();
  return new Map(rows.map(({ id, ...life }) => [id, life]));
}

/** Whether usage does not arrive as it should: nobody knows then whether a customer fell or the feed. */
async function isHeld(tx: TenantTx): Promise<boolean> {
  const row = await tx.db
    .selectFrom("app.feed_outage")
    .select("id")
    .where("tenant_id", "=", tx.tenantId)
    .where("ended_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
