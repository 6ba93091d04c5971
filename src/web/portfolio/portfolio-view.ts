import { exportPath } from "../../bot/views/paths.ts";
import type { ExportFormat } from "../../export-formats.ts";

/** What the portfolio shows, as its address says. */
export interface PortfolioView {
  readonly filter: "all" | "needs-you" | "at-risk" | "watch" | "healthy" | "movers" | "renewal" | "no-data";
  readonly search: string | undefined;
  readonly sort: "need" | "name" | "now" | "7d" | "28d" | "usage" | "owner";
  readonly descending: boolean;
  /** From 1. */
  readonly page: number;
}

/** Accounts a page. */
export const pageSize = 50;

const filters = ["all", "needs-you", "at-risk", "watch", "healthy", "movers", "renewal", "no-data"] as const;
const sorts = ["need", "name", "now", "7d", "28d", "usage", "owner"] as const;

/** Reads the address; what it cannot read falls back to the plain portfolio, so that an old link still opens. */
export function parsePortfolioView(query: Readonly<Record<string, string>>): PortfolioView {
  const search = query.search?.trim().slice(0, 100);
  const page = Number(query.page);
  return {
    filter: filters.find((filter) => filter === query.filter) ?? "all",
    search: search === "" ? undefined : search,
    sort: sorts.find((sort) => sort === query.sort) ?? "need",
    descending: query.order === "down",
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
  };
}

/** The address of a view; what is usual is left out. */
export function portfolioViewPath(view: PortfolioView): string {
  const query = new URLSearchParams();
  if (view.filter !== "all") query.set("filter", view.filter);
  if (view.search) query.set("search", view.search);
  if (view.sort !== "need") query.set("sort", view.sort);
  if (view.descending) query.set("order", "down");
  if (view.page > 1) query.set("page", String(view.page));
  const text = query.toString();
  return text === "" ? "/" : `/?${text}`;
}

/** Where the file of a view's accounts is: of all of them on every page, who needs somebody first. */
export function portfolioFilePath({ filter, search }: PortfolioView, format: ExportFormat): string {
  const view = portfolioViewPath({ filter, search, sort: "need", descending: false, page: 1 });
  return `${exportPath(null, format)}${view.slice(1)}`;
}
