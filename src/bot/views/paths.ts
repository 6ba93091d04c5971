import type { ExportFormat } from "../../export-formats.ts";

/** Where messages lead in the web view. Paths only: each surface puts its public URL before them. */
export const portfolioPath = "/";
/** The inbox. */
export const inboxPath = "/inbox";
/** Where a member sets when the digest comes. */
export const digestSettingsPath = "/settings/digest";
/** Where a member sets by which channels they are told, and when they want quiet. */
export const noticeSettingsPath = "/settings/notices";

/** The page that asks once before a message that did not get through is sent again. */
export function sendAgainPath(deliveryId: string): string {
  return `/settings/deliveries/${encodeURIComponent(deliveryId)}/again`;
}

/** Where the team's rules of alerts are; a portfolio's; an account's. */
export const alertRulesPath = "/settings/alerts";
/** The reader's own portfolio's. */
export const ownAlertRulesPath = `${alertRulesPath}/mine`;
/** How alerts were judged. */
export const alertReportPath = `${alertRulesPath}/report`;

/** The rules of one account's alerts. */
export function accountAlertRulesPath(accountId: string): string {
  return `${alertRulesPath}/accounts/${encodeURIComponent(accountId)}`;
}

/** What was seen and not told; of one account, if it is named. */
export function untoldPath(accountId?: string): string {
  const of = accountId === undefined ? "" : `?account=${encodeURIComponent(accountId)}`;
  return `${alertRulesPath}/untold${of}`;
}

/** The portfolio under a filter. */
export function portfolioFilterPath(
  filter: "all" | "needs-you" | "at-risk" | "watch" | "movers" | "renewal",
): string {
  return filter === "all" ? portfolioPath : `/?filter=${filter}`;
}

/** The portfolio searched by name. */
export function searchPath(query: string): string {
  return `/?search=${encodeURIComponent(query)}`;
}

/** An account's page. */
export function accountPath(accountId: string): string {
  return `/accounts/${encodeURIComponent(accountId)}`;
}

/** What changed an account's score between two days; without them, in 28 days. */
export function whyPath(
  accountId: string,
  range: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): string {
  const query = new URLSearchParams();
  if (range.from) query.set("from", range.from);
  if (range.to) query.set("to", range.to);
  return `${accountPath(accountId)}/why${query.size === 0 ? "" : `?${query}`}`;
}

/** The account's page at one of its alerts. */
export function alertPath(accountId: string, alertId: string): string {
  return `${accountPath(accountId)}#alert-${encodeURIComponent(alertId)}`;
}

/** The page that asks what a snooze or a resolution needs to know, where there are no modals. */
export function alertFormPath(alertId: string, form: "snooze" | "resolve"): string {
  return `/alerts/${encodeURIComponent(alertId)}/${form}`;
}

/** The page that says by which rule an alert was told. */
export function whyAlertPath(alertId: string): string {
  return `/alerts/${encodeURIComponent(alertId)}/why`;
}

/** The page that ends one kind of mail, for who holds the link. */
export function unsubscribePath(token: string): string {
  return `/mail/stop?token=${encodeURIComponent(token)}`;
}

/** The page that signs in; with a token, it asks once before it uses that up. */
export function signInPath(link?: { readonly token: string; readonly onward: string }): string {
  if (!link) return "/sign-in";
  const onward = link.onward === "/" ? "" : `&to=${encodeURIComponent(link.onward)}`;
  return `/sign-in?token=${encodeURIComponent(link.token)}${onward}`;
}

/** Where a report is downloaded. @param accountId null: the portfolio's */
export function exportPath(
  accountId: string | null,
  format: ExportFormat,
  range?: { readonly from?: string | undefined; readonly to?: string | undefined },
): string {
  const query = new URLSearchParams();
  if (range?.from) query.set("from", range.from);
  if (range?.to) query.set("to", range.to);
  const file =
    accountId === null
      ? `/exports/portfolio/portfolio.${format}`
      : `/exports/accounts/${encodeURIComponent(accountId)}/account.${format}`;
  return query.size === 0 ? file : `${file}?${query}`;
}
