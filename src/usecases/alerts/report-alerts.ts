import { type JudgedRow, readJudged } from "../../db/alerts/alert-report.ts";
import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AlertReport, Judged, JudgedMonth } from "../../results/alert-report.ts";
import { startOfMonth } from "../../scoring/days.ts";
import { signalKinds } from "../../scoring/detect/alert-settings.ts";
import { requireStaff } from "../require-role.ts";

/** Whole months that a report looks back, beside the one that goes on. */
const monthsBack = 11;

/**
 * How people judged the alerts of the last twelve months, by rule, by month and each rule's by month: those of the accounts that
 * the asker may see.
 * @throws AppError `not-allowed` for a customer's own admin
 */
export async function reportAlerts(tx: TenantTx, input: { readonly now: Date }): Promise<AlertReport> {
  requireStaff(tx, "alerts");
  const report = await readAlertReport(tx, input.now);
  await writeAudit(tx, {
    verb: "looked at alert report",
    detail: { from: report.from, to: report.to },
    now: input.now,
  });
  return report;
}

/** The same as part of something else that is kept: a digest. */
export async function readAlertReport(tx: TenantTx, now: Date): Promise<AlertReport> {
  const { today } = await readDataState(tx, now);
  const from = monthBefore(today, monthsBack);
  const rows = await readJudged(tx, from);
  const rules = Map.groupBy(rows, (row) => `${signalKinds.indexOf(row.kind)} ${row.fromPercent ?? ""}`);
  return {
    from,
    to: today,
    all: sumOf(rows),
    rules: [...rules]
      .sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }))
      .flatMap(([, group]) => {
        const [first] = group;
        if (!first) return [];
        const { kind, fromPercent } = first;
        return [{ kind, fromPercent, ...sumOf(group), months: monthsOf(group) }];
      }),
    months: monthsOf(rows),
  };
}

/** By month, in the order of the rows: the oldest first. */
function monthsOf(rows: readonly JudgedRow[]): JudgedMonth[] {
  const months = Map.groupBy(rows, (row) => row.month);
  return [...months].map(([month, group]) => ({ month, ...sumOf(group) }));
}

function sumOf(rows: readonly JudgedRow[]): Judged {
  const sum = { told: 0, useful: 0, expected: 0, wrong: 0 };
  for (const row of rows)
    for (const field of ["told", "useful", "expected", "wrong"] as const) sum[field] += row[field];
  return sum;
}

/** The first day of the month that lies `count` months before a day's. */
function monthBefore(day: string, count: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - count;
  const month = String((months % 12) + 1).padStart(2, "0");
  return startOfMonth(`${String(Math.floor(months / 12)).padStart(4, "0")}-${month}-01`);
}
