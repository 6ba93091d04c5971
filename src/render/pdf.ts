import { printDocument } from "./print/print-document.ts";
import { accountDocument } from "./report/account-report.ts";
import { backtestDocument } from "./report/backtest-report.ts";
import { portfolioDocument } from "./report/portfolio-report.ts";
import type { AccountReport, BacktestReport, PortfolioReport, Report } from "./report.ts";

/** The account report as PDF. Takes the thread for a fifth of a second: `createChartPainter().print` does it elsewhere. */
export async function renderAccountPdf(report: AccountReport): Promise<Uint8Array> {
  return printDocument(await accountDocument(report));
}

/** The portfolio report as PDF; as long as the account report. */
export async function renderPortfolioPdf(report: PortfolioReport): Promise<Uint8Array> {
  return printDocument(await portfolioDocument(report));
}

/** The report of a backtest as PDF. */
export async function renderBacktestPdf(report: BacktestReport): Promise<Uint8Array> {
  return printDocument(backtestDocument(report));
}

/** Any report as PDF. */
export function renderPdf(report: Report): Promise<Uint8Array> {
  switch (report.kind) {
    case "account":
      return renderAccountPdf(report);
    case "portfolio":
      return renderPortfolioPdf(report);
    case "backtest":
      return renderBacktestPdf(report);
  }
}
