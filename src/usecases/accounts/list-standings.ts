import { readStandings } from "../../db/accounts/standings.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountStanding, Portfolio } from "../results/accounts.ts";
import { standingOf } from "./account-line.ts";
import { type ListAccountsInput, listed } from "./list-accounts.ts";

/**
 * The same list as `listAccounts`, of accounts at a glance, without their causes: a third of the statements' work. For a
 * page that shows figures and no sentences.
 * @throws AppError `bad-input` when page or page size is no whole number in range
 */
export function listStandings(tx: TenantTx, input: ListAccountsInput): Promise<Portfolio<AccountStanding>> {
  return listed(tx, input, async (state, query) => {
    const { counts, rows } = await readStandings(tx, state, query);
    return { counts, lines: rows.map((row) => standingOf(row, state)) };
  });
}
