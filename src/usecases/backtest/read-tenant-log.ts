import { readUsedSpan } from "../../db/accounts/lives.ts";
import { readUsedDays } from "../../db/usage/use-series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { LogDay, UsageLog } from "../../scoring/backtest/usage-log.ts";
import { dayNumber } from "../../scoring/days.ts";

/** Accounts that are read by one statement. */
const accountsPerStep = 200;

/**
 * The tenant's own history as a log, up to its last final day, from the roll-ups. Accounts go by the name that their source
 * gives them.
 * @throws AppError `not-found` when nothing was scored yet
 */
export async function readTenantLog(
  tx: TenantTx,
  onProgress?: (done: number, total: number) => void,
): Promise<UsageLog> {
  const span = await readUsedSpan(tx);
  if (!span) throw new AppError("not-found", "This tenant has no history yet. Run: bellwether score");
  const { firstDay, lastDay } = span;
  const accounts = new Map<string, LogDay[]>();
  let events = 0;
  for (let start = 0; start < span.accounts.length; start += accountsPerStep) {
    onProgress?.(start, span.accounts.length);
    const some = span.accounts.slice(start, start + accountsPerStep);
    const names = new Map(some.map(({ id, externalId }) => [id, externalId]));
    for (const used of await readUsedDays(tx, { accountIds: [...names.keys()], to: lastDay })) {
      const { day, users } = used;
      const account = names.get(used.accountId) ?? used.accountId;
      const features = used.features ?? [""];
      const entry = { day, number: dayNumber(day), users, features, events: used.events };
      const series = accounts.get(account);
      if (series) series.push(entry);
      else accounts.set(account, [entry]);
      events += used.events;
    }
  }
  return { accounts, events, firstDay, lastDay };
}
