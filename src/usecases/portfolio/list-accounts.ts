import { readAccounts } from "../../db/accounts/accounts.ts";
import { type PortfolioCounts, readPortfolioPage } from "../../db/accounts/portfolio.ts";
import type { PortfolioFilter, PortfolioQuery, PortfolioSort } from "../../db/accounts/portfolio-query.ts";
import { type AuditEntry, writeAudit } from "../../db/audit.ts";
import { type DataState, readDataState } from "../../db/scores/data-state.ts";
import { countWaiting } from "../../db/usage/events.ts";
import type { TenantTx } from "../../db/with-tenant.ts";
import { AppError } from "../../errors.ts";
import type { AccountStanding, Portfolio } from "../../results/accounts.ts";
import { searchText } from "../accounts/search-text.ts";
import { lateDataOf, lineOf } from "./account-line.ts";
import { readMovedByUse } from "./moved-by-use.ts";
import { shownThresholds } from "./shown-thresholds.ts";

/** Accounts that a page may have at most, far above any portfolio: what a digest or a shared list looks at is all of it. */
export const wholePortfolio = 5_000;

/** What a list shows. */
export interface ListAccountsInput {
  readonly now: Date;
  /** Default: all. */
  readonly filter?: PortfolioFilter | undefined;
  /** Part of a name, or an external id; accents, case and legal forms do not matter. */
  readonly search?: string | undefined;
  /** Default: need, who needs somebody first. */
  readonly sort?: PortfolioSort | undefined;
  readonly descending?: boolean | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  /** Default: 50. At most 5,000. */
  readonly pageSize?: number | undefined;
}

/**
 * One page of the accounts that the asker may see; counts are over all of them, whatever the filter. "Need you" counts
 * accounts, so that it equals the lines that a reader counts.
 * @throws AppError `bad-input` when page or page size is no whole number in range
 */
export async function listAccounts(tx: TenantTx, input: ListAccountsInput): Promise<Portfolio> {
  const asked = portfolioQuery(input);
  const state = await readDataState(tx, input.now);
  const query = asked.filter === "movers" ? await withMoves(tx, asked, state) : asked;
  const { accountIds, ...counts } = await readPortfolioPage(tx, state, query);
  const rows = await readAccounts(tx, accountIds);
  const lines = rows.map((row) => lineOf(row, state));
  await writeAudit(tx, lookOf(input, lines.length));
  return portfolioOf(tx, { state, counts, rows, lines });
}

/** What a list is asked by, with what is usual filled in. @throws AppError `bad-input` as `listAccounts` */
export function portfolioQuery(input: ListAccountsInput): PortfolioQuery {
  const { filter = "all", sort = "need", page = 1, pageSize = 50 } = input;
  requireWhole(page, "page", 1_000_000);
  requireWhole(pageSize, "pageSize", wholePortfolio);
  return {
    now: input.now,
    filter,
    search: searchText(input.search ?? ""),
    sort,
    descending: input.descending ?? false,
    offset: (page - 1) * pageSize,
    limit: pageSize,
    movedByUse: [],
  };
}

/** The same, of movers, with what use moved where a change of the rules moved more. */
export async function withMoves(
  tx: TenantTx,
  query: PortfolioQuery,
  { models }: DataState,
): Promise<PortfolioQuery> {
  return { ...query, movedByUse: await readMovedByUse(tx, models, 7) };
}

/** What the audit log keeps of a look at a list. @param shown lines; undefined: the statement that looks adds it */
export function lookOf(input: ListAccountsInput, shown?: number): AuditEntry {
  const { filter = "all", page = 1, now } = input;
  const detail = { filter, page, ...(shown === undefined ? {} : { shown }) };
  return { verb: "looked at portfolio", detail, now };
}

/**
 * What every list of accounts has around its lines: how current it is, and its counts.
 * @param found.rows what the lines are made of
 */
export async function portfolioOf<Line extends AccountStanding>(
  tx: TenantTx,
  found: {
    readonly state: DataState;
    readonly counts: PortfolioCounts;
    readonly rows: Parameters<typeof shownThresholds>[0];
    readonly lines: readonly Line[];
  },
): Promise<Portfolio<Line>> {
  const { state, rows, lines } = found;
  const { matching, total, needYou, atRisk, watch, healthy, noData } = found.counts;
  return {
    scope: tx.role === "manager" || tx.role === "viewer" ? "mine" : "all",
    dataDay: state.dataDay,
    scoredAt: state.scoredAt?.toISOString() ?? null,
    thresholds: shownThresholds(rows, state.models),
    counts: { atRisk, watch, healthy, noData },
    needYou,
    total,
    matching,
    lines,
    late: lateDataOf(state),
    waitingEvents: tx.role === "admin" || tx.role === "system" ? await countWaiting(tx) : 0,
  };
}

function requireWhole(value: number, field: string, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw new AppError(
    "bad-input",
    `The ${field === "page" ? "page" : "page size"} must be a whole number from 1 to ${max}.`,
    {
      detail: { field },
    },
  );
}
