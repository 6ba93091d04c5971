import { type RawBuilder, sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import { type Band, type Day, type Parts, usageParts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf, type StoredParts } from "./stored-parts.ts";

/** A score of a day as it is compared with another day's. Nothing is rounded. */
export interface ScoreOfDay extends MadeBy {
  readonly score: number;
  readonly band: Band;
  readonly parts: Parts;
}

type ScoreRow = StoredParts & Omit<ScoreOfDay, "parts"> & { readonly accountId: string };

/**
 * The scores of a day, of every account that the asker may see and that was a customer on it. One statement, whatever the number.
 */
export async function readScoresOf(tx: TenantTx, day: Day): Promise<Map<string, ScoreOfDay>> {
  const { rows } = await sql<ScoreRow>`
    select account_id as "accountId", score, band, recent, habit, trend, people, metric_parts, model, segment
      from app.score
     where tenant_id = ${tx.tenantId} and day = ${day}::date
       and account_id not in (select id from app.account where tenant_id = ${tx.tenantId} and churned_on <= ${day}::date)`.execute(
    tx.db,
  );
  return byAccount(rows);
}

/** The scores that are shown now, of every account that the asker may see: each of its own last final day. One statement. */
export async function readLatestScores(tx: TenantTx): Promise<Map<string, ScoreOfDay>> {
  const { rows } = await sql<ScoreRow>`
    select account_id as "accountId", score, band, recent, habit, trend, people, metric_parts, model, segment
      from app.score_latest
     where tenant_id = ${tx.tenantId}`.execute(tx.db);
  return byAccount(rows);
}

function byAccount(rows: readonly ScoreRow[]): Map<string, ScoreOfDay> {
  return new Map(
    rows.map(({ accountId, score, band, model, segment, ...parts }) => [
      accountId,
      { score, band, parts: partsOf(parts), model, segment },
    ]),
  );
}

/** Two scores of an account that were made by different rules. */
export interface ScoredAnew {
  readonly accountId: string;
  readonly before: ScoreOfDay;
  readonly after: ScoreOfDay;
}

/**
 * The accounts that the asker may see whose latest score is by other rules than the one `windowDays` before it: after a publish all
 * of them, else those that changed segment. One statement; each earlier score is looked up by key.
 */
export async function readScoredAnew(tx: TenantTx, windowDays: number): Promise<ScoredAnew[]> {
  // The policies say the same row by row; so, the accounts of who sees few are looked up alone.
  const isSeen =
    tx.role === "manager" || tx.role === "viewer"
      ? sql`l.account_id = any ((select app.current_accounts())::uuid[])`
      : sql`true`;
  const { rows } = await sql<ScoredAnew>`
    select l.account_id as "accountId", ${scoreJson("e")} as before, ${scoreJson("l")} as after
      from app.score_latest l
      join app.score e on e.tenant_id = l.tenant_id and e.account_id = l.account_id and e.day = l.day - ${windowDays}::integer
     where l.tenant_id = ${tx.tenantId} and ${isSeen} and (e.model, e.segment) is distinct from (l.model, l.segment)`.execute(
    tx.db,
  );
  return rows;
}

/** A row of a score as `ScoreOfDay`, in JSON. */
function scoreJson(table: "e" | "l"): RawBuilder<ScoreOfDay> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const parts = sql.join(usageParts.map((part) => sql`${sql.lit(part)}, ${column(part)}`));
  return sql`jsonb_build_object('score', ${column("score")}, 'band', ${column("band")}, 'model', ${column("model")},
    'segment', ${column("segment")}, 'parts', jsonb_build_object(${parts}) || coalesce(${column("metric_parts")}, '{}'))`;
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
