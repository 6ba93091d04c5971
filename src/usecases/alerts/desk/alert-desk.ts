import { setImmediate as nextTurn } from "node:timers/promises";
import { readAlerts } from "../../../db/alerts/alerts.ts";
import type { TenantRules } from "../../../db/people/tenants.ts";
import { isFeedOut } from "../../../db/usage/outages.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import { addDays } from "../../../scoring/days.ts";
import { detect } from "../../../scoring/detect/detect.ts";
import type { DetectorInput } from "../../../scoring/detect/detector-input.ts";
import type { Transition } from "../../../scoring/detect/transition.ts";
import type { Day } from "../../../scoring/types.ts";
import { startOfDay } from "../../../zones.ts";
import { type AlertNews, announceAlerts } from "../../deliveries/announce-alerts.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import { readAlertRuleBook } from "../alert-rule-book.ts";
import { readAccountLives } from "./account-lives.ts";
import { factsOf } from "./day-facts.ts";
import { describeOpening } from "./describe-opening.ts";
import type { DeskStep } from "./desk-step.ts";
import { asClosed, asOpen, lowestDropSinceClosed, withOpeningDays } from "./detector-facts.ts";
import { endAlert, endingOf } from "./end-alert.ts";
import { KnownAlerts } from "./known-alerts.ts";
import { messageOf } from "./lead-alert.ts";
import { type AlertOpener, openAlert } from "./open-alert.ts";
import { tellAgain, wakeIfWorse } from "./tell-again.ts";
import { openUntoldDesk } from "./untold-desk.ts";

/** Accounts that are judged in one turn of the main loop: a few milliseconds, then others get theirs. */
const accountsPerTurn = 250;

/** Where the detector's findings become alerts, within one step of a pass. */
export interface AlertDesk {
  /** Judges the accounts that were scored on a final day, and makes the changes. Days come in order. */
  judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void>;
  /** Tells of what was opened here and is still open, and of what got worse or stays. Call it last. */
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
  const { now, finalDay, history } = options;
  const known = new KnownAlerts(await readAlerts(tx, { accountIds: null, closedSince: "0001-01-01" }));
  const lives = await readAccountLives(tx);
  const held = await isFeedOut(tx);
  const book = await readAlertRuleBook(tx);
  const describe: AlertOpener["describe"] = (opening, account) =>
    describeOpening(
      tx,
      opening,
      account,
      lives.firstDayOf(account.accountId) ?? account.lastActiveDay,
      book.rulesOf(account.accountId).drop.evidence,
      rules.models,
    );
  const untold = await openUntoldDesk(tx, book, describe);
  const timeOf = (day: Day) => (day === finalDay ? now : startOfDay(addDays(day, 1), rules.zone));
  const step: DeskStep = { tx, known, finalDay, history, again: new Map(), timeOf };
  const opener: AlertOpener = { describe, untold, messages: new Set() };
  let opened = 0;

  async function judge(day: Day, scored: readonly ScoredAccountDay[]): Promise<void> {
    for (const [at, account] of scored.entries()) {
      // Most accounts need nothing of the database: without a pause all of them would be one turn of the main loop.
      if (at % accountsPerTurn === 0) await nextTurn();
      if (lives.hasLeft(account.accountId, day)) await endAll(account.accountId, day);
      else await judgeAccount(account);
    }
  }

  /** Nobody is told any more of an account that is no customer. */
  async function endAll(accountId: string, day: Day): Promise<void> {
    for (const alert of known.openOf(accountId))
      await endAlert(step, alert, day, { state: "resolved", closed_how: "left" });
    await untold.endAll(accountId, day);
  }

  async function judgeAccount(account: ScoredAccountDay): Promise<void> {
    const input = await inputOf(account);
    const transitions = detect(input);
    for (const transition of transitions) await make(transition, account, input);
    await untold.judge(account, input, transitions, timeOf(account.day));
    await wakeIfWorse(step, account, input);
  }

  async function inputOf(account: ScoredAccountDay): Promise<DetectorInput> {
    const { accountId, day } = account;
    const open = asOpen(known.openOf(accountId));
    const closed = asClosed(known.of(accountId).filter((alert) => alert.closedDay !== null));
    const alerts = book.rulesOf(accountId);
    return {
      ...factsOf(account),
      silenceDays: account.rules.silenceDays,
      open: open.length > 0 && day === finalDay ? await withOpeningDays(tx, account, open) : open,
      closed,
      lowestDropSinceClosed: await lowestDropSinceClosed(tx, account, closed, alerts.drop),
      alerts,
      waitingBand: untold.waitingBand(accountId),
      held: held && day === finalDay,
    };
  }

  async function make(
    transition: Transition,
    account: ScoredAccountDay,
    input: DetectorInput,
  ): Promise<void> {
    if (transition.kind === "open") {
      if (await openAlert(step, opener, transition, account, input)) opened += 1;
      return;
    }
    const alert = known.of(account.accountId).find((row) => row.cause === transition.cause);
    if (!alert) return;
    switch (transition.kind) {
      case "renew":
      case "worsen":
        return tellAgain(step, alert, transition, account.day);
      case "resolve":
      case "withdraw":
        return endAlert(step, alert, account.day, endingOf(transition, account.score));
    }
  }

  async function close(): Promise<void> {
    const open = known.open();
    const told = history ? open : open.filter((alert) => opener.messages.has(messageOf(alert)));
    const news = new Map(
      told.map(({ accountId, openedAt, ...alert }): [string, AlertNews] => {
        const id = messageOf(alert);
        return [id, { id, accountId, at: openedAt }];
      }),
    );
    const stillOpen = new Set(open.map(messageOf));
    const again = [...step.again.values()].filter(({ id }) => stillOpen.has(id) && !news.has(id));
    await announceAlerts(tx, [...news.values(), ...again], { history, now });
  }

  return {
    judge,
    close,
    get opened() {
      return opened;
    },
  };
}
