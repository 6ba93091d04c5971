import type { BacktestReport } from "../../render/report.ts";
import type { BacktestFindings } from "../../results/backtest.ts";
import type { AlertTable } from "../../scoring/backtest/alert-table.ts";
import { baselineNames } from "../../scoring/backtest/baselines.ts";
import { injectionNames } from "../../scoring/backtest/injections.ts";
import { protocols } from "../../scoring/backtest/protocol.ts";
import type { Verdict } from "../../scoring/backtest/verdict.ts";
import { aboutBacktest, alertNames, injectedNames, scorerNames } from "../../words/backtest.ts";
import { count } from "../../words/numbers.ts";
import { bandWords } from "../../words/status.ts";

/** A backtest as a report that a person can read. `source` is the file, or the tenant. */
export function backtestReport(source: string, findings: BacktestFindings): BacktestReport {
  const { spans, kind, tenths } = findings;
  const days = protocols[kind].horizonDays;
  return {
    kind: "backtest",
    tenantName: source,
    period: spans.test,
    demo: false,
    title: "Score and alerts against what happened",
    sentences: [...aboutBacktest(source, findings), ...foundInWords(findings)],
    bars: {
      title: `Stopped within ${days} days, by score`,
      note: "The judged rows in ten equal groups, lowest scores first; below each bar its scores. A bar is the share of its rows that had no active day in the days after.",
      rows: tenths.map(({ from, to, lapseRate }) => ({
        label: `${Math.round(from)}–${Math.round(to)}`,
        share: lapseRate,
      })),
    },
    tables: [
      verdictTable(`Who stops within ${days} days`, findings, "lapse"),
      ...(findings.decline ? [verdictTable(`Who falls to 30% or less`, findings, "decline")] : []),
      bandTable(findings),
      alertsTable(findings),
      injectedTable(findings),
    ],
  };
}

function foundInWords({ lapse, baselines, alerts, injected }: BacktestFindings): string[] {
  const times = (verdict: Verdict) => `${Math.round(verdict.auc * 100)} times in 100`;
  const sentences = [];
  if (Number.isFinite(lapse.auc)) {
    sentences.push(
      `Of two accounts, one that stopped and one that did not, the one that stopped had the lower score ${times(lapse)}. Days of silence alone put them right ${times(baselines.recency.lapse)}.`,
    );
  }
  if (alerts.declines > 0) {
    const { daysEarlier } = alerts;
    const when = `${Math.abs(daysEarlier).toFixed(1)} days ${daysEarlier >= 0 ? "earlier" : "later"} than a review every 28 days`;
    sentences.push(
      `Of ${count(alerts.declines)} lasting declines, alerts told of ${percent(alerts.caught)} within 91 days, on average ${when}; ${falseInWords(alerts)}.`,
    );
  }
  if (injected.half.sites > 0) {
    sentences.push(
      `Where use was cut to a half at random places, ${percent(injected.half.caught)} were told of within 91 days, half of them within ${Math.round(injected.half.medianDays)}.`,
    );
  }
  return sentences;
}

function falseInWords({ sent, falsePerQuarter }: AlertTable): string {
  if (sent === 0) return "none was sent";
  if (falsePerQuarter === 0) return "none was false";
  return `a false alarm came once in ${(1 / falsePerQuarter / 4).toFixed(1)} years an account`;
}

function verdictTable(title: string, findings: BacktestFindings, label: "lapse" | "decline") {
  const all = [
    { name: scorerNames.health, verdict: findings[label] },
    ...baselineNames.map((name) => ({ name: scorerNames[name], verdict: findings.baselines[name][label] })),
  ];
  const interval = findings[label]?.intervals?.auc;
  const drawn = interval
    ? ` Drawing the accounts anew, 95% of the AUCs of health lie between ${share(interval.low)} and ${share(interval.high)}.`
    : "";
  return {
    title,
    note: `AUC: the chance that the worse of two is ranked worse. AP: precision averaged over all that came true; knowing nothing gives ${share(findings[label]?.base ?? Number.NaN)}. P@10%: precision among each week’s riskiest tenth.${drawn}`,
    heads: ["Scorer", "AUC", "AP", "P@10%"],
    rows: all.map(({ name, verdict }) => [
      name,
      ...[verdict?.auc, verdict?.ap, verdict?.p10].map((value) => share(value ?? Number.NaN)),
    ]),
  };
}

function bandTable({ bands, kind }: BacktestFindings) {
  const { declines } = protocols[kind];
  return {
    title: "What came of each band",
    note: "The band that the account was in on the day of the cut-off.",
    heads: ["Band", "Rows", "Stopped", ...(declines ? ["Fell"] : [])],
    rows: bands.map(({ band, rows, lapseRate, declineRate }) => [
      bandWords[band],
      count(rows),
      percent(lapseRate),
      ...(declines ? [percent(declineRate ?? Number.NaN)] : []),
    ]),
  };
}

function alertsTable({ alerts, alertsByKind }: BacktestFindings) {
  const row = (name: string, table: AlertTable) => [
    name,
    count(table.sent),
    share(table.falsePerQuarter),
    percent(table.precision),
    percent(table.caught),
    fixed(table.meanDelay),
    fixed(table.daysEarlier),
  ];
  return {
    title: "Alerts, as they were sent",
    note: `On ${count(alerts.accountDays)} days of ${count(alerts.accounts)} accounts with ${count(alerts.declines)} lasting declines. False: far from every decline, per account and quarter. Delay: days from the decline to the first alert, a miss counting 91. Earlier: than a review every 28 days.`,
    heads: ["Alert", "Sent", "False", "Precise", "Caught", "Delay", "Earlier"],
    rows: [
      row(alertNames.all, alerts),
      row(alertNames.drop, alertsByKind.drop),
      row(alertNames.silence, alertsByKind.silence),
      row(alertNames["band-change"], alertsByKind["band-change"]),
    ],
  };
}

function injectedTable({ injected }: BacktestFindings) {
  return {
    title: "Declines that were made",
    note: "At random places where use stayed as it was, user-days were taken out by chance from one day on. Median days to the first alert; a miss counts 91.",
    heads: ["Use falls", "Places", "Caught", "Days"],
    rows: injectionNames.map((name) => {
      const { sites, caught, medianDays } = injected[name];
      return [injectedNames[name], count(sites), percent(caught), fixed(medianDays, 0)];
    }),
  };
}

function share(value: number): string {
  return fixed(value, 3);
}

function fixed(value: number, digits = 1): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "–";
}

function percent(value: number): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(1)}%` : "–";
}
