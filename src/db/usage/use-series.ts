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
