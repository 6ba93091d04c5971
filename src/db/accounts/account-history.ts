import { addDays, daysBetween } from "../../scoring/days.ts";
import type { Band, Day } from "../../scoring/types.ts";
import { partsOf } from "../scores/stored-parts.ts";
import type { TenantTx } from "../with-tenant.ts";
import { type AccountRow, type EarlierScore, type LatestScore, readAccounts } from "./accounts.ts";

/**
 * The accounts of `ids` as they stood at the end of `day`: scores are those of that day, facts and owner today's. What was
 * known of alerts then is not kept, so none are open. Two statements, whatever their number.
 */
export async function readAccountsAsOf(
  tx: TenantTx,
  ids: readonly string[],
  day: Day,
): Promise<AccountRow[]> {
  const accounts = await readAccounts(tx, ids);
  const scores = await readScoresOn(tx, ids, [day, addDays(day, -7), addDays(day, -28)]);
  return accounts.map((account) => {
    const at = (when: Day) => scores.get(`${account.id} ${when}`) ?? null;
    const then = at(day);
    const latest = then && latestOf(then, account, day);
    return {
      ...account,
      latest,
      lastDay: then && addDays(day, -then.silentDays),
      weekAgo: then && at(addDays(day, -7)),
      monthAgo: then && at(addDays(day, -28)),
      openAlerts: [],
      pause: null,
    };
  });
}

/** A score of a past day. */
export interface PastScore extends EarlierScore {
  readonly actual: number;
  readonly expected: number | null;
  readonly silentDays: number;
}

/** The scores of the accounts on the given days, by "account day". */
export async function readScoresOn(
  tx: TenantTx,
  ids: readonly string[],
  days: readonly Day[],
): Promise<Map<string, PastScore>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["account_id", "day", "score", "recent", "habit", "trend", "people", "metric_parts", "band"])
    .select(["actual", "expected", "users28", "silent_days", "model", "segment"])
    .where("tenant_id", "=", tx.tenantId)
    .where("day", "in", [...days])
    .where("account_id", "in", [...ids])
    .execute();
  return new Map(
    rows.map((row) => [
      `${row.account_id} ${row.day}`,
      {
        score: row.score,
        parts: partsOf(row),
        band: row.band as Band,
        users28: row.users28,
        actual: row.actual,
        expected: row.expected,
        silentDays: row.silent_days,
        model: row.model,
        segment: row.segment,
      },
    ]),
  );
}

function latestOf(score: PastScore, account: AccountRow, day: Day): LatestScore {
  return {
    ...score,
    day,
    ageDays: account.firstDay === null ? 0 : daysBetween(account.firstDay, day),
    scoredAt: account.latest?.scoredAt ?? new Date(0),
    today: null,
  };
}
