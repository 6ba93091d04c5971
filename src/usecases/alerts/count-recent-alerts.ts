import { readTenantRules } from "../../db/people/tenants.ts";
import { countDetectorDays, readDetectorDays } from "../../db/scores/detector-days.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { addDays } from "../../scoring/days.ts";
import { settleDays } from "../../scoring/detect/alert-rules.ts";
import { type AlertCounts, countAlerts } from "../../scoring/replay/count-alerts.ts";
import { isBySharing } from "../../scoring/score/account-day.ts";
import type { Day } from "../../scoring/types.ts";
import type { AlertRuleBook } from "./alert-rule-book.ts";

/** Days that are counted. */
const recentDays = 90;
/** Account-days above which a page does not wait for the count: about half a second. */
const mostDays = 100_000;

/**
 * How many alerts a rule book would have sent in the 90 days to `to`, replayed over the scores that were kept; null where that
 * would take long. Of an account that had an alert before the days that are read, the first may count once too often.
 */
export async function countRecentAlerts(
  tx: TenantTx,
  book: AlertRuleBook,
  input: { readonly to: Day; readonly accountIds: readonly string[] | null },
): Promise<AlertCounts | null> {
  const { to, accountIds } = input;
  const from = addDays(to, 1 - recentDays);
  const span = { from: addDays(from, -settleDays), to, accountIds };
  if ((await countDetectorDays(tx, span)) > mostDays) return null;
  const { models } = await readTenantRules(tx);
  const sum = { drop: 0, silence: 0, "band-change": 0, again: 0 };
  for (const { accountId, days } of await readDetectorDays(tx, span)) {
    // Each day by the rules of its account's segment that scored it, as the pass judged it.
    const judged = days.map(({ lost, ...day }) => {
      const rules = models.rulesOf(day);
      const before = { band: day.previousBand, parts: lost?.before ?? null };
      const bySharing = lost !== null && isBySharing({ ...day, parts: lost.parts }, before, rules);
      return { facts: { ...day, bySharing }, silenceDays: rules.silenceDays };
    });
    const counts = countAlerts(judged, { rules: book.rulesOf(accountId), from });
    for (const key of ["drop", "silence", "band-change", "again"] as const) sum[key] += counts[key];
  }
  return sum;
}
