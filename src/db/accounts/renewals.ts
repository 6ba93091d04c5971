import { sql } from "kysely";
import type { Band, Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { renewalDays } from "./standing-lines.ts";

/** A customer who is at risk, or who renews within 90 days of `today`. */
export interface StakeRow {
  readonly id: string;
  readonly band: Band | null;
  readonly value: number | null;
  readonly currency: string | null;
  readonly renewsOn: Day | null;
}

/** The customers who are at risk or renew soon, the next renewal first; `renewsOn` only where it is soon. */
export async function readStakes(tx: TenantTx, today: Day): Promise<StakeRow[]> {
  const soon = sql`a.renewal_on between ${today}::date and ${today}::date + ${sql.lit(renewalDays)}`;
  const { rows } = await sql<StakeRow>`
    select a.id, l.band, a.contract_value::double precision as value, a.currency,
           case when ${soon} then a.renewal_on end as "renewsOn"
      from app.account a
      left join app.score_latest l on l.tenant_id = ${tx.tenantId} and l.account_id = a.id
     where a.tenant_id = ${tx.tenantId} and (a.churned_on is null or a.churned_on > ${today}::date)
       and (l.band = 'at-risk' or ${soon})
     order by a.renewal_on, a.search_name, a.id`.execute(tx.db);
  return rows;
}
