import type { ScoreChange } from "../../results/score-change.ts";
import { acme } from "./accounts.ts";
import { dataDay } from "./people.ts";

const inUse = (activeDays: number, windowDays: number, weighed: number, full: number) => ({
  activeDays,
  windowDays,
  weighed,
  full,
});

/** What changed Acme's score. */
export const acmeChange: ScoreChange = {
  account: { id: acme.id, name: acme.name },
  from: { day: "2026-10-22", score: 94 },
  to: { day: dataDay, score: 79 },
  parts: [
    { part: "recent", points: 21, max: 25, change: -1 },
    { part: "habit", points: 32, max: 35, change: 0 },
    { part: "trend", points: 14, max: 25, change: -11 },
    { part: "people", points: 12, max: 15, change: -3 },
  ],
  trend: { use: -11, usual: 0, market: 0, weight: 0 },
  rules: null,
  before: {
    recent: inUse(20, 28, 6.6, 10),
    habit: inUse(124, 182, 42.3, 60),
    actual: 94,
    usual: 92,
    silentDays: 0,
    market: 1,
    users28: 14,
    users112: 20,
    metrics: [],
  },
  after: {
    recent: inUse(15, 28, 6.2, 10),
    habit: inUse(121, 182, 41.9, 60),
    actual: 47,
    usual: 92,
    silentDays: 0,
    market: 1,
    users28: 8,
    users112: 11,
    metrics: [],
  },
  usualAtOpening: null,
  features: [
    { feature: "Planning board", before: 41, after: 14 },
    { feature: "Reports", before: 20, after: 11 },
    { feature: "Search", before: 4, after: 9 },
  ],
  people: { came: 1, went: 7, named: null },
  lift: {
    kind: "regain",
    parts: [
      { part: "trend", points: 11, now: 47, target: 92, usual: 92 },
      { part: "people", points: 3, now: 11, target: 20 },
    ],
  },
};

const inNovember = "2026-11-02";

/** The same with all that can happen to a score in between: a model with metrics, a market, a change of rules, a late feed. */
export const acmeYear: ScoreChange = {
  ...acmeChange,
  from: { day: "2025-11-19", score: 88 },
  parts: [
    { part: "recent", points: 20, max: 22, change: -1 },
    { part: "habit", points: 31, max: 34, change: 3 },
    { part: "trend", points: 12, max: 22, change: -9 },
    { part: "people", points: 9, max: 11, change: -2 },
    { part: "support", points: 7, max: 11, change: -3 },
    { part: "sentiment", points: null, max: 10, change: -1 },
    { part: "commercial", points: null, max: 0, change: 2 },
  ],
  trend: { use: -7, usual: 0, market: -2, weight: 0 },
  rules: { from: "version 2", to: "version 3 for Enterprise", points: 2 },
  before: {
    ...acmeChange.before,
    market: 0.9,
    usual: 95,
    metrics: [
      { part: "support", label: "Tickets opened", unit: "", kind: "counter", windowDays: 28, value: 2 },
      { part: "sentiment", label: "NPS", unit: "", kind: "gauge", windowDays: 91, value: 8.25 },
    ],
  },
  after: {
    ...acmeChange.after,
    market: 1.07,
    usual: 88,
    metrics: [
      { part: "support", label: "Tickets opened", unit: "", kind: "counter", windowDays: 28, value: 9 },
      { part: "sentiment", label: "NPS", unit: "", kind: "gauge", windowDays: 91, value: null },
    ],
  },
  usualAtOpening: 92,
  lift: {
    kind: "regain",
    parts: [
      {
        part: "support",
        points: 4,
        now: 9,
        target: 1,
        metric: { label: "Tickets opened", unit: "", kind: "counter" },
        day: inNovember,
      },
      { part: "recent", points: 2, now: 15, target: 20, windowDays: 28, day: inNovember },
    ],
  },
};
