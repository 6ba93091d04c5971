/**
 * One chart of each kind with the figures of the sample cast, for benchmarks and tests: drawn by the same specs as real ones.
 */
import type {
  AccountChart,
  AllAccountsChart,
  Chart,
  FeatureUsageChart,
  MetricChart,
  MoversChart,
  PortfolioRow,
  ScoreChangeChart,
} from "../../src/render/types.ts";
import { addDays } from "../../src/scoring/days.ts";
import type { Band } from "../../src/scoring/types.ts";
import { bandWords } from "../../src/words/status.ts";

const thresholds = { atRisk: 60, watch: 70, leave: 3 };
const firstDay = "2026-08-21";

/** Acme: ten steady weeks, then four at half the use. */
export const accountChart: AccountChart = {
  kind: "account",
  name: "Acme",
  subtitle: "Health 79, healthy, dropping · 94 four weeks ago",
  thresholds,
  health: Array.from({ length: 91 }, (_, day) => ({
    day: addDays(firstDay, day),
    score: day < 63 ? 94 + Math.sin(day * 1.7) * 0.6 : 94 - (day - 62) ** 1.15 * 0.32,
  })),
  band: "healthy",
  bandNames: bandWords,
  weeks: [24, 21, 20, 24, 23, 24, 21, 22, 24, 13, 11, 11, 12].map((userDays, week) => ({
    firstDay: addDays(firstDay, week * 7),
    lastDay: addDays(firstDay, week * 7 + 6),
    userDays,
  })),
  usualWeek: { low: 20.8, high: 25.4 },
  usageHead: "last 28 days 47, usual 92",
  unit: "user-days",
  events: [
    { day: "2026-09-22", label: "Release 4.2" },
    { day: "2026-10-21", label: "Sponsor left: M. González" },
    { day: "2026-10-28", label: "Price change" },
  ],
};

const bandOf = (score: number): Band => (score < 60 ? "at-risk" : score < 70 ? "watch" : "healthy");
const row = (name: string, now: number, change: number): PortfolioRow => ({
  name,
  now,
  before: now - change,
  band: bandOf(now),
});

const rows = [
  row("Çelik Systems", 55, -25),
  row("Borealis Logistics", 63, -3),
  row("Meridian Foods", 63, -3),
  row("Düsseldorfer Einzelhandelsgesellschaft", 68, -5),
  row("Estrella Health", 75, 7),
  row("Ximena Textiles", 77, 9),
  row("Nordwind", 77, -7),
  row("Acme", 79, -15),
  row("Juniper Labs", 80, 0),
  row("Ibis Hotels Group", 82, 3),
  row("Vela Freight", 88, -8),
  row("Umbra Studios", 97, 8),
  row("Fjord Energy", 100, 0),
];

/** Rows of accounts that moved, and two that did not. */
export const moversChart: MoversChart = {
  kind: "movers",
  title: "7 low or falling, 3 rising",
  thresholds,
  rows: rows.filter(({ now, before }) => now !== before).slice(0, 12),
  others: rows.filter(({ now, before }) => now === before).map(({ now, band }) => ({ now, band })),
};

/** Every account, lowest first. */
export const allAccountsChart: AllAccountsChart = {
  kind: "all-accounts",
  title: "13 accounts, lowest health first",
  thresholds,
  rows,
  others: [],
};

/** From 94 to 79 in four parts. */
export const scoreChangeChart: ScoreChangeChart = {
  kind: "score-change",
  title: "Acme: −15 points in 28 days",
  from: { day: "2026-10-22", score: 94 },
  to: { day: "2026-11-19", score: 79 },
  parts: [
    { part: "recent", change: -1, points: 21, max: 25 },
    { part: "habit", change: 0, points: 32, max: 35 },
    { part: "trend", change: -11, points: 14, max: 25 },
    { part: "people", change: -3, points: 12, max: 15 },
  ],
};

/** Seven features, three of them too small to compare. */
export const featureUsageChart: FeatureUsageChart = {
  kind: "feature-usage",
  title: "Acme: Planning board fell most",
  rows: [
    { feature: "Planning board", actual: 14, usual: 41 },
    { feature: "Reports", actual: 11, usual: 20 },
    { feature: "Comments", actual: 10, usual: 15 },
    { feature: "Exports", actual: 7, usual: 8 },
    { feature: "API", actual: 5, usual: 6 },
    { feature: "Webhooks", actual: 2, usual: 2 },
    { feature: "Templates", actual: 1, usual: 1 },
  ],
};

/** Tickets of thirteen weeks, more of them lately. */
export const metricChart: MetricChart = {
  kind: "metric",
  title: "Tickets opened: 14 in 28 days, 6 before",
  subtitle: "A week, fewer is better",
  metric: { label: "Tickets opened", unit: "tickets", kind: "counter" },
  draws: "bars",
  weeks: [1, 0, 2, 1, 3, 0, 1, 2, 1, 2, 3, 4, 5].map((value, index) => ({
    firstDay: addDays("2026-11-19", (index - 13) * 7 + 1),
    lastDay: addDays("2026-11-19", (index - 12) * 7),
    value,
  })),
};

/** One chart of each kind. */
export const sampleCharts: readonly Chart[] = [
  accountChart,
  moversChart,
  allAccountsChart,
  scoreChangeChart,
  featureUsageChart,
  metricChart,
];
