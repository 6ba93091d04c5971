import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import { uuidArray } from "../binary-arrays.ts";
import type { TenantTx } from "../with-tenant.ts";

/**
 * Takes the scores away that these accounts have of days before their first one in use: all of an account that was never in
 * use. What was shown of it as its latest goes too, until it is scored again.
 */
export async function dropScoresBeforeUse(tx: TenantTx, accountIds: readonly string[]): Promise<void> {
  const ids = uuidArray(accountIds);
  for (const table of ["score", "score_latest"]) {
    await sql`
      delete from ${sql.table(`app.${table}`)} s using app.account a
       where s.tenant_id = ${tx.tenantId} and s.account_id = any (${ids}::uuid[])
         and a.tenant_id = ${tx.tenantId} and a.id = s.account_id and s.day < coalesce(a.first_day, 'infinity')`.execute(
      tx.db,
    );
  }
}

/** Takes away what today showed so far of those of these accounts that were not used today after all. */
export async function dropUnusedToday(
  tx: TenantTx,
  accountIds: readonly string[],
  today: Day,
): Promise<void> {
  await sql`
    update app.score_latest l set today = null, today_score = null, today_users = null
     where l.tenant_id = ${tx.tenantId} and l.account_id = any (${uuidArray(accountIds)}::uuid[]) and l.today = ${today}::date
       and not exists (select from app.account_day d
                        where d.tenant_id = l.tenant_id and d.account_id = l.account_id and d.day = l.today)`.execute(
    tx.db,
  );
}
