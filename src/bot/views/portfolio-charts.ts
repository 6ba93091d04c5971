import type { AllAccountsChart, MoversChart, PortfolioRow } from "../../render/types.ts";
import type { AccountLine, Portfolio } from "../../results/accounts.ts";
import type { DigestChart, DigestFacts } from "../../results/digests.ts";
import { shortName, shownName } from "../../words/names.ts";
import { days, plural, signed } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { accountsIn, bandWords } from "../../words/status.ts";
import type { Part } from "../message.ts";
import { portfolioPath } from "./paths.ts";

/** Rows that an all-accounts chart can hold. */
const mostRows = 30;

/** The picture of a digest: who moved over 28 days, on Mondays over the week. None when nobody did. */
export function moversImage(digest: Pick<DigestFacts, "kind" | "chart" | "thresholds">): readonly Part[] {
  const { chart } = digest;
  if (chart === null || chart.rows.length === 0) return [];
  const windowDays = chart.windowDays ?? (digest.kind === "weekly" ? 7 : 28);
  const drawn: MoversChart = {
    kind: "movers",
    title: moversTitle(chart),
    windowDays,
    thresholds: digest.thresholds,
    rows: chart.rows.map((row) => ({ ...row, name: shownName(row.name) })),
    others: chart.others.map(({ moved, ...other }) => ({ ...other, moved: moved !== undefined })),
  };
  return [
    {
      part: "image",
      chart: drawn,
      alt: moversAlt(chart, windowDays),
      path: portfolioPath,
      label: "Open portfolio",
    },
  ];
}

/** "7 low or falling, 3 rising", those without a row as well: an account in a low band counts as low even while it rises. */
function moversTitle({ rows, others }: DigestChart): string {
  const without = (moved: DigestChart["others"][number]["moved"]) =>
    others.filter((other) => other.moved === moved).length;
  const low = rows.filter(isLowOrFalling).length + without("low-or-falling");
  const rising = rows.filter((row) => !isLowOrFalling(row) && changeOf(row) > 0).length + without("rising");
  const words = [
    ...(low > 0 ? [`${low} low or falling`] : []),
    ...(rising > 0 ? [`${rising} rising`] : []),
  ].join(", ");
  return words === "" ? "All steady" : words;
}

function moversAlt(chart: DigestChart, windowDays: number): string {
  const rows = chart.rows.map(
    (row) =>
      `${shortName(row.name, 40)} ${row.now}, ${bandWords[row.band]}${row.before === null ? "" : `, ${signed(changeOf(row))}`}`,
  );
  return `${moversTitle(chart)} in ${days(windowDays)}. ${rows.join("; ")}.${othersWords(chart)}`;
}

/** " 14 others, steady."; " 13 more, 25 steady." where some of them moved. */
function othersWords({ others }: DigestChart): string {
  const steady = others.filter(({ moved }) => moved === undefined).length;
  const more = others.length - steady;
  if (others.length === 0) return "";
  return more === 0 ? ` ${plural(steady, "other")}, steady.` : ` ${more} more, ${steady} steady.`;
}

/**
 * Every customer on one scale, lowest first; above 30 those that need somebody, then the lowest scores, the rest as ticks.
 */
export function allAccountsImage(portfolio: Portfolio): readonly Part[] {
  const { counts, thresholds } = portfolio;
  const lines = portfolio.lines.filter(({ signal }) => signal?.kind !== "left");
  const scored = [
    ...lines.filter(needsSomebody),
    ...lines.filter((line) => !needsSomebody(line)).sort(byScore),
  ]
    .map(rowOf)
    .filter((row) => row !== null);
  const rows = scored.slice(0, mostRows).toSorted((one, other) => one.now - other.now);
  if (rows.length < 2) return [];
  const others = scored.slice(mostRows).map(({ now, band }) => ({ now, band }));
  const unseen = Math.max(0, accountsIn({ ...counts, noData: 0 }) - scored.length);
  const title = allAccountsTitle(portfolio);
  const chart: AllAccountsChart = {
    kind: "all-accounts",
    title,
    thresholds,
    rows,
    others,
    undrawn: { scored: unseen, noData: counts.noData },
  };
  const low = rows.filter(({ band }) => band !== "healthy");
  const named = low
    .slice(0, 12)
    .map(({ name, now, band }) => `${shortName(name, 40)} ${now}, ${bandWords[band]}`);
  const unsaid = low.length > 12 ? `; ${low.length - 12} more` : "";
  const [lowest, highest] = [rows[0]?.now, rows.at(-1)?.now];
  const rest = [
    ...(others.length + unseen > 0 ? [`${others.length + unseen} more`] : []),
    ...(counts.noData > 0 ? [`${counts.noData} no data`] : []),
  ].join(", ");
  const alt = [
    `${title}.`,
    `Scores of ${plural(rows.length, "account")} from ${lowest} to ${highest}.`,
    ...(named.length > 0 ? [`${named.join("; ")}${unsaid}.`] : []),
    ...(rest === "" ? [] : [`${sentenceCase(rest)}.`]),
  ].join(" ");
  return [{ part: "image", chart, alt, path: portfolioPath, label: "Open portfolio" }];
}

function allAccountsTitle({ counts }: Portfolio): string {
  const low = [
    ...(counts.atRisk > 0 ? [`${counts.atRisk} at risk`] : []),
    ...(counts.watch > 0 ? [`${counts.watch} watch`] : []),
  ];
  return `${plural(accountsIn(counts), "account")}: ${low.length === 0 ? "none at risk" : low.join(", ")}`;
}

/** In a low band, or with an open alert: whoever else has a row has it for their score. */
function needsSomebody({ band, alert }: AccountLine): boolean {
  return alert !== null || band === "at-risk" || band === "watch";
}

function byScore(one: AccountLine, other: AccountLine): number {
  return (one.score ?? 0) - (other.score ?? 0);
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
