import { sql } from "kysely";
import type { DayFacts } from "../../scoring/detect/detector-input.ts";
import type { EarnedByMetrics } from "../../scoring/score/metric-parts.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";

/** A scored day as the detector looks at it, with what says by which rules it was scored. */
export interface DetectorDay extends DayFacts {
  readonly model: number;
  readonly segment: string | null;
  /** Where metrics earned other points the day before: its parts, and what they had earned. Else null. */
  readonly lost: { readonly parts: Parts; readonly before: EarnedByMetrics } | null;
}

/** An account's scored days, in order. */
export interface DetectorDays {
  readonly accountId: string;
  readonly days: readonly DetectorDay[];
}

/** How many account-days `readDetectorDays` would read. */
export async function countDetectorDays(
  tx: TenantTx,
  input: { readonly from: Day; readonly to: Day; readonly accountIds: readonly string[] | null },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from app.score
     where tenant_id = ${tx.tenantId} and day >= ${input.from}::date and day <= ${input.to}::date
       and (${input.accountIds}::uuid[] is null or account_id = any (${input.accountIds}::uuid[]))`.execute(
    tx.db,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Reads them from the scores that were kept, of all accounts that the actor may see or the given ones. From the day on which it
 * left, an account has none.
 */
export async function readDetectorDays(
  tx: TenantTx,
  input: { readonly from: Day; readonly to: Day; readonly accountIds: readonly string[] | null },
): Promise<DetectorDays[]> {
  const { rows } = await sql<DetectorDay & { accountId: string }>`
    select s.account_id as "accountId", s.day, s.day - a.first_day as "ageDays", s.established, s.score, s.band,
           lag(s.band) over (partition by s.account_id order by s.day) as "previousBand",
           s.actual, s.actual14, s.expected, s.silent_days as "silentDays", s.model, s.segment,
           case when s.band = 'at-risk' and lag(s.metric_parts) over (partition by s.account_id order by s.day) is distinct from s.metric_parts
             then jsonb_build_object('before', coalesce(lag(s.metric_parts) over (partition by s.account_id order by s.day), '{}'),
                    'parts', jsonb_build_object('recent', s.recent, 'habit', s.habit, 'trend', s.trend, 'people', s.people)
                             || coalesce(s.metric_parts, '{}')) end as lost
      from app.score s join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id and a.first_day is not null
     where s.tenant_id = ${tx.tenantId} and s.day >= ${input.from}::date and s.day <= ${input.to}::date
       and (a.churned_on is null or s.day < a.churned_on)
       and (${input.accountIds}::uuid[] is null or s.account_id = any (${input.accountIds}::uuid[]))
     order by s.account_id, s.day`.execute(tx.db);
  return [...Map.groupBy(rows, (row) => row.accountId)].map(([accountId, days]) => ({ accountId, days }));
}
