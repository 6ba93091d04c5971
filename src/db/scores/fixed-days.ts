import { sql } from "kysely";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** What is fixed of a day: its market, and the version of the model that scores it. */
export interface FixedDay {
  readonly day: Day;
  readonly factor: number;
  readonly accounts: number;
  readonly model: number;
}

/** What is fixed already, oldest first, of the days from `from` to `to` and of the first such day after them. */
export async function readFixedDays(tx: TenantTx, from: Day, to: Day): Promise<FixedDay[]> {
  const result = await sql<FixedDay>`
    select day, factor, accounts, model from app.market_day
     where tenant_id = ${tx.tenantId} and day >= ${from}::date
       and day <= coalesce((select min(day) from app.market_day
                             where tenant_id = ${tx.tenantId} and day > ${to}::date), ${to}::date)
     order by day`.execute(tx.db);
  return result.rows;
}

/** Fixes market factor and model of days that have none. */
export async function fixDays(
  tx: TenantTx,
  markets: readonly (FixedDay & { median: number | null })[],
): Promise<void> {
  if (markets.length === 0) return;
  await tx.db
    .insertInto("app.market_day")
    .values(markets.map((market) => ({ tenant_id: tx.tenantId, ...market })))
    .onConflict((conflict) => conflict.columns(["tenant_id", "day"]).doNothing())
    .execute();
}

/** The market of the last final day; undefined: nothing was scored yet. */
export async function readLatestMarket(tx: TenantTx) {
  return tx.db
    .selectFrom("app.market_day as m")
    .innerJoin("app.tenant_clock as c", (join) =>
      join.onRef("c.tenant_id", "=", "m.tenant_id").onRef("c.last_final_day", "=", "m.day"),
    )
    .select(["m.factor", "m.median", "m.accounts"])
    .where("m.tenant_id", "=", tx.tenantId)
    .executeTakeFirst();
}
