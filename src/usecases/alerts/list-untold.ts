import { readAlertAccounts } from "../../db/alerts/alert-rules.ts";
import { readUntoldLog, type UntoldRow } from "../../db/alerts/untold-log.ts";
import { writeAudit } from "../../db/audit.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { NotTold, UntoldLine, UntoldPage } from "../../results/untold.ts";
import { requireStaff } from "../require-role.ts";

/** Lines a page shows. */
export const untoldPageSize = 50;

/** Reasons as one asks for them. */
export const untoldFilters = {
  rule: ["kind-off", "segment", "value", "muted", "threshold"],
  waiting: ["outage", "check", "quiet-hours"],
  merged: ["merged", "summary"],
  withdrawn: ["withdrawn"],
} as const satisfies Record<string, readonly NotTold[]>;

/** What is asked for. */
export interface UntoldQuery {
  readonly accountId?: string | undefined;
  readonly why?: keyof typeof untoldFilters | undefined;
}

/**
 * What was seen and not told by itself, with the reason, newest first: of the accounts that the asker may see.
 * @throws AppError `not-allowed` for a customer's own admin; `not-found` for an account that the asker may not see
 */
export async function listUntold(
  tx: TenantTx,
  input: UntoldQuery & { readonly page?: number; readonly now: Date },
): Promise<UntoldPage> {
  requireStaff(tx, "alerts");
  const { accountId, why, now } = input;
  const [account] =
    accountId === undefined ? [] : isId(accountId) ? await readAlertAccounts(tx, [accountId]) : [];
  if (accountId !== undefined && !account) throw notFound("account");
  const page = Math.max(1, Math.trunc(input.page ?? 1));
  const rows = await readUntoldLog(
    tx,
    { accountId: account?.id ?? null, whys: why === undefined ? null : untoldFilters[why] },
    { limit: untoldPageSize, offset: (page - 1) * untoldPageSize },
  );
  await writeAudit(tx, {
    verb: "looked at untold signals",
    ...(account ? { accountId: account.id } : {}),
    detail: { why: why ?? null, page },
    now,
  });
  return {
    lines: rows.map(lineOf),
    matching: rows[0]?.matching ?? 0,
    page,
    account: account ? { id: account.id, name: account.name } : null,
  };
}

function lineOf(row: UntoldRow): UntoldLine {
  return {
    id: row.id,
    account: { id: row.accountId, name: row.accountName },
    kind: row.kind,
    at: row.at.toISOString(),
    why: row.why,
    scope: row.scope,
    opening: row.opening,
    members: row.members,
    alertId: row.alertId,
    ended: row.endedHow === null || row.endedDay === null ? null : { how: row.endedHow, day: row.endedDay },
    until: row.until?.toISOString() ?? null,
  };
}
