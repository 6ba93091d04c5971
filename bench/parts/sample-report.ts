import type { AccountReport } from "../../src/render/report.ts";
import { addDays } from "../../src/scoring/days.ts";
import { accountChart, featureUsageChart, moversChart, scoreChangeChart } from "./sample-charts.ts";

const lastDay = "2026-11-19";

/** A long account report: six charts and tables that fill about ten pages. */
export const longReport: AccountReport = {
  kind: "account",
  tenantName: "Orrery",
  accountName: "Acme",
  period: { from: "2024-11-21", to: lastDay },
  status: "79, healthy, dropping",
  band: "healthy",
  demo: true,
  facts: [
    { label: "Plan", value: "Enterprise" },
    { label: "Owner", value: "Priya Shah" },
    { label: "Renewal", value: "1 March 2027" },
    { label: "Users", value: "11" },
  ],
  sentences: ["Usage fell by 49% since 28 October.", "The Planning board fell most: 14 user-days, usual 41."],
  charts: [
    accountChart,
    moversChart,
    scoreChangeChart,
    featureUsageChart,
    { ...accountChart, name: "Acme, a year ago" },
    { ...scoreChangeChart, title: "Acme: a year ago" },
  ],
  parts: [
    { part: "recent", points: 21, max: 25, change: -1 },
    { part: "habit", points: 32, max: 35, change: 0 },
    { part: "trend", points: 14, max: 25, change: -11 },
    { part: "people", points: 12, max: 15, change: -3 },
  ],
  unit: "user-days",
  weeks: Array.from({ length: 104 }, (_, week) => ({
    firstDay: addDays(lastDay, 7 * (week - 104) + 1),
    lastDay: addDays(lastDay, 7 * (week - 103)),
    userDays: 12 + (week % 9),
  })),
  features: Array.from({ length: 90 }, (_, index) => ({
    feature: `Feature ${index + 1}`,
    actual: 5 + (index % 30),
    usual: 20 + (index % 17),
  })),
  people: { now: 11, before: 13 },
  alerts: Array.from({ length: 60 }, (_, index) => ({
    openedOn: addDays(lastDay, -8 * index),
    what: `Usage fell by ${30 + (index % 40)}% in 28 days; the Planning board fell most`,
    state: "resolved, back to usual",
  })),
};
