import type { AccountRow } from "../../db/accounts/accounts.ts";
import { readMetrics } from "../../db/metrics/metrics.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { PartLine } from "../../results/health.ts";
import { wholeFrom } from "../../scoring/metrics/metrics.ts";
import { metricParts } from "../../scoring/types.ts";
import { partLinesOf } from "../portfolio/account-line.ts";

/**
 * The parts of an account's score. One whose metric has just begun to be counted says from which day it counts; but not to a
 * customer's own people, who do not see what a tenant counts of them.
 */
export async function readParts(tx: TenantTx, row: AccountRow, state: DataState): Promise<PartLine[]> {
  const lines = partLinesOf(row, state);
  const { latest } = row;
  if (latest === null || tx.role === "viewer" || !lines.some(isWithoutData)) return lines;
  const { metrics: rules } = state.models.rulesOf(latest);
  const metrics = await readMetrics(tx);
  return lines.map((line) => {
    const part = metricParts.find((one) => one === line.part);
    const rule = part && rules[part];
    const metric = metrics.find(({ name }) => name === rule?.metric);
    if (!isWithoutData(line) || !rule || !metric) return line;
    const countsFrom = wholeFrom(metric, metric.coverage, rule.windowDays);
    return countsFrom !== null && countsFrom > latest.day ? { ...line, countsFrom } : line;
  });
}

function isWithoutData({ points, max }: PartLine): boolean {
  return points === null && max > 0;
}
