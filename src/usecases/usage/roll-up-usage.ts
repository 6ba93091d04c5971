import { countHistoryMonth, recountMetricDays } from "../../db/metrics/metric-counts.ts";
import { lockTenantClock, readTenantRules } from "../../db/people/tenants.ts";
import { dropScoresBeforeUse, dropUnusedToday } from "../../db/scores/drop-unused.ts";
import { readLeftOut } from "../../db/usage/left-out-events.ts";
import {
  type DueDay,
  markRescore,
  recountDays,
  takeDueDays,
  uncoverLive,
  updateActiveSpan,
} from "../../db/usage/roll-up.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";

/** Marks that one transaction takes: a backlog of any size is worked off in bounded steps. */
const marksPerStep = 20_000;

/** An account whose figures changed, and the earliest day of them. */
export interface ChangedAccount {
  readonly accountId: string;
  readonly fromDay: Day;
}

/** What a step of the roll-up did. */
export interface RollUp {
  readonly accounts: readonly ChangedAccount[];
  /** Account-days that were counted again. */
  readonly days: number;
  /** Whether marks are left for another transaction. */
  readonly more: boolean;
}

/**
 * Brings the roll-ups up to date with the events: counts every marked day of an account again (use without the events that are
 * left out of it, metrics with them), moves the account's first
 * and last active day, and notes for scoring from which day on an account changed (days before today; today's score is
 * provisional and follows by itself). Safe at any time and in parallel; an event that arrives meanwhile leaves its own
 * mark. One call works off a bounded number of marks, or a month of a new metric's history: call it in a transaction each
 * while `more`.
 */
export async function rollUpUsage(tx: TenantTx, input: { now: Date; limit?: number }): Promise<RollUp> {
  const limit = input.limit ?? marksPerStep;
  // Two roll-ups of one day could else overwrite the newer count with the older.
  await lockTenantClock(tx, { wait: true });
  const { days, marks } = await takeDueDays(tx, limit);
  const { zone } = await readTenantRules(tx);
  if (days.length === 0) return { accounts: [], days: 0, more: await countHistoryMonth(tx, zone) };
  const leftOut = await readLeftOut(tx);
  await recountDays(tx, { zone, leftOut }, days);
  await recountMetricDays(tx, zone, days);
  await uncoverLive(tx);
  const accounts = earliestDays(days);
  const shorter = await updateActiveSpan(
    tx,
    accounts.map((account) => account.accountId),
  );
  const today = dayIn(input.now, zone);
  // Use is taken away by leaving events out of it, else only ever added.
  if (shorter.length > 0) await dropScoresBeforeUse(tx, shorter);
  const ofToday = leftOut.length > 0 ? days.filter(({ day }) => day === today) : [];
  if (ofToday.length > 0)
    await dropUnusedToday(
      tx,
      ofToday.map(({ accountId }) => accountId),
      today,
    );
  await markRescore(
    tx,
    accounts.filter((account) => account.fromDay < today),
  );
  return { accounts, days: days.length, more: marks >= limit || (await countHistoryMonth(tx, zone)) };
}

function earliestDays(days: readonly DueDay[]): ChangedAccount[] {
  const first = new Map<string, Day>();
  for (const { accountId, day } of days) {
    const known = first.get(accountId);
    if (known === undefined || day < known) first.set(accountId, day);
  }
  return [...first].map(([accountId, fromDay]) => ({ accountId, fromDay }));
}
