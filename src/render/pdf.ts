import { printDocument, type ReportDocument } from "./print/print-document.ts";
import { accountDocument } from "./report/account-report.ts";
import { backtestDocument } from "./report/backtest-report.ts";
import { portfolioDocument } from "./report/portfolio-report.ts";
import type { Report } from "./report.ts";

/** A report as PDF. Takes the thread for a fifth of a second: `createChartPainter().print` does it elsewhere. */
export async function renderPdf(report: Report): Promise<Uint8Array> {
  return printDocument(await documentOf(report));
}

function documentOf(report: Report): ReportDocument | Promise<ReportDocument> {
  switch (report.kind) {
    case "account":
      return accountDocument(report);
    case "portfolio":
      return portfolioDocument(report);
    case "backtest":
      return backtestDocument(report);
  }
}
