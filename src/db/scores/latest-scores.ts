import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf } from "./stored-parts.ts";

/**
 * Brings score_latest to `day` for every account (or the given ones): the final score with its values 7 and 28 days
 * before, so that lists read one row an account.
 */
export async function refreshLatest(
  tx: TenantTx,
  day: Day,
  accountIds: readonly string[] | null,
  now: Date,
): Promise<void> {
  const ids = accountIds === null ? null : [...accountIds];
  await sql`
    insert into app.score_latest as l (tenant_id, account_id, day, score, recent, habit, trend, people, metric_parts, band, actual,
                                       expected, users28, silent_days, age_days, score_7d, score_28d, band_7d, scored_at,
                                       model, segment)
    select s.tenant_id, s.account_id, s.day, s.score, s.recent, s.habit, s.trend, s.people, s.metric_parts, s.band, s.actual,
           s.expected, s.users28, s.silent_days, s.day - a.first_day, w.score, m.score, w.band, ${now}::timestamptz,
           s.model, s.segment
      from app.score s
      join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
      left join app.score w on w.tenant_id = s.tenant_id and w.account_id = s.account_id and w.day = s.day - 7
      left join app.score m on m.tenant_id = s.tenant_id and m.account_id = s.account_id and m.day = s.day - 28
     where s.tenant_id = ${tx.tenantId} and s.day = ${day}::date and (${ids}::uuid[] is null or s.account_id = any (${ids}::uuid[]))
    on conflict (tenant_id, account_id) do update set
      day = excluded.day, score = excluded.score, recent = excluded.recent, habit = excluded.habit, trend = excluded.trend,
      people = excluded.people, metric_parts = excluded.metric_parts, band = excluded.band, actual = excluded.actual,
      expected = excluded.expected, users28 = excluded.users28, silent_days = excluded.silent_days, age_days = excluded.age_days,
      score_7d = excluded.score_7d, score_28d = excluded.score_28d, band_7d = excluded.band_7d, scored_at = excluded.scored_at,
      model = excluded.model, segment = excluded.segment,
      today = case when l.today > excluded.day then l.today end,
      today_score = case when l.today > excluded.day then l.today_score end,
      today_users = case when l.today > excluded.day then l.today_users end`.execute(tx.db);
}

/** The parts of the last final day of these accounts, and what made them; those without one are missing. */
export async function readLatestParts(
  tx: TenantTx,
  accountIds: readonly string[],
): Promise<Map<string, MadeBy & { readonly parts: Parts }>> {
  const rows = await tx.db
    .selectFrom("app.score_latest")
    .select(["account_id", "recent", "habit", "trend", "people", "metric_parts", "model", "segment"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "in", [...accountIds])
    .execute();
  return new Map(
    rows.map((row) => [row.account_id, { parts: partsOf(row), model: row.model, segment: row.segment }]),
  );
}
