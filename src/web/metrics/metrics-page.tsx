import type { ArchivedMetric } from "../../db/metrics/defined-metrics.ts";
import {
  type DraftPreview,
  type MetricPreview,
  searchedDays,
} from "../../usecases/metrics/preview-metrics.ts";
import { shortDay } from "../../words/dates.ts";
import {
  countsFromWords,
  eventUseWords,
  metricFigure,
  metricSubtitle,
  nothingCountedWords,
} from "../../words/metrics.ts";
import { shownName } from "../../words/names.ts";
import { plural } from "../../words/numbers.ts";
import { sentenceCase } from "../../words/sentence-case.ts";
import { dayIn } from "../../zones.ts";
import type { FieldFault } from "../forms/field-fault.ts";
import type { Shell } from "../shell/layout.tsx";
import { SettingsPage } from "../shell/settings-page.tsx";
import { DefineMetric } from "./define-metric.tsx";
import type { MetricForm } from "./metric-form.ts";

/** The tenant's own metrics: what there is, and the form for one more. For admins. */
export function MetricsPage(props: {
  shell: Shell;
  metrics: readonly MetricPreview[];
  archived: readonly ArchivedMetric[];
  /** Names of the events that are left out of use. */
  leftOut: readonly string[];
  form: MetricForm;
  preview: DraftPreview | null;
  fault: FieldFault | null;
  said: string | null;
  now: Date;
}) {
  const { shell, metrics, preview } = props;
  const today = dayIn(props.now, shell.reader.tenantZone);
  return (
    <SettingsPage shell={shell} here="metrics" title="Metrics" said={props.said}>
      <section class="card" aria-labelledby="defined">
        <h2 id="defined">{metrics.length === 0 ? "No metrics yet" : plural(metrics.length, "metric")}</h2>
        {metrics.length === 0 ? (
          <p>
            What else tells how a customer does: tickets opened, NPS, invoices overdue. Define one below; each
            account then shows it with a chart of its own.
          </p>
        ) : (
          <ul class="metric-list">
            {metrics.map((one) => (
              <MetricItem preview={one} leftOut={props.leftOut} today={today} />
            ))}
          </ul>
        )}
      </section>
      <Archived metrics={props.archived} zone={shell.reader.zone} today={today} />
      <div class="settings">
        <DefineMetric form={props.form} leftOut={props.leftOut} fault={props.fault} />
        <section class="card now" aria-labelledby="preview" id="shown">
          <h2 id="preview">{preview ? preview.metric.label : "Preview"}</h2>
          {preview ? (
            <>
              <p>{spreadWords(preview, today)}</p>
              <Worst preview={preview} />
              {preview.nothing && <p>{nothingCountedWords(preview.nothing, searchedDays)}</p>}
              <p class="muted">Nothing is saved yet.</p>
            </>
          ) : (
            <>
              <p>Shows what the metric would have been in the last 28 days, before you save it.</p>
              <p class="muted">
                Values of a supplied metric come by <code>POST /v1/metrics</code> with a write key, or by{" "}
                <code>bellwether metric import</code>.
              </p>
            </>
          )}
        </section>
      </div>
    </SettingsPage>
  );
}

function MetricItem(props: { preview: MetricPreview; leftOut: readonly string[]; today: string }) {
  const { preview, leftOut, today } = props;
  const { metric } = preview;
  return (
    <li>
      <div>
        <h3>
          {metric.label} <span class="muted">{metric.name}</span>
        </h3>
        <p class="muted">
          {kindWords[metric.kind]}, {metricSubtitle(metric)} ·{" "}
          {metric.source === "event" ? "counted from events" : "supplied"}
          {knownWords(preview, today)}
        </p>
        <p>{spreadWords(preview, today)}</p>
        <Worst preview={preview} />
        {metric.event !== null && <EventUse event={metric.event} leftOut={leftOut} />}
      </div>
      <div class="actions">
        <a
          class="button"
          href={`/settings/metrics/${encodeURIComponent(metric.name)}/change`}
          aria-label={`Change ${metric.label}`}
        >
          Change
        </a>
        <a
          class="button"
          href={`/settings/metrics/${encodeURIComponent(metric.name)}/archive`}
          aria-label={`Archive ${metric.label}`}
        >
          Archive
        </a>
      </div>
    </li>
  );
}

/** Whether a metric's events count as use, and the way to the other. */
function EventUse({ event, leftOut }: { event: string; leftOut: readonly string[] }) {
  const isUse = !leftOut.includes(event);
  const label = isUse ? "Leave it out of use" : "Count it as use";
  return (
    <form method="post" action="/settings/metrics/event-use" class="actions">
      <input type="hidden" name="eventName" value={event} />
      <span class="muted">{eventUseWords(event, leftOut)}.</span>
      <button
        type="submit"
        name="use"
        value={isUse ? "no" : "yes"}
        class="button small"
        aria-label={`${label}: ${event}`}
      >
        {label}
      </button>
    </form>
  );
}

function Archived(props: { metrics: readonly ArchivedMetric[]; zone: string; today: string }) {
  if (props.metrics.length === 0) return null;
  return (
    <section class="card" aria-labelledby="archived">
      <h2 id="archived">Archived</h2>
      <p class="muted">Their days are kept. Restored, they are counted and taken in again.</p>
      <ul class="metric-list">
        {props.metrics.map(({ id, name, label, kind, archivedAt }) => (
          <li>
            <div>
              <h3>
                {label} <span class="muted">{name}</span>
              </h3>
              <p class="muted">
                {kindWords[kind]}, archived {shortDay(dayIn(archivedAt, props.zone), props.today)}
              </p>
            </div>
            <form method="post" action={`/settings/metrics/archived/${id}/restore`}>
              <button type="submit" class="button" aria-label={`Restore ${label}`}>
                Restore
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

const kindWords = { counter: "Counter", gauge: "Gauge", rate: "Rate", histogram: "Histogram" } as const;

function knownWords({ metric }: MetricPreview, today: string): string {
  const { from, to } = metric.coverage;
  if (metric.countNext !== null)
    return ` · its history is being counted, back to ${shortDay(metric.countNext, today)}`;
  if (from === null) return "";
  return ` · known from ${shortDay(from, today)}${to === null ? "" : ` to ${shortDay(to, today)}`}`;
}

function spreadWords({ metric, accounts, to, countsFrom }: MetricPreview, today: string): string {
  if (countsFrom !== null) return sentenceCase(`${countsFromWords(countsFrom, 28)}.`);
  if (accounts === 0) return `No values in the 28 days to ${shortDay(to, today)}.`;
  const have = accounts === 1 ? "has" : "have";
  const what = metric.kind === "counter" ? "any" : "a value";
  return `${plural(accounts, "account")} ${have} ${what} in the 28 days to ${shortDay(to, today)}. ${metric.good === "up" ? "Lowest" : "Highest"}:`;
}

function Worst({ preview }: { preview: MetricPreview }) {
  if (preview.worst.length === 0) return null;
  return (
    <ol class="worst">
      {preview.worst.map(({ id, name, value }) => (
        <li>
          <a href={`/accounts/${id}`}>{shownName(name)}</a> {metricFigure(preview.metric, value)}
        </li>
      ))}
    </ol>
  );
}
