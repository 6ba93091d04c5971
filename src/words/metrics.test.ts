import { expect, test } from "vitest";
import {
  type MetricNow,
  metricCell,
  metricFigure,
  metricFinding,
  metricSubtitle,
  metricTurn,
  nothingCountedWords,
  type WordedMetric,
} from "./metrics.ts";

const tickets: WordedMetric = {
  label: "Tickets opened",
  unit: "tickets",
  kind: "counter",
  good: "down",
  percentile: 95,
};
const nps: WordedMetric = { label: "NPS", unit: "", kind: "gauge", good: "up", percentile: 95 };
const errors: WordedMetric = { label: "API errors", unit: "", kind: "rate", good: "down", percentile: 95 };
const latency: WordedMetric = {
  label: "Latency",
  unit: "ms",
  kind: "histogram",
  good: "down",
  percentile: 95,
};
const spend: WordedMetric = { label: "Spend", unit: "€", kind: "counter", good: "up", percentile: 95 };

const at = (now: number | null, before: number | null): MetricNow => ({
  now,
  before,
  nowOn: null,
  beforeOn: before === null ? null : "2026-10-12",
  isUnchanged: false,
});

test("a value has its unit where that says more than the label", () => {
  expect(metricFigure(tickets, 1_900)).toBe("1,900");
  expect(metricFigure(errors, 0.0345)).toBe("3.45%");
  expect(metricFigure(latency, 240)).toBe("240 ms");
  expect(metricFigure(spend, 5_200_000)).toBe("€5.2 million");
  expect(metricFigure(spend, -12.5)).toBe("−€12.5");
  expect(metricFigure({ ...spend, unit: "CHF" }, 12)).toBe("CHF12");
  expect(metricFigure({ label: "Disk", unit: "%", kind: "gauge" }, 81)).toBe("81%");
  expect(metricCell(latency, null)).toBe("–");
  expect(metricCell(latency, 0.123)).toBe("0.12");
});

test("the finding says both windows; what is unknown is left out", () => {
  expect(metricFinding(tickets, at(14, 6))).toBe("Tickets opened: 14 in 28 days, 6 before");
  expect(metricFinding(tickets, at(0, null))).toBe("Tickets opened: 0 in 28 days");
  expect(metricFinding(nps, at(-4, 41))).toBe("NPS: −4, was 41 on 12 Oct");
  expect(metricFinding(nps, at(41, 41))).toBe("NPS: 41, as on 12 Oct");
  expect(metricFinding(nps, { ...at(41, 41), isUnchanged: true })).toBe("NPS: 41, unchanged since 12 Oct");
  const old = { ...at(-6, null), nowOn: "2026-10-01" };
  expect(metricFinding(nps, old)).toBe("NPS: −6 on 1 Oct");
  expect(metricFinding(nps, { ...old, before: 3, beforeOn: "2026-08-12" })).toBe(
    "NPS: −6 on 1 Oct, was 3 on 12 Aug",
  );
  expect(metricFinding(tickets, { ...at(null, null), countsFrom: "2026-12-12" })).toBe(
    "Tickets opened: counts from 12 Dec, when 28 days are known",
  );
  expect(metricFinding(latency, at(null, 200))).toBe("Latency: no values in 28 days");
});

test("which way is good is said in words, and told from the figures that are shown", () => {
  expect(metricSubtitle(tickets)).toBe("a week, fewer is better");
  expect(metricSubtitle(latency)).toBe("95th percentile, lower is better");
  expect(metricSubtitle({ ...latency, percentile: 11 })).toBe("11th percentile, lower is better");
  expect(metricSubtitle({ ...latency, percentile: 63 })).toBe("63rd percentile, lower is better");
  expect(metricTurn(tickets, at(14, 6))).toBe("worse");
  expect(metricTurn(nps, at(42, 41))).toBe("better");
  expect(metricTurn(nps, at(41.001, 41))).toBe("same");
  expect(metricTurn(latency, at(200.1, 200.4))).toBe("same");
  expect(metricTurn(nps, at(null, 41))).toBeNull();
});

test("why nothing is counted is said with what there is", () => {
  const unmet = {
    kind: "unmet",
    event: "Call",
    property: "ms",
    isNumber: false,
    values: [],
    properties: [],
  } as const;
  expect(
    [
      { kind: "no-event", event: "call", known: ["Call", "Board"] } as const,
      { kind: "no-event", event: "call", known: [] } as const,
      { ...unmet, values: ["slow"] },
      { ...unmet, isNumber: true, values: ["slow"] },
      { ...unmet, properties: ["msec"] },
      unmet,
    ].map((nothing) => nothingCountedWords(nothing, 91)),
  ).toEqual([
    "No event “call” came in 91 days. There are: Call, Board.",
    "No event “call” came in 91 days.",
    "“Call” comes, but never with such a “ms”. It was: slow.",
    "“Call” comes, but “ms” is never a number. It was: slow.",
    "“Call” comes, but without a property “ms”. It has: msec.",
    "“Call” comes, but without any property.",
  ]);
});
