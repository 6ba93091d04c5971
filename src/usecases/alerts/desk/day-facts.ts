import { readFiguresOf } from "../../../db/scores/day-figures.ts";
import type { TenantTx } from "../../../db/with-tenant.ts";
import { daysBetween } from "../../../scoring/days.ts";
import type { DayFacts } from "../../../scoring/detect/detector-input.ts";
import type { Day } from "../../../scoring/types.ts";
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
  const rows = await readFiguresOf(tx, account.accountId, days);
  return new Map(
    rows.map((figures) => {
      const ageDays = account.ageDays - daysBetween(figures.day, account.day);
      return [figures.day, { ...figures, ageDays, previousBand: null }];
    }),
  );
}
