import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf } from "./stored-parts.ts";

/** What score_latest keeps of a score as it is. */
const keptColumns = [
  ...["day", "score", "recent", "habit", "trend", "people", "metric_parts", "band"],
  ...["actual", "expected", "users28", "silent_days", "model", "segment"],
];

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
  // By its whole key, account by account: after a first pass nothing is known yet of how many scores a tenant has, and a
  // join could look through all of them for each.
  const ago = (days: number) => sql`
      left join lateral (
        select ago.score, ago.band from app.score ago
         where ago.tenant_id = ${tx.tenantId} and ago.day = ${day}::date - ${sql.lit(days)} and ago.account_id = s.account_id
         limit 1)`;
  const derived = ["age_days", "score_7d", "band_7d", "score_28d", "scored_at"];
  const columns = [...keptColumns, ...derived];
  await sql`
    insert into app.score_latest as l (tenant_id, account_id, ${sql.join(columns.map((name) => sql.ref(name)))})
    select s.tenant_id, s.account_id, ${sql.join(keptColumns.map((name) => sql.ref(`s.${name}`)))},
           s.day - a.first_day, week.score, week.band, month.score, ${now}::timestamptz
      from app.score s
      join app.account a on a.tenant_id = s.tenant_id and a.id = s.account_id
      ${ago(7)} week on true
      ${ago(28)} month on true
     where s.tenant_id = ${tx.tenantId} and s.day = ${day}::date and (${ids}::uuid[] is null or s.account_id = any (${ids}::uuid[]))
    on conflict (tenant_id, account_id) do update set
      ${sql.join(columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))},
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

/** User-days of an account in the 28 days to its last final one; 0 where it was never scored. */
export async function readLatestUse(tx: TenantTx, accountId: string): Promise<number> {
  const row = await tx.db
    .selectFrom("app.score_latest")
    .select("actual")
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return row?.actual ?? 0;
}
