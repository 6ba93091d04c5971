import { readAccountsAsOf } from "../../db/accounts/account-history.ts";
import { readAccountAlertFacts } from "../../db/alerts/alert-facts.ts";
import { writeAudit } from "../../db/audit.ts";
import { readMetricDays, readMetrics } from "../../db/metrics/metrics.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { readDataState, stateAsOf } from "../../db/scores/data-state.ts";
import { readScorePoints, readUserDays, type ScorePoint } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { type CsvColumn, toCsv } from "../../render/csv.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { windowValue } from "../../scoring/metrics/metrics.ts";
import type { ModelHistory } from "../../scoring/models/model-history.ts";
import { roundParts } from "../../scoring/score/score.ts";
import { type Day, partNames } from "../../scoring/types.ts";
import { partLabels } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { cardOf } from "../accounts/account-card.ts";
import { lastDayOf, requireAccount } from "../accounts/get-account.ts";
import { readScoreChange } from "../accounts/read-score-change.ts";
import { rangeOf } from "../accounts/usage-range.ts";
import { alertFactsOf } from "../alerts/get-alert.ts";
import { listAccountMetrics } from "../metrics/list-account-metrics.ts";
import { accountReportOf } from "./account-report.ts";
import { type ExportRequest, exportFileName } from "./make-export-file.ts";

/**
 * What an export of one account over a range is made of: PDF, a report as of the range's last day; CSV, a row for every
 * scored day. Without a range, thirteen whole weeks that end on the data's day; what changed the score is then explained for
 * the last 28 days, else from the range's first day to its last.
 * @param input.publicUrl where the web view is, without a slash at its end: alerts in the PDF then link to it
 * @throws AppError `not-found`, `bad-input` for a range that cannot be
 */
export async function makeAccountExport(
  tx: TenantTx,
  input: {
    accountId: string;
    format: "pdf" | "csv";
    from?: Day | undefined;
    to?: Day | undefined;
    now: Date;
    publicUrl?: string | undefined;
  },
): Promise<ExportRequest> {
  const state = await readDataState(tx, input.now);
  const current = await requireAccount(tx, input.accountId);
  const lastDay = lastDayOf(current, state);
  const period = rangeOf(input, { firstDay: current.firstDay, lastDay });
  const fileName = exportFileName(current.name, period.to, input.format);
  await writeAudit(tx, {
    verb: "exported account",
    accountId: current.id,
    detail: { format: input.format, ...period },
    now: input.now,
  });
  if (input.format === "csv") {
    const points = await readScorePoints(tx, current.id, period.from, period.to);
    const used = await readUserDays(tx, current.id, period.from, period.to);
    return {
      fileName,
      period,
      document: {
        format: "csv",
        text: csvOf(points, used, state.models, await metricColumns(tx, current.id, period)),
      },
    };
  }
  const isPast = period.to < lastDay;
  const [then = current] = isPast ? await readAccountsAsOf(tx, [current.id], period.to) : [];
  const card = await cardOf(tx, then, isPast ? stateAsOf(state, period.to) : state, period);
  const alerts = await alertFactsOf(tx, await readAccountAlertFacts(tx, current.id));
  const tenant = await readTenantRules(tx);
  const report = accountReportOf(card, {
    tenant,
    period,
    today: dayIn(tenant.zone, input.now),
    alerts:
      tx.role === "viewer"
        ? null
        : alerts.filter(({ openedDay }) => openedDay >= period.from && openedDay <= period.to),
    metrics: await listAccountMetrics(tx, current.id, { weeks: card.series.weeks }),
    change: await readScoreChange(tx, then, state, {
      from: input.from === undefined ? addDays(period.to, -windowDays) : period.from,
      to: period.to,
      named: false,
    }),
    publicUrl: input.publicUrl,
    forCustomer: tx.role === "viewer",
  });
  return { fileName, period, document: { format: "pdf", report } };
}

function csvOf(
  points: readonly ScorePoint[],
  used: readonly { day: Day; userDays: number }[],
  models: ModelHistory,
  metrics: readonly CsvColumn<{ readonly day: Day }>[],
): string {
  const userDays = new Map(used.map((entry) => [entry.day, entry.userDays]));
  const rows = points.map((point) => ({
    ...point,
    whole: roundParts(point.parts),
    used: userDays.get(point.day) ?? 0,
  }));
  const made = new Set(points.map((point) => models.rulesOf(point)));
  type Row = (typeof rows)[number];
  const columns: CsvColumn<Row>[] = [
    { head: "Day", cell: (row) => row.day },
    { head: "Health", cell: (row) => Math.round(row.score) },
    { head: "Band", cell: (row) => row.band },
    ...partNames
      .filter((part) => [...made].some(({ weights }) => weights[part] > 0))
      .map((part) => ({ head: partLabels[part], cell: (row: Row) => row.whole[part] ?? null })),
    { head: "User-days", cell: (row) => row.used },
    { head: "User-days in 28 days", cell: (row) => row.actual },
    { head: "Usual in 28 days", cell: (row) => (row.expected === null ? null : Math.round(row.expected)) },
    { head: "Users in 28 days", cell: (row) => row.users28 },
    { head: "Scoring version", cell: (row) => row.model },
    ...metrics,
  ];
  return toCsv(columns, rows);
}

/** A column for each metric of the tenant, with its value of the day; none for the customer's own people. */
async function metricColumns(
  tx: TenantTx,
  accountId: string,
  period: { readonly from: Day; readonly to: Day },
): Promise<CsvColumn<{ readonly day: Day }>[]> {
  if (tx.role === "viewer") return [];
  const metrics = await readMetrics(tx);
  const found = await readMetricDays(tx, accountId, period.from, period.to);
  return metrics.map((metric) => {
    const days = Map.groupBy(found.get(metric.id) ?? [], ({ day }) => day);
    return {
      head: metric.unit === "" ? metric.label : `${metric.label} (${metric.unit})`,
      cell: ({ day }) => windowValue(metric, metric.coverage, days.get(day) ?? [], day, day),
    };
  });
}
