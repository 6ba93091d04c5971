import type { AccountRow } from "../../db/accounts/accounts.ts";
import { readMetrics } from "../../db/metrics/metrics.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { PartLine } from "../../results/health.ts";
import { isLate, wholeFrom } from "../../scoring/metrics/metrics.ts";
import { metricParts } from "../../scoring/types.ts";
import { partLinesOf, type ScoreChanges } from "../portfolio/account-line.ts";

/**
 * The parts of an account's score. One whose metric has just begun to be counted says from which day it counts, and one whose feed
 * is late to which day it is known; but not to a customer's own people, who do not see what a tenant counts of them.
 */
export async function readParts(
  tx: TenantTx,
  row: AccountRow,
  state: DataState,
  changes: ScoreChanges,
): Promise<PartLine[]> {
  const lines = partLinesOf(row, state, changes);
  const { latest } = row;
  if (latest === null || tx.role === "viewer") return lines;
  const { metrics: rules } = state.models.rulesOf(latest);
  if (Object.keys(rules).length === 0) return lines;
  const metrics = await readMetrics(tx);
  return lines.map((line) => {
    const part = metricParts.find((one) => one === line.part);
    const rule = part && rules[part];
    const metric = metrics.find(({ name }) => name === rule?.metric);
    if (!rule || !metric || line.max === 0) return line;
    const { coverage } = metric;
    const countsFrom = wholeFrom(metric, coverage, rule.windowDays);
    if (countsFrom !== null && countsFrom > latest.day) return { ...line, countsFrom };
    const knownTo = coverage.to !== null && isLate(metric, coverage, latest.day) ? coverage.to : null;
    return knownTo === null ? line : { ...line, knownTo };
  });
}
