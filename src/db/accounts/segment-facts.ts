import { sql } from "kysely";
import type { SegmentFacts } from "../../scoring/models/compile-model.ts";
import { type FactChange, type FactPeriod, factPeriods } from "../../scoring/models/fact-periods.ts";
import type { FactGroup } from "../../scoring/models/segment-sizes.ts";
import type { Day } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** What segments tell accounts apart by, day by day, of all accounts or the given ones, by account. */
export async function readFactPeriods(
  tx: TenantTx,
  accountIds: readonly string[] | null,
): Promise<Map<string, readonly FactPeriod[]>> {
  const ids = accountIds === null ? null : [...accountIds];
  const { rows } = await sql<SegmentFacts & { id: string; changes: FactChange[] | null }>`
    select a.id, a.plan, a.stage, a.seats, changed.changes
      from app.account a
      left join (
        select c.account_id,
               jsonb_agg(jsonb_build_object('fact', c.fact, 'day', c.day, 'before', c.before, 'after', c.after)) as changes
          from app.fact_change c
         where c.tenant_id = ${tx.tenantId} and (${ids}::uuid[] is null or c.account_id = any (${ids}::uuid[]))
         group by c.account_id) changed on changed.account_id = a.id
     where a.tenant_id = ${tx.tenantId} and (${ids}::uuid[] is null or a.id = any (${ids}::uuid[]))`.execute(
    tx.db,
  );
  return new Map(rows.map(({ id, changes, ...now }) => [id, factPeriods(now, changes ?? [])]));
}

/** How many accounts have the same plan, stage and seats, without those that have left. */
export async function readFactGroups(tx: TenantTx, today: Day): Promise<FactGroup[]> {
  const { rows } = await sql<FactGroup>`
    select a.plan, a.stage, a.seats, count(*)::int as accounts
      from app.account a
     where a.tenant_id = ${tx.tenantId} and (a.churned_on is null or a.churned_on > ${today}::date)
     group by a.plan, a.stage, a.seats`.execute(tx.db);
  return rows;
}

/** Plans and stages that the tenant's accounts have, by name: what rules can ask for. */
export async function readPlansAndStages(tx: TenantTx): Promise<{ plans: string[]; stages: string[] }> {
  const { rows } = await sql<{ plans: string[]; stages: string[] }>`
    select coalesce(array_agg(distinct a.plan) filter (where a.plan <> ''), '{}') as plans,
           coalesce(array_agg(distinct a.stage) filter (where a.stage <> ''), '{}') as stages
      from app.account a where a.tenant_id = ${tx.tenantId}`.execute(tx.db);
  return rows[0] ?? { plans: [], stages: [] };
}
