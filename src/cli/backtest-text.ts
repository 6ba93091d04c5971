import type { BacktestFindings } from "../results/backtest.ts";
import type { AlertTable } from "../scoring/backtest/alert-table.ts";
import { baselineNames } from "../scoring/backtest/baselines.ts";
import { injectionNames } from "../scoring/backtest/injections.ts";
import type { Verdict } from "../scoring/backtest/verdict.ts";
import { aboutBacktest, alertNames, injectedNames, scorerNames } from "../words/backtest.ts";
import {
  againstReview,
  decimals,
  drawnBetween,
  inDays,
  inPercent,
  measures,
} from "../words/backtest-figures.ts";
import { count } from "../words/numbers.ts";
import { bandWords } from "../words/status.ts";

/** A backtest as lines of text: tables in columns, for a terminal. */
export function backtestText(source: string, findings: BacktestFindings): string[] {
  return [
    ...aboutBacktest(source, findings),
    "",
    ...verdictLines(findings),
    "",
    ...bandLines(findings),
    "",
    ...alertLines(findings),
    "",
    ...injectedLines(findings),
  ];
}

function verdictLines(findings: BacktestFindings): string[] {
  const scorers = (["health", ...baselineNames] as const).map((scorer) => ({
    name: scorerNames[scorer],
    ...(scorer === "health" ? findings : findings.baselines[scorer]),
  }));
  const row = (name: string, label: string, { rows, accounts, base, ...verdict }: Verdict) => [
    `${name.padEnd(14)}${label}`,
    count(rows),
    count(accounts),
    decimals(base, 3),
    ...measures.map(([measure]) => decimals(verdict[measure], 3)),
  ];
  const drawn = (label: string, intervals: Verdict["intervals"] = {}) => {
    const known = measures.filter(([measure]) => intervals[measure]);
    const between = known.map(([measure, name]) => `${name} ${drawnBetween(intervals, measure)}`);
    return known.length === 0 ? [] : [`  95% of draws of accounts, ${label}: ${between.join(", ")}`];
  };
  return [
    ...inColumns([
      [`${"scorer".padEnd(14)}label`, "rows", "accounts", "base", ...measures.map(([, name]) => name)],
      ...scorers.map(({ name, lapse }) => row(name, "lapse", lapse)),
      ...scorers.flatMap(({ name, decline }) => (decline ? [row(name, "decline", decline)] : [])),
    ]),
    ...drawn("lapse", findings.lapse.intervals),
    ...drawn("decline", findings.decline?.intervals),
  ];
}

function bandLines({ bands, decline }: BacktestFindings): string[] {
  return inColumns([
    ["band", "rows", "lapsed", ...(decline ? ["declined"] : [])],
    ...bands.map(({ band, rows, lapseRate, declineRate }) => [
      bandWords[band],
      count(rows),
      inPercent(lapseRate),
      ...(decline ? [inPercent(declineRate)] : []),
    ]),
  ]);
}

function alertLines({ alerts, alertsByKind }: BacktestFindings): string[] {
  const row = (name: string, table: AlertTable) => [
    name,
    count(table.sent),
    decimals(table.falsePerQuarter, 3),
    inPercent(table.precision),
    inPercent(table.caught),
    inDays(table.meanDelay),
    againstReview(table),
  ];
  return [
    `Alerts as sent: ${count(alerts.accountDays)} days of ${count(alerts.accounts)} accounts, ${count(alerts.declines)} lasting declines`,
    ...inColumns([
      ["alerts", "sent", "false*", "precise", "caught", "delay", "than a review"],
      row(alertNames.all, alerts),
      row(alertNames.drop, alertsByKind.drop),
      row(alertNames.silence, alertsByKind.silence),
      row(alertNames["band-change"], alertsByKind["band-change"]),
    ]),
    "* per account and quarter; a delay counts from the decline, a miss as 91 days; the review is every 28 days",
  ];
}

function injectedLines({ injected }: BacktestFindings): string[] {
  return inColumns([
    ["use cut", "places", "caught", "median"],
    ...injectionNames.map((name) => {
      const { sites, caught, medianDays } = injected[name];
      return [injectedNames[name], count(sites), inPercent(caught), inDays(medianDays, 0)];
    }),
  ]);
}

/** Names of one width, so that all tables stand in the same columns; figures end in line. */
const nameWidth = 23;
const figureWidth = 9;
const gap = 2;

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(figureWidth, ...rows.map((row) => (row[column] ?? "").length + gap)),
  );
  return rows.map(([name = "", ...cells]) => {
    const figures = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? figureWidth));
    return `${name.padEnd(nameWidth)}${figures.join("")}`;
  });
}
