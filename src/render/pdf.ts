import pdfmake from "pdfmake";
import type { TDocumentDefinitions } from "pdfmake/interfaces.js";
import { fontFamily, fontFile } from "./fonts/fonts.ts";
import { accountDocument } from "./report/account-report.ts";
import { backtestDocument } from "./report/backtest-report.ts";
import { portfolioDocument } from "./report/portfolio-report.ts";
import type { AccountReport, BacktestReport, PortfolioReport, Report } from "./report.ts";

/** The account report as PDF. Takes the thread for a fifth of a second: `createChartPainter().print` does it elsewhere. */
export async function renderAccountPdf(report: AccountReport): Promise<Uint8Array> {
  return printed(await accountDocument(report));
}

/** The portfolio report as PDF; as long as the account report. */
export async function renderPortfolioPdf(report: PortfolioReport): Promise<Uint8Array> {
  return printed(await portfolioDocument(report));
}

/** The report of a backtest as PDF. */
export async function renderBacktestPdf(report: BacktestReport): Promise<Uint8Array> {
  return printed(backtestDocument(report));
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

const [regular, semiBold] = [fontFile(400), fontFile(600)];
pdfmake.setFonts({
  [fontFamily]: { normal: regular, bold: semiBold, italics: regular, bolditalics: semiBold },
});
// A document holds only what is in its report: it fetches nothing and reads no file but the fonts.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path === regular || path === semiBold);

async function printed(document: TDocumentDefinitions): Promise<Uint8Array> {
  return new Uint8Array(await pdfmake.createPdf(document).getBuffer());
}
