import type { AllAccountsChart, MoversChart, PortfolioRow } from "../../render/types.ts";
import type { AccountLine, Portfolio } from "../../results/accounts.ts";
import type { DigestChart, DigestFacts } from "../../results/digests.ts";
import { shortName, shownName } from "../../words/names.ts";
import { plural, signed } from "../../words/numbers.ts";
import { bandWords } from "../../words/status.ts";
import type { Part } from "../message.ts";
import { portfolioPath } from "./paths.ts";

/** Rows that an all-accounts chart can hold. */
const mostRows = 30;

/** The picture of a digest: who moved over 28 days (UX 3.3). None when nobody did. */
export function moversImage(digest: Pick<DigestFacts, "chart" | "thresholds">): readonly Part[] {
  const { chart } = digest;
  if (chart === null || chart.rows.length === 0) return [];
  const drawn: MoversChart = {
    kind: "movers",
    title: moversTitle(chart.rows),
    thresholds: digest.thresholds,
    rows: chart.rows.map((row) => ({ ...row, name: shownName(row.name) })),
    others: chart.others,
  };
  return [{ part: "image", chart: drawn, alt: moversAlt(chart), path: portfolioPath }];
}

/** "7 low or falling, 3 rising": an account in a low band counts as low even while it rises. */
function moversTitle(rows: readonly PortfolioRow[]): string {
  const low = rows.filter(isLowOrFalling).length;
  const rising = rows.filter((row) => !isLowOrFalling(row) && changeOf(row) > 0).length;
  const words = [
    ...(low > 0 ? [`${low} low or falling`] : []),
    ...(rising > 0 ? [`${rising} rising`] : []),
  ].join(", ");
  return words === "" ? "All steady" : words;
}

function moversAlt(chart: DigestChart): string {
  const rows = chart.rows.map(
    (row) =>
      `${shortName(row.name, 40)} ${row.now}, ${bandWords[row.band]}${row.before === null ? "" : `, ${signed(changeOf(row))}`}`,
  );
  const others = chart.others.length === 0 ? "" : ` ${plural(chart.others.length, "other")}, steady.`;
  return `${moversTitle(chart.rows)} in 28 days. ${rows.join("; ")}.${others}`;
}

/** Every account on one scale, lowest first; above 30 the ones that need most, the rest as ticks (UX 3.3). */
export function allAccountsImage(portfolio: Portfolio): readonly Part[] {
  const scored = portfolio.lines.flatMap((line) => {
    const row = rowOf(line);
    return row === null ? [] : [row];
  });
  const rows = scored.slice(0, mostRows).toSorted((one, other) => one.now - other.now);
  if (rows.length < 2) return [];
  const others = scored.slice(mostRows).map(({ now, band }) => ({ now, band }));
  const title = allAccountsTitle(portfolio);
  const chart: AllAccountsChart = {
    kind: "all-accounts",
    title,
    thresholds: portfolio.thresholds,
    rows,
    others,
  };
  const low = rows.filter(({ band }) => band !== "healthy");
  const named = low
    .slice(0, 12)
    .map(({ name, now, band }) => `${shortName(name, 40)} ${now}, ${bandWords[band]}`);
  const unsaid = low.length > 12 ? `; ${low.length - 12} more` : "";
  const [lowest, highest] = [rows[0]?.now, rows.at(-1)?.now];
  const alt = `${title}. Scores of ${plural(rows.length, "account")} from ${lowest} to ${highest}.${
    named.length > 0 ? ` ${named.join("; ")}${unsaid}.` : ""
  }`;
  return [{ part: "image", chart, alt, path: portfolioPath }];
}

function allAccountsTitle({ counts, total }: Portfolio): string {
  const low = [
    ...(counts.atRisk > 0 ? [`${counts.atRisk} at risk`] : []),
    ...(counts.watch > 0 ? [`${counts.watch} watch`] : []),
  ];
  return `${plural(total, "account")}: ${low.length === 0 ? "none at risk" : low.join(", ")}`;
}

function rowOf(line: AccountLine): PortfolioRow | null {
  if (line.score === null || line.band === null) return null;
  const before = line.change28d === null ? null : line.score - line.change28d;
  return { name: shownName(line.name), now: line.score, before, band: line.band };
}

function changeOf({ now, before }: PortfolioRow): number {
  return before === null ? 0 : now - before;
}

function isLowOrFalling(row: PortfolioRow): boolean {
  return row.band !== "healthy" || changeOf(row) < 0;
}
