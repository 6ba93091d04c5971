import { systemContext } from "../../context.ts";
import { countUsedAccounts } from "../../db/accounts/accounts.ts";
import { keepStandings } from "../../db/accounts/keep-standings.ts";
import type { Db } from "../../db/connection.ts";
import {
  lockTenantClock,
  readTenantRules,
  type TenantClock,
  type TenantRules,
  writeTenantClock,
} from "../../db/people/tenants.ts";
import { readFixedDays } from "../../db/scores/fixed-days.ts";
import { refreshLatest } from "../../db/scores/latest-scores.ts";
import { readFirstDay, takeRescoreDue } from "../../db/scores/rescore.ts";
import { analyzeUsage } from "../../db/usage/roll-up.ts";
import { type TenantTx, withTenant } from "../../db/with-tenant.ts";
import { addDays, daysBetween, earlier, later } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";
import { type AlertDesk, openAlertDesk } from "../alerts/desk/alert-desk.ts";
import { rollUpUsage } from "../usage/roll-up-usage.ts";
import { type ScoredAccountDay, scoreDays } from "./score-days.ts";
import { showToday } from "./show-today.ts";

/** Days that one transaction scores of a long history: progress is kept, and locks are short. */
const daysPerStep = 91;
/** Days of history that are scored when a tenant's data comes in at once: two years, what charts can show. */
const firstPassDays = 730;
/** A late event recomputes its account alone; when more accounts than this share of all changed, everything is scored anew. */
const mostRescored = 0.25;

/** Account-days of one pass above which it is a bulk load: the planner is told. */
const bulkDays = 2_000;

/** How far a pass got, for a progress line. */
export interface PassProgress {
  readonly day: Day;
  readonly done: number;
  readonly total: number;
}

/** What a pass did. */
export interface PassResult {
  /** Another replica holds this tenant. */
  readonly busy: boolean;
  readonly scoredDays: number;
  readonly openedAlerts: number;
  readonly lastFinalDay: Day | null;
}

/**
 * Brings a tenant's scores and alerts up to `now`: rolls up what arrived, scores again what late events changed, scores and
 * judges the days that ended, and shows today so far. Safe to run at any time and on several replicas; each step is a
 * transaction that leaves a whole state.
 * @param input.firstPassDays how far back a first pass goes (730); what is older counts through its decayed sums
 * @param input.full also score the last final day of all accounts again
 */
export async function runPass(
  db: Db,
  tenantId: string,
  input: {
    now: Date;
    requestId: string;
    full: boolean;
    firstPassDays?: number;
    onProgress?: (progress: PassProgress) => void;
  },
): Promise<PassResult> {
  const context = systemContext(tenantId, input.requestId);
  const step = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(db, context, work);
  const changed = new Set<string>();
  let rolledDays = 0;
  for (let more = true; more; ) {
    const rolled = await step((tx) => rollUpUsage(tx, { now: input.now }));
    for (const account of rolled.accounts) changed.add(account.accountId);
    rolledDays += rolled.days;
    more = rolled.more;
  }
  if (rolledDays > bulkDays) await step(analyzeUsage);
  let result: PassResult = { busy: false, scoredDays: 0, openedAlerts: 0, lastFinalDay: null };
  // A tenant without any score has a history to catch up with: what is found in it goes to the inbox, not to Slack.
  let history: boolean | undefined;
  for (let more = true; more; ) {
    const done = await step(async (tx) => {
      // Who rolled something up shows it: the replica that holds the lock does not know of it.
      const clock = await lockTenantClock(tx, { wait: changed.size > 0 });
      if (!clock) return undefined;
      const rules = await readTenantRules(tx);
      history ??= clock.lastFinalDay === null;
      const state = await stepPass(tx, rules, clock, { ...input, history, changed });
      await writeTenantClock(tx, { lastFinalDay: state.lastFinalDay }, input.now);
      return state;
    });
    if (!done) return { ...result, busy: true };
    result = {
      busy: false,
      scoredDays: result.scoredDays + done.scoredDays,
      openedAlerts: result.openedAlerts + done.openedAlerts,
      lastFinalDay: done.lastFinalDay,
    };
    history = history || done.rewound;
    more = done.more;
  }
  return result;
}

interface Step {
  readonly scoredDays: number;
  readonly openedAlerts: number;
  readonly lastFinalDay: Day | null;
  readonly rewound: boolean;
  readonly more: boolean;
}

interface StepInput {
  readonly now: Date;
  readonly full: boolean;
  readonly firstPassDays?: number;
  readonly history: boolean;
  readonly changed: ReadonlySet<string>;
  readonly onProgress?: (progress: PassProgress) => void;
}

async function stepPass(
  tx: TenantTx,
  rules: TenantRules,
  clock: TenantClock,
  input: StepInput,
): Promise<Step> {
  const today = dayIn(input.now, rules.zone);
  const yesterday = addDays(today, -1);
  const finalDay = clock.coveredTo === null ? yesterday : earlier(yesterday, clock.coveredTo);
  const horizon = addDays(finalDay, 1 - (input.firstPassDays ?? firstPassDays));
  let lastFinalDay = clock.lastFinalDay;
  let scoredDays = 0;
  let rewound = false;
  // Opened for the first day that is judged: in a quiet minute there is none.
  let desk: AlertDesk | undefined;
  const judge = async (day: Day, scored: readonly ScoredAccountDay[]) => {
    desk ??= await openAlertDesk(tx, rules, { now: input.now, finalDay, history: input.history });
    await desk.judge(day, scored);
  };

  // What late events changed.
  const due = await takeRescoreDue(tx, lastFinalDay);
  if (lastFinalDay !== null && due.length > 0) {
    const from = due.map((row) => row.fromDay).reduce(earlier);
    if (await mustRewind(tx, due.length, from, lastFinalDay)) {
      lastFinalDay = addDays(later(from, horizon), -1);
      rewound = true;
    } else {
      const accountIds = due.map((row) => row.accountId);
      const last = lastFinalDay;
      await scoreDays(tx, rules, { from, to: last, accountIds }, async (day, scored) => {
        if (day === last) await judge(day, scored);
      });
      await refreshLatest(tx, last, accountIds, input.now);
      scoredDays += daysBetween(from, last) + 1;
    }
  } else if (input.full && lastFinalDay !== null && lastFinalDay >= finalDay) {
    await scoreDays(tx, rules, { from: lastFinalDay, to: lastFinalDay, accountIds: null }, judge);
    await refreshLatest(tx, lastFinalDay, null, input.now);
  }

  // The days that ended since.
  const oldest = lastFinalDay === null ? await readFirstDay(tx) : addDays(lastFinalDay, 1);
  const first = oldest && later(oldest, horizon);
  if (first !== undefined && first <= finalDay) {
    const to = earlier(finalDay, addDays(first, daysPerStep - 1));
    await scoreDays(tx, rules, { from: first, to, accountIds: null }, async (day, scored) => {
      await judge(day, scored);
      input.onProgress?.({ day, done: daysBetween(first, day) + 1, total: daysBetween(first, finalDay) + 1 });
    });
    scoredDays += daysBetween(first, to) + 1;
    lastFinalDay = to;
    if (to === finalDay) await refreshLatest(tx, to, null, input.now);
  }
  await desk?.close();
  const more = lastFinalDay !== null && lastFinalDay < finalDay;
  if (!more) {
    await showToday(tx, rules, today, lastFinalDay, input);
    await keepStandings(tx, today);
  }
  return { scoredDays, openedAlerts: desk?.opened ?? 0, lastFinalDay, rewound, more };
}

/** A few late events change a few accounts; an import of old data changes the history of many, market and all. */
async function mustRewind(tx: TenantTx, dueAccounts: number, from: Day, lastFinalDay: Day): Promise<boolean> {
  const fixed = await readFixedDays(tx, from, from);
  if (fixed[0]?.day !== from) return true;
  const count = await countUsedAccounts(tx);
  return daysBetween(from, lastFinalDay) > daysPerStep && dueAccounts > count * mostRescored;
}
