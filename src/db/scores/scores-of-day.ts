import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Band, Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf, type StoredParts } from "./stored-parts.ts";

/** A score of a day as it is compared with another day's. Nothing is rounded. */
export interface ScoreOfDay extends MadeBy {
  readonly score: number;
  readonly band: Band;
  readonly parts: Parts;
}

/**
 * The scores of a day, of every account that the asker may see and that was a customer on it. One statement, whatever the number.
 */
export async function readScoresOf(tx: TenantTx, day: Day): Promise<Map<string, ScoreOfDay>> {
  const { rows } = await sql<StoredParts & Omit<ScoreOfDay, "parts"> & { accountId: string }>`
    select account_id as "accountId", score, band, recent, habit, trend, people, metric_parts, model, segment
      from app.score
     where tenant_id = ${tx.tenantId} and day = ${day}::date
       and account_id not in (select id from app.account where tenant_id = ${tx.tenantId} and churned_on <= ${day}::date)`.execute(
    tx.db,
  );
  return new Map(
    rows.map(({ accountId, score, band, model, segment, ...parts }) => [
      accountId,
      { score, band, parts: partsOf(parts), model, segment },
    ]),
  );
}

/** The first day that a version of the tenant's model scored; null: none yet. */
export async function readFirstDayBy(tx: TenantTx, version: number): Promise<Day | null> {
  const { day } = await tx.db
    .selectFrom("app.market_day")
    .select((select) => select.fn.min("day").as("day"))
    .where("tenant_id", "=", tx.tenantId)
    .where("model", "=", version)
    .executeTakeFirstOrThrow();
  return day;
}
