import { type AccountRow, readAccounts } from "../../db/accounts/accounts.ts";
import { writeAudit } from "../../db/audit.ts";
import { type DataState, readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { notFound } from "../../errors.ts";
import { isId } from "../../ids.ts";
import type { AccountCard } from "../../results/accounts.ts";
import { addDays } from "../../scoring/days.ts";
import type { Day } from "../../scoring/types.ts";
import { cardOf } from "./account-card.ts";
import { rangeOf } from "./usage-range.ts";

/** Which account over which range; without one, thirteen whole weeks that end on the data's day. */
export interface GetAccountInput {
  readonly now: Date;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

/**
 * An account as its card and page show it.
 * @throws AppError `not-found` when there is none that the asker may see, `bad-input` for a range that cannot be
 */
export async function getAccount(
  tx: TenantTx,
  accountId: string,
  input: GetAccountInput,
): Promise<AccountCard> {
  const state = await readDataState(tx, input.now);
  const row = await requireAccount(tx, accountId);
  const range = rangeOf(input, { firstDay: row.firstDay, lastDay: lastDayOf(row, state) });
  await writeAudit(tx, {
    verb: "looked at account",
    accountId: row.id,
    detail: { ...range },
    now: input.now,
  });
  return cardOf(tx, row, state, range);
}

/**
 * The account of an id, as it stands now.
 * @throws AppError `not-found` when there is none that the asker may see
 */
export async function requireAccount(tx: TenantTx, accountId: string): Promise<AccountRow> {
  const [row] = isId(accountId) ? await readAccounts(tx, [accountId]) : [];
  if (!row) throw notFound("account");
  return row;
}

/** Where the figures end: the account's last final day, or yesterday while there is none. */
export function lastDayOf(row: AccountRow, state: DataState): Day {
  return row.latest?.day ?? state.dataDay ?? addDays(state.today, -1);
}
