import type { AccountChart, ScoreChangeChart } from "../../render/types.ts";
import { defaultThresholds } from "../../scoring/constants.ts";
import { addDays } from "../../scoring/days.ts";
import { bandWords } from "../../words/status.ts";
import type { WebDeps } from "../web-env.ts";

const last = "2026-11-19";
const weeks = 13;

const account: AccountChart = {
  kind: "account",
  name: "",
  subtitle: "",
  thresholds: defaultThresholds,
  health: Array.from({ length: 7 * weeks }, (_, index) => ({
    day: addDays(last, index + 1 - 7 * weeks),
    score: 80 - (index % 30),
  })),
  band: "watch",
  bandNames: bandWords,
  weeks: Array.from({ length: weeks }, (_, index) => ({
    firstDay: addDays(last, 7 * (index - weeks) + 1),
    lastDay: addDays(last, 7 * (index + 1 - weeks)),
    userDays: 12 + (index % 5),
  })),
  usualWeek: { low: 12, high: 16 },
  usageHead: "last 28 days 47, usual 92",
  unit: "user-days",
  events: [{ day: addDays(last, -5), label: "Drop alert" }],
};

const change: ScoreChangeChart = {
  kind: "score-change",
  title: "",
  from: { day: addDays(last, -28), score: 94 },
  to: { day: last, score: 79 },
  parts: [{ part: "trend", change: -15, points: 10, max: 25 }],
};

/**
 * Draws what an account's page draws, of nobody's figures, so that the first visitor does not wait for fonts to be read
 * and drawings to be compiled: about a third of a second, once.
 */
export async function warmCharts(drawChart: WebDeps["drawChart"]): Promise<void> {
  for (const width of [288, 600]) await drawChart(account, width);
  for (const width of [288, 440]) await drawChart(change, width);
}
