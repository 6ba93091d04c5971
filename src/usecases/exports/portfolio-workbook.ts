import type { ReportPeriod } from "../../render/report.ts";
import { listSheet } from "../../render/sheets/list-sheet.ts";
import type { Workbook } from "../../render/workbook.ts";
import type { Reader } from "../../results/reader.ts";
import type { RenewalFacts } from "../../results/renewals.ts";
import type { Day } from "../../scoring/types.ts";
import { plural } from "../../words/numbers.ts";
import { type Narrowed, narrowedWords } from "../../words/portfolio-filters.ts";
import { stakesLine } from "../../words/renewals.ts";
import { countWords } from "../../words/status.ts";
import { type ExportedAccount, portfolioParts, portfolioSheetColumns } from "./portfolio-columns.ts";

import { countsOf } from "./portfolio-report.ts";
import { healthWords, periodRows, workbookFooter, workbookFor } from "./reader-workbook.ts";

/** What a portfolio's workbook says beside the accounts. */
export interface PortfolioWorkbookInput {
  readonly reader: Reader;
  readonly period: ReportPeriod;
  readonly now: Date;
  readonly today: Day;
  readonly late: boolean;
  /** What is at risk and what renews; null for a past period, and where not all are shown. */
  readonly stakes: RenewalFacts | null;
  readonly narrowed: Narrowed;
}

/** A portfolio as a workbook: the accounts, those that need somebody first, and what the file is. */
export function portfolioWorkbookOf(
  accounts: readonly ExportedAccount[],
  { reader, period, now, today, late, stakes, narrowed }: PortfolioWorkbookInput,
): Workbook {
  const mine = reader.role === "manager" || reader.role === "viewer";
  const whose = mine ? `the accounts that ${reader.name} looks after` : "all accounts";
  const forCustomer = reader.role === "viewer";
  const stake = stakes === null ? "" : stakesLine(stakes);
  const what = `Portfolio: ${plural(accounts.length, "account")}`;
  const { printed, further } = portfolioSheetColumns(accounts, { today, forCustomer });
  return workbookFor(reader, {
    what,
    footer: workbookFooter(what, reader, period),
    now,
    sheets: [
      { ...listSheet("Portfolio", [...printed, ...further], accounts), printedColumns: printed.length },
    ],
    about: {
      filter: `${narrowedWords(narrowed) || "None"}: ${whose}, those that need somebody first`,
      further: [
        ...periodRows(period, late),
        ["Standing", countWords(countsOf(accounts.map(({ line }) => line)))],
        ...(stake === "" ? [] : ([["At stake", stake]] as const)),
      ],
      words: healthWords(portfolioParts(accounts)),
    },
  });
}
