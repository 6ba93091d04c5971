import { setImmediate as nextTurn } from "node:timers/promises";
import { readAlerts } from "../../../db/alerts/alerts.ts";
import type { TenantRules } from "../../../db/people/tenants.ts";
import { isFeedOut } from "../../../db/usage/outages.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import { addDays } from "../../../scoring/days.ts";
import type { Day } from "../../../scoring/types.ts";
import { startOfDay } from "../../../zones.ts";
import { type AlertNews, announceAlerts } from "../../deliveries/announce-alerts.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";
import { readAlertRuleBook } from "../alert-rule-book.ts";
import { type AccountLives, readAccountLives } from "./account-lives.ts";
import { describeOpening } from "./describe-opening.ts";
import type { DeskStep } from "./desk-step.ts";
import { endAlert } from "./end-alert.ts";
import { type Judging, judgeAccount } from "./judge-account.ts";
import { KnownAlerts } from "./known-alerts.ts";
import { messageOf } from "./lead-alert.ts";
import type { AlertOpener } from "./open-alert.ts";
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
  const timeOf = (day: Day) => (day === finalDay ? now : startOfDay(addDays(day, 1), rules.zone));
  const step: DeskStep = { tx, known, finalDay, history, again: new Map(), timeOf };
  const lives = await readAccountLives(tx);
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
  const opener: AlertOpener = {
    describe,
    untold: await openUntoldDesk(tx, book, describe),
    messages: new Set(),
  };
  const judging: Judging = { step, opener, book, isFeedOut: await isFeedOut(tx) };
  let opened = 0;
  return {
    judge: async (day, scored) => {
      if (day === finalDay) await endUnused(step, lives, day);
      for (const [at, account] of scored.entries()) {
        // Most accounts need nothing of the database: without a pause all of them would be one turn of the main loop.
        if (at % accountsPerTurn === 0) await nextTurn();
        if (lives.hasLeft(account.accountId, day)) await endAll(step, opener, account.accountId, day);
        else opened += await judgeAccount(judging, account);
      }
    },
    close: () => announceAlerts(tx, newsOf(step, opener), { history, now }),
    get opened() {
      return opened;
    },
  };
}

/** Nobody is told any more of an account that is no customer. */
async function endAll(step: DeskStep, { untold }: AlertOpener, accountId: string, day: Day): Promise<void> {
  for (const alert of step.known.openOf(accountId))
    await endAlert(step, alert, day, { state: "resolved", closed_how: "left" });
  await untold.endAll(accountId, day);
}

/** What is open of an account that was never in use after all: what it was told by was left out of use. */
async function endUnused(step: DeskStep, lives: AccountLives, day: Day): Promise<void> {
  for (const alert of step.known.open().filter(({ accountId }) => lives.firstDayOf(accountId) === null))
    await endAlert(step, alert, day, { state: "withdrawn", closed_how: "undone" });
}

/** What the step has to tell: of a past all that is open, else what it opened and what got worse or stays. */
function newsOf({ known, history, again }: DeskStep, { messages }: AlertOpener): AlertNews[] {
  const open = known.open();
  const told = history ? open : open.filter((alert) => messages.has(messageOf(alert)));
  const news = new Map(
    told.map(({ accountId, openedAt, ...alert }): [string, AlertNews] => {
      const id = messageOf(alert);
      return [id, { id, accountId, at: openedAt }];
    }),
  );
  const stillOpen = new Set(open.map(messageOf));
  return [...news.values(), ...[...again.values()].filter(({ id }) => stillOpen.has(id) && !news.has(id))];
}
