import { sql } from "kysely";
import type { MadeBy } from "../../scoring/models/model-history.ts";
import type { Band, Day, Parts } from "../../scoring/types.ts";
import type { TenantTx } from "../with-tenant.ts";
import { partsOf } from "./stored-parts.ts";

/** The score of an account at the end of a day. Unrounded. */
export interface ScorePoint extends MadeBy {
  readonly day: Day;
  readonly score: number;
  readonly parts: Parts;
  readonly band: Band;
  readonly actual: number;
  readonly expected: number | null;
  readonly users28: number;
  /** Version of the formula. */
  readonly version: number;
}

/** An account's scores from `from` to `to`, both included, oldest first; days without a score are missing. */
export async function readScorePoints(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<ScorePoint[]> {
  const rows = await tx.db
    .selectFrom("app.score")
    .select([
      "day",
      "score",
      "recent",
      "habit",
      "trend",
      "people",
      "metric_parts",
      "band",
      "actual",
      "expected",
      "users28",
      "version",
      "model",
      "segment",
    ])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("day", ">=", from)
    .where("day", "<=", to)
    .orderBy("day")
    .execute();
  return rows.map(({ recent, habit, trend, people, metric_parts, band, ...row }) => ({
    ...row,
    band: band as Band,
    parts: partsOf({ recent, habit, trend, people, metric_parts }),
  }));
}

/** An account's user-days from `from` to `to`, both included, oldest first; days without use are missing. */
export async function readUserDays(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<{ day: Day; userDays: number }[]> {
  return tx.db
    .selectFrom("app.account_day")
    .select(["day", "user_days as userDays"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("day", ">=", from)
    .where("day", "<=", to)
    .orderBy("day")
    .execute();
}

/** The account's last day in use on or before `day`, and the tenant's market factor of that `day` (1 where none is fixed). */
export async function readBaseAnchor(
  tx: TenantTx,
  accountId: string,
  day: Day,
): Promise<{ lastActiveDay: Day | null; market: number }> {
  const result = await sql<{ lastActiveDay: Day | null; market: number }>`
    select (select max(d.day) from app.account_day d
             where d.tenant_id = ${tx.tenantId} and d.account_id = ${accountId} and d.day <= ${day}::date) as "lastActiveDay",
           coalesce((select m.factor from app.market_day m
                      where m.tenant_id = ${tx.tenantId} and m.day = ${day}::date), 1) as market`.execute(
    tx.db,
  );
  return result.rows[0] ?? { lastActiveDay: null, market: 1 };
}

/** A feature's user-days in a window, and in the base window. */
export interface FeatureDays {
  readonly feature: string;
  readonly actual: number;
  readonly base: number;
}

/** User-days by feature in the 28 days to `to`, and in the base window; a user-day counts in each feature used. */
export async function readFeatureDays(
  tx: TenantTx,
  accountId: string,
  window: { from: Day; to: Day },
  base: { from: Day; to: Day },
): Promise<FeatureDays[]> {
  const result = await sql<FeatureDays>`
    select f.feature,
           coalesce(sum(f.user_days) filter (where f.day between ${window.from}::date and ${window.to}::date), 0) as actual,
           coalesce(sum(f.user_days) filter (where f.day between ${base.from}::date and ${base.to}::date), 0) as base
      from app.feature_day f
     where f.tenant_id = ${tx.tenantId} and f.account_id = ${accountId}
       and (f.day between ${window.from}::date and ${window.to}::date or f.day between ${base.from}::date and ${base.to}::date)
     group by f.feature`.execute(tx.db);
  return result.rows;
}

/** A user of an account: days in use, and what they are called (null: nobody told us). */
export interface UserDays {
  readonly userKey: string;
  readonly name: string | null;
  readonly lastSeenOn: Day;
  readonly daysIn28: number;
}

/** Users seen since `since`, the most active in the 28 days to `to` first; at most `limit`. */
export async function readUsers(
  tx: TenantTx,
  accountId: string,
  input: { since: Day; to: Day; limit: number },
): Promise<UserDays[]> {
  const result = await sql<UserDays>`
    select u.user_key as "userKey", t.name, u.last_day as "lastSeenOn", u.days as "daysIn28"
      from (select d.user_key, max(d.day) as last_day,
                   count(*) filter (where d.day > ${input.to}::date - 28 and d.day <= ${input.to}::date) as days
              from app.user_day d
             where d.tenant_id = ${tx.tenantId} and d.account_id = ${accountId} and d.day >= ${input.since}::date
             group by d.user_key) u
      left join app.tracked_user t on t.tenant_id = ${tx.tenantId} and t.user_key = u.user_key
     order by u.days desc, u.last_day desc, u.user_key
     limit ${input.limit}`.execute(tx.db);
  return result.rows;
}

/** How much an account was used from a day to a day, both included: user-days, and different users. */
export async function countUse(
  tx: TenantTx,
  accountId: string,
  { from, to }: { readonly from: Day; readonly to: Day },
): Promise<{ readonly userDays: number; readonly users: number }> {
  const { rows } = await sql<{ userDays: number; users: number }>`
    select count(*) as "userDays", count(distinct user_key) as users from app.user_day
     where tenant_id = ${tx.tenantId} and account_id = ${accountId} and day between ${from}::date and ${to}::date`.execute(
    tx.db,
  );
  return rows[0] ?? { userDays: 0, users: 0 };
}

/** When alerts of an account were opened between two days, as far as the asker may see them; oldest first. */
export async function readOpenings(
  tx: TenantTx,
  accountId: string,
  from: Day,
  to: Day,
): Promise<{ day: Day; figures: unknown }[]> {
  return tx.db
    .selectFrom("app.alert")
    .select(["opened_day as day", "figures"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", accountId)
    .where("state", "<>", "withdrawn")
    .where("opened_day", ">=", from)
    .where("opened_day", "<=", to)
    .orderBy("opened_day")
    .execute();
}
