import type { MetricChart } from "../../render/types.ts";
import type { AccountMetric } from "../../results/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { proseDay } from "../../words/dates.ts";
import { metricFigure, metricFinding, metricSubtitle, metricTurn } from "../../words/metrics.ts";
import { sentenceCase } from "../../words/sentence-case.ts";

/** A metric of an account as a chart: its title says the finding. */
export function metricChart(metric: AccountMetric): MetricChart {
  const { label, unit, kind, weeks } = metric;
  return {
    kind: "metric",
    title: metricFinding(metric, metric),
    subtitle: sentenceCase(metricSubtitle(metric)),
    metric: { label, unit, kind },
    draws: kind === "counter" ? "bars" : "line",
    weeks,
  };
}

/** The finding in one sentence, for who does not see the chart, and for text: "…, worse. Known to 17 November." */
export function metricSentence(metric: AccountMetric, today: Day): string {
  const turn = metricTurn(metric, metric);
  const way = turn === "better" || turn === "worse" ? `, ${turn}` : "";
  const known = metric.late ? ` Known to ${proseDay(metric.knownTo, today)}.` : "";
  return `${metricFinding(metric, metric)}${way}.${known}`;
}

/** What the drawing shows: the finding, then the least and the most of the weeks. */
export function metricChartAlt(metric: AccountMetric, today: Day): string {
  const values = metric.weeks.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length < 2) return metricSentence(metric, today);
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => metricFigure(metric, value));
  const range = low === high ? `${low} in every week` : `From ${low} to ${high} by week`;
  return `${metricSentence(metric, today)} ${range}.`;
}
