import { readStandings } from "../../db/accounts/standings.ts";
import { readDataState } from "../../db/scores/data-state.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import type { AccountStanding, Portfolio } from "../../results/accounts.ts";
import type { Stakes } from "../../results/renewals.ts";
import { standingOf } from "./account-line.ts";
import { atRiskOf } from "./get-renewals.ts";
import { type ListAccountsInput, lookOf, portfolioOf, portfolioQuery, withMoves } from "./list-accounts.ts";

/** What a page that shows a list needs. */
export interface PortfolioLook {
  readonly portfolio: Portfolio<AccountStanding>;
  /** None for a customer's people. */
  readonly stakes: Stakes;
  /** Messages in the reader's inbox that they have not read. */
  readonly unread: number;
}

/**
 * The same list as `listAccounts`, of accounts at a glance, without their causes, and what a page shows beside it. For who
 * looks often: all of it, with its row in the audit log, is one statement (of movers, three).
 * @throws AppError `bad-input` when page or page size is no whole number in range
 */
export async function lookAtPortfolio(tx: TenantTx, input: ListAccountsInput): Promise<PortfolioLook> {
  const asked = portfolioQuery(input);
  const query =
    asked.filter === "movers" ? await withMoves(tx, asked, await readDataState(tx, input.now)) : asked;
  const { state, counts, rows, unread } = await readStandings(tx, query, lookOf(input));
  const lines = rows.map((row) => standingOf(row, state));
  const isStaff = tx.role !== "viewer";
  return {
    portfolio: await portfolioOf(tx, { state, counts, rows, lines }),
    stakes: {
      atRisk: isStaff
        ? atRiskOf(
            counts.stakes.map(({ amount, currency }) => ({ amount, currency })),
            counts.stakes.reduce((sum, { accounts }) => sum + accounts, 0),
            counts.atRisk,
          )
        : atRiskOf([], 0, 0),
      renewals: isStaff ? counts.renewals : { atRisk: 0, watch: 0, healthy: 0, noData: 0 },
    },
    unread,
  };
}
