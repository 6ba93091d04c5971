import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Band, Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { metricPartsOf } from "./stored-parts.ts";

/** What today shows so far of an account that has a final day. */
export interface TodayRow {
  readonly accountId: string;
  readonly day: Day;
  readonly score: number;
  readonly users: number;
}

/** Sets what today shows so far. */
export async function writeToday(tx: TenantTx, rows: readonly TodayRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update app.score_latest l set today = t.day, today_score = t.score, today_users = t.users
      from unnest(${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.day)}::date[],
                  ${rows.map((row) => row.score)}::float8[], ${rows.map((row) => row.users)}::int[])
           as t (account_id, day, score, users)
     where l.tenant_id = ${tx.tenantId} and l.account_id = t.account_id`.execute(tx.db);
}

/** The first day of an account, while it lasts. */
export interface FirstDayRow extends TodayRow, MadeBy {
  readonly parts: Parts;
  readonly band: Band;
  readonly actual: number;
}

/** Gives accounts their first score on their very first day; the end of the day replaces it. */
export async function writeFirstDay(tx: TenantTx, rows: readonly FirstDayRow[], now: Date): Promise<void> {
  for (const row of rows) {
    const { recent, habit, trend, people } = row.parts;
    const values = {
      day: row.day,
      score: row.score,
      ...{ recent, habit, trend, people },
      metric_parts: metricPartsOf(row.parts),
      band: row.band,
      actual: row.actual,
      expected: null,
      users28: row.users,
      silent_days: 0,
      age_days: 0,
      scored_at: now,
      model: row.model,
      segment: row.segment,
    };
    await tx.db
      .insertInto("app.score_latest")
      .values({ tenant_id: tx.tenantId, account_id: row.accountId, ...values })
      .onConflict((conflict) => conflict.columns(["tenant_id", "account_id"]).doUpdateSet(values))
      .execute();
  }
}
