import { readAccountsAsOf } from "../../db/accounts/account-history.ts";
import type { AccountRow } from "../../db/accounts/accounts.ts";
import { readAccountAlertFacts } from "../../db/alerts/alert-facts.ts";
import { writeAudit } from "../../db/audit.ts";
import { readMetricDays, readMetrics } from "../../db/metrics/metrics.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { type DataState, readDataState, stateAsOf } from "../../db/scores/data-state.ts";
import { readScorePoints, readUserDays } from "../../db/scores/series.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { ExportFormat } from "../../export-formats.ts";
import { windowDays } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { windowValue } from "../../scoring/metrics/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { dayIn } from "../../zones.ts";
import { cardOf } from "../accounts/account-card.ts";
import { lastDayOf, requireAccount } from "../accounts/get-account.ts";
import { type DayRange, rangeOf } from "../accounts/usage-range.ts";
import { alertFactsOf } from "../alerts/get-alert.ts";
import { readScoreChange } from "../explain/read-score-change.ts";
import { listAccountMetrics } from "../metrics/list-account-metrics.ts";
import { getReader } from "../tenants/get-reader.ts";
import { type AccountDays, accountCsvOf, partsOf } from "./account-days.ts";
import { accountReportOf } from "./account-report.ts";
import { accountWorkbookOf } from "./account-workbook.ts";
import { type ExportRequest, exportFileName } from "./make-export-file.ts";

/** An account over a range of days, as it is exported. */
interface Exported {
  readonly current: AccountRow;
  readonly state: DataState;
  readonly period: DayRange;
  /** Nobody said where it starts: what changed is then explained for the last 28 days. */
  readonly isUsual: boolean;
  readonly now: Date;
}

/**
 * What an export of one account over a range is made of: PDF, a report as of the range's last day; CSV, a row for every
 * scored day; XLSX, both and more, a tab each. Without a range, thirteen whole weeks that end on the data's day; what changed
 * the score is then explained for the last 28 days, else from the range's first day to its last.
 * @param input.publicUrl where the web view is, without a slash at its end: alerts in PDF and XLSX then say where they are
 * @param input.auditId of its audit row, where what was asked for once may be tried several times
 * @throws AppError `not-found`, `bad-input` for a range that cannot be
 */
export async function makeAccountExport(
  tx: TenantTx,
  input: {
    accountId: string;
    format: ExportFormat;
    from?: Day | undefined;
    to?: Day | undefined;
    now: Date;
    publicUrl?: string | undefined;
    auditId?: string | undefined;
  },
): Promise<ExportRequest> {
  const { format, now, publicUrl } = input;
  const state = await readDataState(tx, now);
  const current = await requireAccount(tx, input.accountId);
  const period = rangeOf(input, { firstDay: current.firstDay, lastDay: lastDayOf(current, state) });
  const fileName = exportFileName(current.name, period.to, format);
  await writeAudit(tx, {
    verb: "exported account",
    accountId: current.id,
    detail: { format, ...period },
    now,
    id: input.auditId,
  });
  const exported = { current, state, period, isUsual: input.from === undefined, now };
  const made = (document: ExportRequest["document"]): ExportRequest => ({ fileName, period, document });
  switch (format) {
    case "csv":
      return made({ format, text: accountCsvOf(await readDays(tx, exported), state.models) });
    case "pdf": {
      const { card, ...story } = await readStory(tx, exported);
      const tenant = await readTenantRules(tx);
      const metrics = await listAccountMetrics(tx, current.id, { weeks: card.series.weeks });
      const { forCustomer } = state;
      const facts = { tenant, period, ...story, metrics, publicUrl, forCustomer };
      return made({ format, report: accountReportOf(card, facts) });
    }
    case "xlsx": {
      const { card, ...story } = await readStory(tx, exported);
      const days = await readDays(tx, exported);
      const reader = await getReader(tx);
      const parts = partsOf(days, state.models);
      const facts = { reader, period, now, ...story, days, parts, publicUrl };
      return made({ format, workbook: accountWorkbookOf(card, facts) });
    }
    default:
      return format satisfies never;
  }
}

/** The account as it stood at the end of the range, what changed its score, and the alerts of the range. */
async function readStory(tx: TenantTx, { current, state, period, isUsual, now }: Exported) {
  const isPast = period.to < lastDayOf(current, state);
  const [then = current] = isPast ? await readAccountsAsOf(tx, [current.id], period.to) : [];
  const card = await cardOf(tx, then, isPast ? stateAsOf(state, period.to) : state, period);
  const alerts =
    tx.role === "viewer" ? null : await alertFactsOf(tx, await readAccountAlertFacts(tx, current.id));
  const from = isUsual ? addDays(period.to, -windowDays) : period.from;
  return {
    card,
    today: dayIn(now, state.zone),
    alerts: alerts?.filter(({ openedDay }) => openedDay >= period.from && openedDay <= period.to) ?? null,
    change: await readScoreChange(tx, then, state, { from, to: period.to, named: false }),
  };
}

/** The account's days of the range; metrics are not for the customer's own people. */
async function readDays(tx: TenantTx, { current, state, period }: Exported): Promise<AccountDays> {
  return {
    points: await readScorePoints(tx, current.id, period.from, period.to),
    used: await readUserDays(tx, current.id, period.from, period.to),
    metrics: state.forCustomer ? [] : await readMetricColumns(tx, current.id, period),
    forCustomer: state.forCustomer,
  };
}

async function readMetricColumns(
  tx: TenantTx,
  accountId: string,
  period: DayRange,
): Promise<AccountDays["metrics"]> {
  const metrics = await readMetrics(tx);
  const found = await readMetricDays(tx, accountId, period.from, period.to);
  return metrics.map((metric) => {
    const days = Map.groupBy(found.get(metric.id) ?? [], ({ day }) => day);
    return {
      head: metric.unit === "" ? metric.label : `${metric.label} (${metric.unit})`,
      kind: "number",
      cell: ({ day }) => windowValue(metric, metric.coverage, days.get(day) ?? [], day, day),
    };
  });
}
