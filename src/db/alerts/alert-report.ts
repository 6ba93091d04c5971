import { sql } from "kysely";
import type { Day, SignalKind } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** Alerts of one rule and month, and how they were judged. */
export interface JudgedRow {
  readonly month: string;
  readonly kind: SignalKind;
  readonly fromPercent: number | null;
  readonly told: number;
  readonly useful: number;
  readonly expected: number;
  readonly wrong: number;
}

/** Counts alerts that were opened from a day on, by month and rule, of the accounts that the actor may see. */
export async function readJudged(tx: TenantTx, from: Day): Promise<JudgedRow[]> {
  const { rows } = await sql<JudgedRow>`
    select to_char(x.opened_at at time zone t.zone, 'YYYY-MM') as month, x.kind,
           (x.figures ->> 'thresholdPercent')::integer as "fromPercent", count(*)::int as told,
           (count(*) filter (where x.feedback = 'useful'))::int as useful,
           (count(*) filter (where x.feedback = 'expected'))::int as expected,
           (count(*) filter (where x.feedback = 'wrong'))::int as wrong
      from app.alert x
      join app.tenant t on t.id = x.tenant_id
     where x.tenant_id = ${tx.tenantId} and x.opened_at >= (${from}::date)::timestamp at time zone t.zone
     group by 1, 2, 3
     order by 1, 2, 3`.execute(tx.db);
  return rows;
}
