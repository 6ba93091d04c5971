import { accountChart } from "../../bot/views/account-chart.ts";
import { alertHeading } from "../../bot/views/alert-heading.ts";
import { metricChart } from "../../bot/views/metric-chart.ts";
import { alertPath } from "../../bot/views/paths.ts";
import { scoreChangeChart } from "../../bot/views/score-change-chart.ts";
import type { TenantRules } from "../../db/people/tenants.ts";
import type { AccountReport, ReportPeriod } from "../../render/report.ts";
import type { Chart } from "../../render/types.ts";
import type { AccountCard } from "../../results/accounts.ts";
import type { AlertFacts } from "../../results/alerts.ts";
import type { AccountMetric } from "../../results/metrics.ts";
import type { ScoreChange } from "../../results/score-change.ts";
import type { Day } from "../../scoring/types.ts";
import { changeWords } from "../../words/account-change.ts";
import { bandReason } from "../../words/band-reason.ts";
import { proseDay } from "../../words/dates.ts";
import { liftWords } from "../../words/lift.ts";
import { shownName } from "../../words/names.ts";
import { count, money, usage } from "../../words/numbers.ts";
import { type BandNames, bandWords, gentleBandWords, statusWords } from "../../words/status.ts";
import { whyLine } from "../../words/why.ts";
import { dayIn } from "../../zones.ts";
import { reportedChange } from "./report-change.ts";

/** Features that a report lists; a chart holds the first few of them. */
const listedFeatures = 20;
const chartedFeatures = 5;

/** What a report says beside the card. */
export interface AccountReportInput {
  readonly tenant: Pick<TenantRules, "name" | "demo" | "models" | "zone">;
  readonly period: ReportPeriod;
  readonly today: Day;
  /** Opened in the period, newest first; null for the customer's own people, to whom alerts are not told. */
  readonly alerts: readonly AlertFacts[] | null;
  readonly publicUrl?: string | undefined;
  readonly metrics: readonly AccountMetric[];
  /** What changed its score; null without a score on two days. Nobody is named in it. */
  readonly change: ScoreChange | null;
  /** For the customer's own people: gentler words, and nothing of the vendor's business with them. */
  readonly forCustomer: boolean;
}

/** An account's card as a report. Facts that are unknown are left out. */
export function accountReportOf(card: AccountCard, input: AccountReportInput): AccountReport {
  const names = input.forCustomer ? gentleBandWords : bandWords;
  return {
    kind: "account",
    tenantName: input.tenant.name,
    accountName: shownName(card.name),
    period: input.period,
    status: statusWords(card, names),
    band: card.band,
    demo: input.tenant.demo,
    facts: factsOf(card, input),
    sentences: sentencesOf(card, names, input.today),
    charts: [...chartsOf(card, names, input.change), ...input.metrics.map(metricChart)],
    change: input.change && reportedChange(input.change, input.today),
    parts: card.parts.map(({ change28d, ...line }) => ({ ...line, change: change28d })),
    unit: "user-days",
    weeks: card.series.weeks,
    features: card.features.slice(0, listedFeatures),
    people: card.score === null ? null : { now: card.users28, before: card.users28Before },
    alerts:
      input.alerts === null
        ? null
        : input.alerts.map((alert) => ({
            openedOn: dayIn(alert.openedAt, input.tenant.zone),
            what: alertHeading(alert),
            state: alertStateWords(alert, { today: input.today, zone: input.tenant.zone }),
            ...(input.publicUrl === undefined
              ? {}
              : { link: `${input.publicUrl}${alertPath(card.id, alert.id)}` }),
          })),
  };
}

function factsOf(card: AccountCard, { today, forCustomer }: AccountReportInput): AccountReport["facts"] {
  const facts: [string, string | null][] = [
    ["Health", card.score === null ? null : `${card.score} of 100`],
    ["In 28 days", changeWords(card)],
    ["Last used", card.lastUsedOn && proseDay(card.lastUsedOn, today)],
    ...(forCustomer ? [] : businessFactsOf(card, today)),
  ];
  return facts.flatMap(([label, value]) => (value === null || value === "" ? [] : [{ label, value }]));
}

function businessFactsOf(card: AccountCard, today: Day): [string, string | null][] {
  return [
    ["Owner", card.owner && shownName(card.owner.name)],
    ["Renewal", card.renewalOn && proseDay(card.renewalOn, today)],
    ["Plan", card.plan],
    ["Stage", card.stage],
    ["Seats", card.seats === null ? null : count(card.seats)],
    ["Contract", card.contractValue && money(card.contractValue)],
  ];
}

function sentencesOf(card: AccountCard, names: BandNames, today: Day): string[] {
  if (card.score === null) return ["No usage has arrived in this period."];
  const why = whyLine(card, today, null, names);
  const level = `${usage(card.actual, card.usual)}.`;
  const band = bandReason(card, card.thresholds, names);
  const lift = card.lift === null ? "" : liftWords(card.lift, today);
  return [why, why.includes(level) ? "" : level, band, lift].filter((sentence) => sentence !== "");
}

function chartsOf(card: AccountCard, names: BandNames, change: ScoreChange | null): Chart[] {
  if (card.score === null) return [];
  const charts = [accountChart(card, names), ...(change ? [scoreChangeChart(change)] : [])];
  const features = card.features.slice(0, chartedFeatures);
  const fell = features[0];
  if (!fell) return charts;
  const isBelow = Math.round(fell.actual) < Math.round(fell.usual);
  const title = isBelow ? `Most below usual: ${shownName(fell.feature)}` : "No feature is below usual";
  return [...charts, { kind: "feature-usage", title, rows: features }];
}

/**
 * "open", "Priya has it", "snoozed", "resolved on 9 December by Priya Shah".
 * @param at the tenant's zone, as for all days of a report, and today there
 */
export function alertStateWords(
  alert: AlertFacts,
  at: { readonly today: Day; readonly zone: string },
): string {
  if (alert.closed !== null) {
    const word = alert.state === "withdrawn" ? "withdrawn" : "resolved";
    const by = alert.closed.byName === null ? "" : ` by ${shownName(alert.closed.byName)}`;
    return `${word} on ${proseDay(dayIn(alert.closed.at, at.zone), at.today)}${by}`;
  }
  if (alert.state === "acknowledged" && alert.acknowledged) {
    return `${shownName(alert.acknowledged.byName)} has it`;
  }
  return alert.state === "snoozed" ? "snoozed" : "open";
}
