import type { BacktestReport } from "../../render/report.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import type { AlertTable } from "../../scoring/backtest/alert-table.ts";
import { baselineNames } from "../../scoring/backtest/baselines.ts";
import { injectionNames } from "../../scoring/backtest/injections.ts";
import { protocols } from "../../scoring/backtest/protocol.ts";
import type { Verdict } from "../../scoring/backtest/verdict.ts";
import { aboutBacktest, alertNames, injectedNames, isRanked, scorerNames } from "../../words/backtest.ts";
import {
  againstReview,
  decimals,
  drawnBetween,
  inDays,
  inPercent,
  measures,
  shareOf,
} from "../../words/backtest-figures.ts";
import { count } from "../../words/numbers.ts";
import { bandWords } from "../../words/status.ts";

/** What was judged: a file, or a tenant's own history, which is confidential and may be made up. */
export type BacktestSource =
  | { readonly file: string }
  | { readonly tenant: { readonly name: string; readonly demo: boolean } };

type Table = BacktestReport["tables"][number];

/** A backtest as a report that a person can read. What the log can't tell is said in a sentence, and its part left out. */
export function backtestReport(source: BacktestSource, findings: BacktestFindings): BacktestReport {
  const { spans, sundays, kind, lapse, decline } = findings;
  const { horizonDays } = protocols[kind];
  const tables = [
    isRanked(lapse) ? verdictTable(`Who stops within ${horizonDays} days`, lapse, findings, "lapse") : null,
    isRanked(decline) ? verdictTable("Who falls to 30% or less", decline, findings, "decline") : null,
    lapse.rows > 0 ? bandTable(findings) : null,
    findings.alerts.accountDays > 0 ? alertsTable(findings) : null,
    findings.injected.half.sites > 0 ? injectedTable(findings) : null,
  ];
  return {
    kind: "backtest",
    tenantName: "tenant" in source ? source.tenant.name : null,
    name: "tenant" in source ? "Backtest" : `Backtest of ${source.file}`,
    period: { from: sundays.test.first ?? spans.test.from, to: sundays.test.last ?? spans.test.to },
    demo: "tenant" in source && source.tenant.demo,
    title: "Score and alerts against what happened",
    sentences: [...aboutBacktest(sourceName(source), findings), ...foundInWords(findings)],
    bars: isRanked(lapse) ? tenthBars(findings) : null,
    tables: tables.filter((table) => table !== null),
  };
}

/** What a source is called. */
export function sourceName(source: BacktestSource): string {
  return "tenant" in source ? source.tenant.name : source.file;
}

function foundInWords({ lapse, baselines, alerts, injected }: BacktestFindings): string[] {
  const times = (verdict: Verdict) => `${Math.round(verdict.auc * 100)} times in 100`;
  const sentences = [];
  if (isRanked(lapse)) {
    sentences.push(
      `Of two accounts, one that stopped and one that did not, the one that stopped had the lower score ${times(lapse)}. Days of silence alone put them right ${times(baselines.recency.lapse)}.`,
    );
  }
  if (alerts.declines > 0) {
    sentences.push(
      `Alerts told of ${shareOf(alerts.caught, alerts.declines, "lasting decline")} within 91 days, on average ${againstReview(alerts)} than a review every 28 days; ${falseInWords(alerts)}.`,
    );
  }
  const { sites, caught, medianDays } = injected.half;
  if (sites > 0) {
    const median = caught > 0.5 ? `, half of all within ${inDays(medianDays, 0)}` : "";
    sentences.push(
      `Use was cut to a half at random: alerts told of ${shareOf(caught, sites, "place")} within 91 days${median}.`,
    );
  }
  return sentences;
}

function falseInWords({ sent, falsePerQuarter }: AlertTable): string {
  if (sent === 0) return "none was sent";
  if (falsePerQuarter === 0) return "none was false";
  return `an account saw a false alarm once in ${(1 / falsePerQuarter / 4).toFixed(1)} years`;
}

function tenthBars({ kind, tenths }: BacktestFindings): BacktestReport["bars"] {
  return {
    title: `Stopped within ${protocols[kind].horizonDays} days, by score`,
    note: "The judged rows in ten equal groups, lowest scores first; below each bar its scores. A bar is the share of its rows that had no active day in the days after.",
    rows: tenths.map(({ from, to, lapseRate }) => {
      const [low, high] = [Math.round(from), Math.round(to)];
      return { label: low === high ? String(low) : `${low}–${high}`, share: lapseRate };
    }),
  };
}

function verdictTable(
  title: string,
  health: Verdict,
  { baselines }: BacktestFindings,
  label: "lapse" | "decline",
): Table {
  const figures = (verdict: Verdict | null) => measures.map(([measure]) => decimals(verdict?.[measure], 3));
  const drawn = measures.map(([measure]) => drawnBetween(health.intervals, measure));
  return {
    title,
    note: `AUC: the chance that the worse of two is ranked worse. AP: precision averaged over all that came true; knowing nothing gives ${decimals(health.base, 3)}. P@10%: precision among each week’s riskiest tenth. Draws: health’s figures with the accounts drawn anew.`,
    heads: ["Scorer", ...measures.map(([, name]) => name)],
    rows: [
      [scorerNames.health, ...figures(health)],
      ["95% of draws", ...drawn],
      ...baselineNames.map((name) => [scorerNames[name], ...figures(baselines[name][label])]),
    ],
  };
}

function bandTable({ bands, decline }: BacktestFindings): Table {
  return {
    title: "What came of each band",
    note: "The band that the account was in on the day of the cut-off.",
    heads: ["Band", "Rows", "Stopped", ...(decline ? ["Fell"] : [])],
    rows: bands.map(({ band, rows, lapseRate, declineRate }) => [
      bandWords[band],
      count(rows),
      inPercent(lapseRate),
      ...(decline ? [inPercent(declineRate)] : []),
    ]),
  };
}

function alertsTable({ alerts, alertsByKind }: BacktestFindings): Table {
  const row = (name: string, table: AlertTable) => [
    name,
    count(table.sent),
    decimals(table.falsePerQuarter, 3),
    inPercent(table.precision),
    inPercent(table.caught),
    inDays(table.meanDelay),
    againstReview(table),
  ];
  return {
    title: "Alerts, as they were sent",
    note: `Over the whole log: ${count(alerts.accountDays)} days of ${count(alerts.accounts)} accounts with ${count(alerts.declines)} lasting declines. False: far from every decline, per account. Delay: from the decline to the first alert; a miss counts 91 days. The review is every 28 days.`,
    heads: ["Alert", "Sent", "False a quarter", "Precise", "Caught", "Delay", "Than a review"],
    rows: [
      row(alertNames.all, alerts),
      row(alertNames.drop, alertsByKind.drop),
      row(alertNames.silence, alertsByKind.silence),
      row(alertNames["band-change"], alertsByKind["band-change"]),
    ],
  };
}

function injectedTable({ injected }: BacktestFindings): Table {
  return {
    title: "Declines that were made",
    note: "At random places where use stayed as it was, user-days were taken out by chance from one day on. Median: to the first alert; a miss counts 91 days.",
    heads: ["Use falls", "Places", "Caught", "Median"],
    rows: injectionNames.map((name) => {
      const { sites, caught, medianDays } = injected[name];
      return [injectedNames[name], count(sites), inPercent(caught), inDays(medianDays, 0)];
    }),
  };
}
