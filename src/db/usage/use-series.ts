import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { dayOf } from "../../scoring/days.ts";
import type { Series } from "../../scoring/series.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Accounts that are read by one statement, and in one turn of the main loop. */
const accountsPerStep = 20;

/**
 * Who used each of the accounts on which days, up to a day: from the roll-ups, by account; others have their turn in between.
 * Accounts without use up to that day are left out.
 */
export async function readUseSeries(
  tx: TenantTx,
  input: { readonly accountIds: readonly string[]; readonly to: Day },
): Promise<Map<string, Series>> {
  const found = new Map<string, Series>();
  for (let start = 0; start < input.accountIds.length; start += accountsPerStep) {
    const some = input.accountIds.slice(start, start + accountsPerStep);
    // One JSON an account: thousands of rows, each with a list, took longer to read than to replay.
    const { rows } = await sql<{ account_id: string; days: [number, string[]][] }>`
      select used.account_id, json_agg(json_build_array(used.day - '1970-01-01', used.users) order by used.day) as days
        from (select account_id, day, json_agg(user_key order by user_key) as users
                from app.user_day
               where tenant_id = ${tx.tenantId} and account_id = any (${some}::uuid[]) and day <= ${input.to}::date
               group by account_id, day) used
       group by used.account_id`.execute(tx.db);
    for (const { account_id, days } of rows) {
      const series = days.map(([number, users]) => ({ day: dayOf(number), number, users }));
      found.set(account_id, series);
    }
    await nextTurn();
  }
  return found;
}

/** A day on which an account was used. */
export interface UsedDay {
  readonly accountId: string;
  readonly day: Day;
  readonly users: string[];
  /** Null: none has a name. */
  readonly features: string[] | null;
  readonly events: number;
}

/** The days of some accounts up to a day with users and features, each by name: in one statement, by account and day. */
export async function readUsedDays(
  tx: TenantTx,
  { accountIds, to }: { readonly accountIds: readonly string[]; readonly to: Day },
): Promise<UsedDay[]> {
  const { rows } = await sql<UsedDay>`
    select u.account_id as "accountId", u.day, array_agg(u.user_key order by u.user_key) as users, sum(u.events)::int as events,
           (select array_agg(f.feature order by f.feature) from app.feature_day f
             where f.tenant_id = ${tx.tenantId} and f.account_id = u.account_id and f.day = u.day) as features
      from app.user_day u
     where u.tenant_id = ${tx.tenantId} and u.account_id = any (${[...accountIds]}::uuid[]) and u.day <= ${to}::date
     group by u.account_id, u.day
     order by u.account_id, u.day`.execute(tx.db);
  return rows;
}
