import type { MovedByUse } from "../../db/accounts/portfolio-query.ts";
import { readScoredAnew } from "../../db/scores/scores-of-day.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { compareKept, keepsBand } from "../../scoring/explain/compare-scores.ts";
import type { ModelHistory } from "../../scoring/models/model-history.ts";

/**
 * What use moved within the window, of every account that the asker may see and that other rules score since: what a publish, or
 * another segment, did by itself is nobody's move. Of any account that is not among them, the change of the score is what use moved.
 */
export async function readMovedByUse(
  tx: TenantTx,
  models: ModelHistory,
  windowDays: 7 | 28,
): Promise<MovedByUse[]> {
  return (await readScoredAnew(tx, windowDays)).map(({ accountId, before, after }) => {
    const change = compareKept(before, after, models);
    return {
      accountId,
      points: change.change - (change.byRules ?? 0),
      keepsBand: keepsBand(change, before.band, models.rulesOf(before)),
    };
  });
}
