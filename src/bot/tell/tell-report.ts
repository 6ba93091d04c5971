import type { TenantTx } from "../../db/with-tenant.ts";
import type { Reader } from "../../results/reader.ts";
import { requireAccount } from "../../usecases/accounts/get-account.ts";
import { makeAccountExport } from "../../usecases/exports/make-account-export.ts";
import { makePortfolioExport } from "../../usecases/exports/make-portfolio-export.ts";
import type { ReportFacts } from "../../usecases/mail/mail-report.ts";
import { reportMailMessage } from "../views/report-mail.ts";
import type { Told } from "./told.ts";

/**
 * A report as it was asked for by mail, read in the moment it is sent, under its reader's rights; the sender makes the file.
 * @throws AppError `not-found` when the reader may not see the account (any more), `bad-input` for a range that cannot be any more
 */
export async function tellReport(
  tx: TenantTx,
  { id, facts: asked }: { readonly id: string; readonly facts: unknown },
  reader: Reader,
  { now, publicUrl }: { readonly now: Date; readonly publicUrl: string | undefined },
): Promise<Told> {
  const { accountId, format, from, to, filter, search } = asked as ReportFacts;
  // However often the mail is tried, it is one export.
  const auditId = id;
  const account = accountId === null ? null : await requireAccount(tx, accountId);
  const request =
    accountId === null
      ? await makePortfolioExport(tx, { format, from, to, filter, search, now, auditId })
      : await makeAccountExport(tx, { accountId, format, from, to, now, publicUrl, auditId });
  const report = { account, format, fileName: request.fileName, ...request.period };
  return {
    message: reportMailMessage(report, reader, { now, attached: true }),
    version: undefined,
    report: { request, tooLarge: reportMailMessage(report, reader, { now, attached: false }) },
  };
}
