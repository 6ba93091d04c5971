import type { BacktestFindings } from "../results/backtest.ts";
import type { AlertTable } from "../scoring/backtest/alert-table.ts";
import { type BaselineName, baselineNames } from "../scoring/backtest/baselines.ts";
import type { Interval } from "../scoring/backtest/bootstrap.ts";
import { injectionNames } from "../scoring/backtest/injections.ts";
import type { Verdict } from "../scoring/backtest/verdict.ts";
import { aboutBacktest, alertNames, injectedNames, scorerNames } from "../words/backtest.ts";
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

const measures = [
  ["auc", "AUC"],
  ["ap", "AP"],
  ["p10", "P@10%"],
] as const;

function verdictLines(findings: BacktestFindings): string[] {
  const line = (
    scorer: BaselineName | "health",
    label: string,
    { rows, accounts, base, ...verdict }: Verdict,
  ) =>
    columns(
      scorerNames[scorer],
      14,
      label,
      9,
      [number(rows), number(accounts), share(base)],
      [share(verdict.auc), share(verdict.ap), share(verdict.p10)],
    );
  const within = (label: string, intervals: Verdict["intervals"]) => {
    const known = measures.flatMap(([measure, name]) => {
      const interval = intervals?.[measure];
      return interval ? [`${name} ${span(interval)}`] : [];
    });
    return known.length === 0 ? [] : [`  95% of draws of accounts, ${label}: ${known.join(", ")}`];
  };
  const all = (["health", ...baselineNames] as const).map((scorer) => ({
    scorer,
    ...(scorer === "health" ? findings : findings.baselines[scorer]),
  }));
  return [
    columns("scorer", 14, "label", 9, ["rows", "accounts", "base"], ["AUC", "AP", "P@10%"]),
    ...all.map(({ scorer, lapse }) => line(scorer, "lapse", lapse)),
    ...all.flatMap(({ scorer, decline }) => (decline ? [line(scorer, "decline", decline)] : [])),
    ...within("lapse", findings.lapse.intervals),
    ...within("decline", findings.decline?.intervals),
  ];
}

function bandLines({ bands }: BacktestFindings): string[] {
  return [
    columns("band", 14, "", 9, ["rows", "lapsed", "declined"], []),
    ...bands.map(({ band, rows, lapseRate, declineRate }) =>
      columns(
        bandWords[band],
        14,
        "",
        9,
        [number(rows), percent(lapseRate), declineRate === null ? "–" : percent(declineRate)],
        [],
      ),
    ),
  ];
}

function alertLines({ alerts, alertsByKind }: BacktestFindings): string[] {
  const line = (name: string, table: AlertTable) =>
    columns(
      name,
      14,
      "",
      9,
      [number(table.sent), decimals(table.falsePerQuarter, 3), percent(table.precision)],
      [percent(table.caught), decimals(table.meanDelay, 1), decimals(table.daysEarlier, 1)],
    );
  return [
    `Alerts as sent: ${number(alerts.accountDays)} days of ${number(alerts.accounts)} accounts, ${number(alerts.declines)} lasting declines`,
    columns("alerts", 14, "", 9, ["sent", "false*", "precise"], ["caught", "delay", "earlier"]),
    line(alertNames.all, alerts),
    line(alertNames.drop, alertsByKind.drop),
    line(alertNames.silence, alertsByKind.silence),
    line(alertNames["band-change"], alertsByKind["band-change"]),
    "* per account and quarter; delay in days, a miss counts 91; earlier than a review every 28 days",
  ];
}

function injectedLines({ injected }: BacktestFindings): string[] {
  return [
    columns("injected", 14, "", 9, ["made", "caught", "days"], []),
    ...injectionNames.map((name) =>
      columns(
        injectedNames[name],
        14,
        "",
        9,
        [
          number(injected[name].sites),
          percent(injected[name].caught),
          decimals(injected[name].medianDays, 0),
        ],
        [],
      ),
    ),
  ];
}

function columns(
  one: string,
  oneWidth: number,
  two: string,
  twoWidth: number,
  counts: readonly string[],
  figures: readonly string[],
): string {
  const right = [...counts, ...figures].map((cell) => cell.padStart(9)).join("");
  return `${one.padEnd(oneWidth)}${two.padEnd(twoWidth)}${right}`.trimEnd();
}

function number(value: number): string {
  return value.toLocaleString("en-GB");
}

function share(value: number): string {
  return decimals(value, 3);
}

function decimals(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–";
}

function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(1)}%` : "–";
}

function span({ low, high }: Interval): string {
  return `${share(low)} to ${share(high)}`;
}
