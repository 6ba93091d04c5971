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

/** An account that other rules score than at the start of a window: what use moved in it, by the rules of its first day. */
export interface MovedByUse {
  readonly accountId: string;
  /** Whole points. */
  readonly points: number;
  /** Whether by those rules it would still stand in the band of then. */
  readonly keepsBand: boolean;
}

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
  /** For the movers alone: the accounts whose scores of now and of 7 days ago are by different rules. */
  readonly movedByUse: readonly MovedByUse[];
}
