/** Which accounts a list shows. */
export type PortfolioFilter =
  | "all"
  | "needs-you"
  | "at-risk"
  | "watch"
  | "healthy"
  | "movers"
  | "renewal"
  | "no-data";

/** What a list is sorted by. `need`: who needs somebody first. */
export type PortfolioSort = "need" | "name" | "now" | "7d" | "28d" | "usage" | "owner";

/** What a page of a list is asked by. */
export interface PortfolioQuery {
  readonly now: Date;
  readonly filter: PortfolioFilter;
  /** What was typed; matched with the accounts' search names, or exactly with their external id. */
  readonly search: string;
  readonly sort: PortfolioSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}
