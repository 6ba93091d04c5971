import { setImmediate as nextTurn } from "node:timers/promises";
import { readUsedSpan } from "../../db/accounts/lives.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { readUseSeries } from "../../db/usage/use-series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import { addDays, earlier } from "../../scoring/days.ts";
import type { TrialAccount } from "../../scoring/models/model-trial.ts";
import type { Established } from "../../scoring/models/score-rules.ts";
import { type Calendar, Markets } from "../../scoring/replay/replay.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";

/** The tenant's own history, up to its last final day. */
export interface TenantHistory {
  /** By id; each with at least one active day. */
  readonly accounts: readonly TrialAccount[];
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** Accounts, and days, of which the market is worked out in one turn of the main loop. */
const perTurn = 3;

/** The days of a history with the market of each, worked out while others have their turn. */
export async function calendarOfHistory(
  history: TenantHistory,
  windows: Pick<Established, "inDays" | "usersInDays">,
): Promise<Calendar> {
  const markets = new Markets(history, windows);
  for (const [at, { series }] of history.accounts.entries()) {
    markets.add(series);
    if (at % perTurn === 0) await nextTurn();
  }
  while (markets.settle(perTurn)) await nextTurn();
  return markets.calendar();
}

/**
 * Reads what a model is replayed over.
 * @param asOf up to the day before this instant; left out: all that there is
 * @throws AppError `not-found` when nothing was scored yet
 */
export async function readHistory(tx: TenantTx, asOf?: Date): Promise<TenantHistory> {
  const span = await readUsedSpan(tx);
  const noHistory = () => new AppError("not-found", "There is no history yet: nothing was scored so far.");
  if (!span) throw noHistory();
  const { accounts, firstDay } = span;
  const lastDay = asOf === undefined ? span.lastDay : earlier(span.lastDay, await dayBefore(tx, asOf));
  if (lastDay < firstDay) throw noHistory();
  const used = await readUseSeries(tx, { accountIds: accounts.map(({ id }) => id), to: lastDay });
  return {
    accounts: accounts.flatMap(({ id, name, churnedOn }): TrialAccount[] => {
      const series = used.get(id);
      return series === undefined ? [] : [{ id, name, series, churnedOn }];
    }),
    firstDay,
    lastDay,
  };
}

async function dayBefore(tx: TenantTx, at: Date): Promise<Day> {
  const { zone } = await readTenantRules(tx);
  return addDays(dayIn(at, zone), -1);
}
