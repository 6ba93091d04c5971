import { metricChartAlt } from "../../bot/views/metric-chart.ts";
import type { ChartSvg } from "../../render/types.ts";
import type { AccountMetric } from "../../results/metrics.ts";
import type { Day } from "../../scoring/types.ts";
import { shortDay } from "../../words/dates.ts";
import { dayRange } from "../../words/day-words.ts";
import { metricCell, metricFinding, metricSubtitle, metricTurn } from "../../words/metrics.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { ChartFigure } from "../parts/chart-figure.tsx";

/** A metric with its drawings: narrow, then wide. */
export interface DrawnMetric {
  readonly metric: AccountMetric;
  readonly drawings: readonly ChartSvg[];
}

/** The tenant's own metrics of an account, each with a chart of its own. */
export function AccountMetrics(props: { metrics: readonly DrawnMetric[]; today: Day }) {
  if (props.metrics.length === 0) return null;
  return (
    <div class="metrics">
      {props.metrics.map(({ metric, drawings }) => (
        <section class="card metric" aria-labelledby={`metric-${metric.name}`}>
          <h2 id={`metric-${metric.name}`}>{metricFinding(metric, metric)}</h2>
          <p class="muted">
            {sentenceCase(metricSubtitle(metric))}
            {turnWords(metric)}.{metric.late && ` Values to ${shortDay(metric.knownTo, props.today)}.`}
          </p>
          {metric.weeks.some(({ value }) => value !== null && value !== 0) ? (
            <ChartFigure
              name={metric.label}
              alt={metricChartAlt(metric, props.today)}
              drawings={drawings}
              table={<MetricTable metric={metric} />}
            />
          ) : (
            // A drawing of nothing says nothing.
            <p class="muted">
              {metric.weeks.some(({ value }) => value === 0) ? "0 all along." : "No value in these weeks."}
            </p>
          )}
        </section>
      ))}
    </div>
  );
}

function MetricTable({ metric }: { metric: AccountMetric }) {
  return (
    <table class="weeks">
      <thead>
        <tr>
          <th scope="col">Week</th>
          <th class="num" scope="col">
            {sentenceCase(metric.unit || "value")}
          </th>
        </tr>
      </thead>
      <tbody>
        {metric.weeks.toReversed().map((week) => (
          <tr>
            <th scope="row">{dayRange(week.firstDay, week.lastDay)}</th>
            <td class="num">{metricCell(metric, week.value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function turnWords(metric: AccountMetric): string {
  const turn = metricTurn(metric, metric);
  return turn === "better" || turn === "worse" ? `: ${turn} than before` : "";
}
