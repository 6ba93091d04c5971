import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * How many silences were told of up to a day, and after how many of them the account was used again: of those that the actor may
 * see, without what late data took back.
 */
export async function countSilences(
  tx: TenantTx,
  openedTo: Day,
): Promise<{ readonly quiet: number; readonly cameBack: number }> {
  const { rows } = await sql<{ quiet: number; cameBack: number }>`
    select count(*) as quiet, count(*) filter (where closed_how = 'back-in-use') as "cameBack" from app.alert
     where tenant_id = ${tx.tenantId} and kind = 'silence' and state <> 'withdrawn' and opened_day <= ${openedTo}::date`.execute(
    tx.db,
  );
  return rows[0] ?? { quiet: 0, cameBack: 0 };
}
