import { sql } from "kysely";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { LogDay, UsageLog } from "../../scoring/backtest/usage-log.ts";
import { dayNumber } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";

/** Accounts that are read by one statement. */
const accountsPerStep = 200;

interface Row {
  account_id: string;
  day: Day;
  users: string[];
  features: string[] | null;
  events: number;
}

/**
 * The tenant's own history as a log, up to its last final day, from the roll-ups. Accounts go by the name that their source
 * gives them.
 * @throws AppError `not-found` when nothing was scored yet
 */
export async function readTenantLog(
  tx: TenantTx,
  onProgress?: (done: number, total: number) => void,
): Promise<UsageLog> {
  const clock = await tx.db
    .selectFrom("app.tenant_clock")
    .select("last_final_day")
    .where("tenant_id", "=", tx.tenantId)
    .executeTakeFirst();
  const lastDay = clock?.last_final_day;
  const known = await tx.db
    .selectFrom("app.account")
    .select(["id", "external_id", "first_day"])
    .where("tenant_id", "=", tx.tenantId)
    .where("first_day", "<=", lastDay ?? "0001-01-01")
    .orderBy("id")
    .execute();
  if (!lastDay || known.length === 0)
    throw new AppError("not-found", "This tenant has no history yet. Run: bellwether score");
  const accounts = new Map<string, LogDay[]>();
  let events = 0;
  for (let start = 0; start < known.length; start += accountsPerStep) {
    onProgress?.(start, known.length);
    const some = known.slice(start, start + accountsPerStep);
    const names = new Map(some.map(({ id, external_id }) => [id, external_id]));
    const result = await sql<Row>`
      select u.account_id, u.day, array_agg(u.user_key order by u.user_key) as users, sum(u.events)::int as events,
             (select array_agg(f.feature order by f.feature) from app.feature_day f
               where f.tenant_id = ${tx.tenantId} and f.account_id = u.account_id and f.day = u.day) as features
        from app.user_day u
       where u.tenant_id = ${tx.tenantId} and u.account_id = any (${[...names.keys()]}::uuid[])
         and u.day <= ${lastDay}::date
       group by u.account_id, u.day
       order by u.account_id, u.day`.execute(tx.db);
    for (const row of result.rows) {
      const account = names.get(row.account_id) ?? row.account_id;
      const { day, users } = row;
      const entry = {
        day,
        number: dayNumber(day),
        users,
        features: row.features ?? [""],
        events: row.events,
      };
      const series = accounts.get(account);
      if (series) series.push(entry);
      else accounts.set(account, [entry]);
      events += row.events;
    }
  }
  const firstDay = known.reduce(
    (first, { first_day }) => ((first_day ?? first) < first ? (first_day ?? first) : first),
    lastDay,
  );
  return { accounts, events, firstDay, lastDay };
}
