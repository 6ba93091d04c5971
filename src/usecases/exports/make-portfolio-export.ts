import { readAccountsAsOf, readScoresOn } from "../../db/accounts/account-history.ts";
import { readAccounts } from "../../db/accounts/accounts.ts";
import { readPortfolioPage } from "../../db/accounts/portfolio.ts";
import type { PortfolioFilter } from "../../db/accounts/portfolio-query.ts";
import { writeAudit } from "../../db/audit.ts";
import { readTenantRules } from "../../db/people/tenants.ts";
import { type DataState, readDataState, stateAsOf } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { ExportFormat } from "../../export-formats.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { narrowedWords } from "../../words/portfolio-filters.ts";
import { dayIn } from "../../zones.ts";
import { searchText } from "../accounts/search-text.ts";
import { rangeOf } from "../accounts/usage-range.ts";
import { lineOf, partLinesOf } from "../portfolio/account-line.ts";
import { getRenewals } from "../portfolio/get-renewals.ts";
import { readMovedByUse } from "../portfolio/moved-by-use.ts";
import { getReader } from "../tenants/get-reader.ts";
import { type ExportRequest, exportFileName } from "./make-export-file.ts";
import type { ExportedAccount } from "./portfolio-columns.ts";
import { portfolioCsvOf, portfolioReportOf } from "./portfolio-report.ts";
import { portfolioWorkbookOf } from "./portfolio-workbook.ts";

/** Accounts in one file at most. */
const maxAccounts = 10_000;

/**
 * What an export of the accounts that the asker may see is made of: how each stood at the end of the range, and how it
 * changed since its start. Without a range, thirteen whole weeks that end on the data's day.
 * @param input.filter which accounts, as they stand now; default: all. The file says so
 * @param input.search part of a name, as in `listAccounts`
 * @param input.auditId of its audit row, where what was asked for once may be tried several times
 * @throws AppError `bad-input` for a range that cannot be
 */
export async function makePortfolioExport(
  tx: TenantTx,
  input: {
    format: ExportFormat;
    from?: Day | undefined;
    to?: Day | undefined;
    filter?: PortfolioFilter | undefined;
    search?: string | undefined;
    now: Date;
    auditId?: string | undefined;
  },
): Promise<ExportRequest> {
  const state = await readDataState(tx, input.now);
  const lastDay = state.dataDay ?? addDays(state.today, -1);
  const period = rangeOf(input, { firstDay: null, lastDay });
  const tenant = await readTenantRules(tx);
  const isMine = tx.role === "manager" || tx.role === "viewer";
  const memberName = isMine ? (await getReader(tx)).name : "All accounts";
  const narrowed = { filter: input.filter ?? "all", search: searchText(input.search ?? "") };
  const { accounts, total } = await readExported(tx, state, input.now, period, narrowed);
  const isAll = narrowedWords(narrowed) === "";
  await writeAudit(tx, {
    verb: "exported portfolio",
    detail: { format: input.format, ...period, ...(isAll ? {} : narrowed), accounts: accounts.length },
    now: input.now,
    id: input.auditId,
  });
  const today = dayIn(input.now, tenant.zone);
  const isCurrent = period.to >= lastDay;
  const stakes = isCurrent && isAll ? await getRenewals(tx, { now: input.now }) : null;
  const made = (document: ExportRequest["document"]): ExportRequest => ({
    fileName: exportFileName("Portfolio", period.to, input.format),
    period,
    document,
  });
  switch (input.format) {
    case "csv": {
      const forCustomer = tx.role === "viewer";
      return made({ format: "csv", text: portfolioCsvOf(accounts, { today, forCustomer }) });
    }
    case "pdf": {
      const report = portfolioReportOf(accounts, {
        tenant,
        memberName,
        period,
        today,
        stakes,
        narrowed,
        total,
      });
      return made({ format: "pdf", report });
    }
    case "xlsx": {
      const reader = await getReader(tx);
      const late = isCurrent && state.outage !== null;
      const facts = { reader, period, now: input.now, today, late, stakes, narrowed };
      return made({ format: "xlsx", workbook: portfolioWorkbookOf(accounts, facts) });
    }
    default:
      return input.format satisfies never;
  }
}

/** The accounts at the end of the period, who needs somebody first; what each was at its start. `total`: not narrowed. */
async function readExported(
  tx: TenantTx,
  state: DataState,
  now: Date,
  period: { from: Day; to: Day },
  narrowed: { readonly filter: PortfolioFilter; readonly search: string },
): Promise<{ readonly accounts: ExportedAccount[]; readonly total: number }> {
  const { accountIds, total } = await readPortfolioPage(tx, state, {
    now,
    ...narrowed,
    sort: "need",
    descending: false,
    offset: 0,
    limit: maxAccounts,
    movedByUse: narrowed.filter === "movers" ? await readMovedByUse(tx, state.models, 7) : [],
  });
  const isPast = state.dataDay !== null && period.to < state.dataDay;
  const rows = isPast
    ? await readAccountsAsOf(tx, accountIds, period.to)
    : await readAccounts(tx, accountIds);
  const starts = await readScoresOn(tx, accountIds, [period.from]);
  const then = isPast ? stateAsOf(state, period.to) : state;
  const accounts = rows.map((row) => {
    const start = starts.get(`${row.id} ${period.from}`);
    return {
      row,
      line: lineOf(row, then, 28),
      parts: partLinesOf(row, then),
      scoreAtStart: start ? Math.round(start.score) : null,
    };
  });
  return { accounts, total };
}
