import { sql } from "kysely";
import type { DataState } from "../scores/data-state.ts";
import type { TenantTx } from "../with-tenant.ts";
import { listed } from "./listed.ts";
import type { PortfolioQuery } from "./portfolio-query.ts";
import { onDayOf } from "./standing-lines.ts";

/** How many accounts there are, over all that the asker may see, whatever the filter; `matching`: that match it. */
export interface PortfolioCounts {
  readonly matching: number;
  readonly total: number;
  readonly needYou: number;
  readonly atRisk: number;
  readonly watch: number;
  readonly healthy: number;
  readonly noData: number;
  /** That renew within 90 days, by band. */
  readonly renewals: Readonly<Record<"atRisk" | "watch" | "healthy" | "noData", number>>;
  /** The contract values of those at risk, where they are known, that of most accounts first. */
  readonly stakes: readonly StakeSum[];
}

/** The contract values of one currency ("" where nobody said which): their sum, and of how many accounts it is. */
export interface StakeSum {
  readonly amount: number;
  readonly currency: string;
  readonly accounts: number;
}

/** The accounts of a page in order, and counts over all of them, in one statement. */
export async function readPortfolioPage(
  tx: TenantTx,
  state: DataState,
  query: PortfolioQuery,
): Promise<PortfolioCounts & { readonly accountIds: readonly string[] }> {
  const result = await sql<PortfolioCounts & { accountIds: string[] | null }>`
    with ${listed(tx, onDayOf(state), query)}
    select counted.*, (select array_agg(id order by place) from page) as "accountIds" from counted`.execute(
    tx.db,
  );
  const [row] = result.rows;
  if (!row) throw new Error("An aggregate without a row.");
  return { ...row, accountIds: row.accountIds ?? [] };
}
