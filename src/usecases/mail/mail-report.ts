import type { PortfolioFilter } from "../../db/accounts/portfolio-query.ts";
import { writeAudit } from "../../db/audit.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { ExportFormat } from "../../export-formats.ts";
import type { Day } from "../../scoring/types.ts";
import { lastDayOf, requireAccount } from "../accounts/get-account.ts";
import { searchText } from "../accounts/search-text.ts";
import { rangeOf } from "../accounts/usage-range.ts";
import { requireStaff } from "../require-role.ts";
import { getReader } from "../tenants/get-reader.ts";
import { mailDelivery } from "./mail-delivery.ts";

/** Which report was asked for; made when it is sent, under the rights that its reader has then. */
export interface ReportFacts {
  /** Null: all accounts that the reader may see. */
  readonly accountId: string | null;
  readonly format: ExportFormat;
  /** As they were asked for; undefined: the usual thirteen weeks. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
  /** Of the portfolio: which accounts; undefined: all. */
  readonly filter?: PortfolioFilter | undefined;
  readonly search?: string | undefined;
}

/**
 * Mails a report to the acting member.
 * @returns to which address, and of which account
 * @throws AppError `not-found`, `bad-input` for a range that cannot be or where there is no mail, `not-allowed`
 * for a customer's own admin
 */
export async function mailReport(
  tx: TenantTx,
  input: ReportFacts & { readonly now: Date },
): Promise<{ readonly email: string; readonly accountName: string | null }> {
  const { accountId, format, now } = input;
  const reader = await getReader(tx);
  requireStaff(tx, "reports");
  const state = await readDataState(tx, now);
  const account = accountId === null ? null : await requireAccount(tx, accountId);
  if (account) rangeOf(input, { firstDay: account.firstDay, lastDay: lastDayOf(account, state) });
  const { memberId, email } = reader;
  const range = { ...(input.from ? { from: input.from } : {}), ...(input.to ? { to: input.to } : {}) };
  const search = searchText(input.search ?? "");
  const narrowed = {
    ...(input.filter && input.filter !== "all" ? { filter: input.filter } : {}),
    ...(search === "" ? {} : { search }),
  };
  const facts: ReportFacts = { accountId, format, ...range, ...(account ? {} : narrowed) };
  if (!(await mailDelivery(tx, { memberId, subjectKind: "report", facts, now }))) {
    throw new AppError("bad-input", "Mail isn't set up here. Ask for the file without “by mail”.");
  }
  await writeAudit(tx, {
    verb: "asked for report by mail",
    ...(account ? { accountId: account.id } : {}),
    detail: { format, ...range, ...(account ? {} : narrowed) },
    now,
  });
  return { email, accountName: account?.name ?? null };
}
