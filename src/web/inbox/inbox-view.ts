import type { InboxFilter } from "../../usecases/inbox/list-inbox.ts";

/** What the inbox shows, as its address says. */
export interface InboxView {
  readonly filter: InboxFilter;
  /** From 1. */
  readonly page: number;
  /** The delivery that is open beside the list. */
  readonly item?: string | undefined;
}

const filters = ["open", "snoozed", "resolved", "all"] as const;

/** Reads the address; what it cannot read falls back to what is open. */
export function parseInboxView(query: Readonly<Record<string, string>>): InboxView {
  const page = Number(query.page);
  return {
    filter: filters.find((filter) => filter === query.show) ?? "open",
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    item: query.item,
  };
}

/** The address of a view; what is usual is left out. */
export function inboxViewPath(view: InboxView): string {
  const query = new URLSearchParams();
  if (view.filter !== "open") query.set("show", view.filter);
  if (view.page > 1) query.set("page", String(view.page));
  if (view.item !== undefined) query.set("item", view.item);
  const text = query.toString();
  return text === "" ? "/inbox" : `/inbox?${text}`;
}
