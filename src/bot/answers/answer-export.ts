import type { TenantTx } from "../../db/with-tenant.ts";
import type { ExportFormat } from "../../export-formats.ts";
import type { Reader } from "../../results/reader.ts";
import { requireAccount } from "../../usecases/accounts/get-account.ts";
import { makeAccountExport } from "../../usecases/exports/make-account-export.ts";
import { makePortfolioExport } from "../../usecases/exports/make-portfolio-export.ts";
import { mailReport } from "../../usecases/mail/mail-report.ts";
import type { Message } from "../message.ts";
import { exportMakingMessage } from "../views/export.ts";
import { reportOnItsWayMessage } from "../views/report-mail.ts";
import type { Answer } from "./answer-kinds.ts";

/** Reads what an export of an account is made of; the surface makes the file. */
export async function exportAccount(
  tx: TenantTx,
  reader: Reader,
  input: { accountId: string; format: ExportFormat; now: Date; publicUrl: string | undefined },
): Promise<Answer> {
  const { accountId, format, now, publicUrl } = input;
  const request = await makeAccountExport(tx, { accountId, format, now, publicUrl });
  const { name } = await requireAccount(tx, accountId);
  const subject = { kind: "account", accountId, name } as const;
  const making = exportMakingMessage({ subject, format, ...request.period }, reader, { now });
  return { kind: "export", making, subject, format, request };
}

/** The same of all accounts that the asker may see. */
export async function exportPortfolio(
  tx: TenantTx,
  reader: Reader,
  input: { format: ExportFormat; now: Date },
): Promise<Answer> {
  const { format, now } = input;
  const request = await makePortfolioExport(tx, { format, now });
  const subject = { kind: "portfolio" } as const;
  const making = exportMakingMessage({ subject, format, ...request.period }, reader, { now });
  return { kind: "export", making, subject, format, request };
}

/** Has a report mailed to the asker, and says so. @param input.accountId null: of all accounts that they may see */
export async function mailedReport(
  tx: TenantTx,
  reader: Reader,
  input: { accountId: string | null; format: ExportFormat; now: Date },
): Promise<Message> {
  const { accountId, format, now } = input;
  const asked = await mailReport(tx, { accountId, format, now });
  return reportOnItsWayMessage({ ...asked, format }, reader);
}
