import type { TenantTx } from "../../../db/with-tenant.ts";
import { daysBetween } from "../../../scoring/days.ts";
import type { DayFacts } from "../../../scoring/detect/detector-input.ts";
import type { Band, Day } from "../../../scoring/types.ts";
import type { ScoredAccountDay } from "../../scoring/score-days.ts";

/** What the detector looks at of an account-day that was scored just now. */
export function factsOf(account: ScoredAccountDay): DayFacts {
  const { day, ageDays, established, score, band, previousBand, bySharing } = account;
  const { actual, actual14, expected, silentDays } = account;
  return {
    day,
    ageDays,
    established,
    score,
    band,
    previousBand,
    bySharing,
    actual,
    actual14,
    expected,
    silentDays,
  };
}

/** The same of earlier days of an account, as they are known now; days without a score are left out. */
export async function readDayFacts(
  tx: TenantTx,
  account: ScoredAccountDay,
  days: readonly Day[],
): Promise<Map<Day, DayFacts>> {
  const rows = await tx.db
    .selectFrom("app.score")
    .select(["day", "score", "band", "established", "actual", "actual14", "expected", "silent_days"])
    .where("tenant_id", "=", tx.tenantId)
    .where("account_id", "=", account.accountId)
    .where("day", "in", [...days])
    .execute();
  return new Map(
    rows.map((row) => [
      row.day,
      {
        day: row.day,
        ageDays: account.ageDays - daysBetween(row.day, account.day),
        established: row.established,
        score: row.score,
        band: row.band as Band,
        previousBand: null,
        actual: row.actual,
        actual14: row.actual14,
        expected: row.expected,
        silentDays: row.silent_days,
      },
    ]),
  );
}
