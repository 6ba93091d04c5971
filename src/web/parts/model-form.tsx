import type { Metric } from "../../db/metrics/metrics.ts";
import { wholeFrom } from "../../scoring/metrics/metrics.ts";
import type { ModelFault } from "../../scoring/models/model.ts";
import { type MetricPart, metricParts } from "../../scoring/types.ts";
import type { Models } from "../../usecases/models/get-models.ts";
import { countsFromWords } from "../../words/metrics.ts";
import { partLabels, partMeanings } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import {
  fieldGroups,
  fieldWords,
  type ScoringField,
  type ScoringForm,
  valueAt,
  weightFields,
} from "../forms/scoring-form.ts";

/** A metric of the tenant that a part may be made of, and which days of it are known. */
export type FormMetric = Pick<Metric, "name" | "label" | "kind" | "coverage">;

/** A draft as it is typed, what is wrong with it, and what it may be made of. */
export interface ModelFormProps {
  readonly models: Models;
  readonly form: ScoringForm;
  readonly faults: readonly ModelFault[];
  readonly metrics: readonly FormMetric[];
  readonly now: Date;
}

const exampleSegment =
  '[{"name": "Enterprise", "when": {"plan": ["enterprise"], "seats": {"from": 200}}, "bands": {"atRisk": 55, "watch": 68, "leave": 3}}]';

/** The draft as a form: every number with its unit, bounds and default; metrics; segments as JSON. */
export function ModelForm(props: ModelFormProps) {
  const { models, form, faults } = props;
  const next = models.draft?.version ?? models.live.version + 1;
  return (
    <form
      method="post"
      action="/settings/scoring"
      id="model-form"
      class="card form scoring-form"
      data-scoring=""
    >
      <h2>Draft of version {next}</h2>
      {faults.length > 0 && (
        <div role="alert">
          {faults.map(({ field, sentence }) => (
            <p class="error">
              {fieldWords(field)}: {sentence}
            </p>
          ))}
        </div>
      )}
      <input type="hidden" name="kind" value={form.kind ?? ""} />
      <fieldset>
        <legend>Weights</legend>
        <p class="muted">
          Points of each part; they add up to 100.{" "}
          <output data-sum="" class="sum">
            {sumWords(form)}
          </output>
        </p>
        <div class="numbers">
          {weightFields.map((field) => (
            <NumberField field={field} {...props} />
          ))}
        </div>
      </fieldset>
      {fieldGroups.map(({ legend, means, fields }) => (
        <fieldset>
          <legend>{legend}</legend>
          <p class="muted">{means}</p>
          <div class="numbers">
            {fields.map((field) => (
              <NumberField field={field} {...props} />
            ))}
          </div>
        </fieldset>
      ))}
      <details open={metricParts.some((part) => form[`metrics.${part}.metric`] !== "")}>
        <summary>Parts from your own metrics</summary>
        <p class="muted">
          A part without data is left out and its weight shared out among the others. While a feed is late,
          its part keeps its points for up to 14 days.
          {props.metrics.length === 0 && (
            <>
              {" "}
              You have no metrics yet: <a href="/settings/metrics">define one</a>.
            </>
          )}
        </p>
        {metricParts.map((part) => (
          <MetricFields part={part} {...props} />
        ))}
      </details>
      <details open={form.segments !== "" || faults.some(({ field }) => field.startsWith("segments"))}>
        <summary>Segments</summary>
        <p class="muted" id="segments-mean">
          Other weights, bands, silence or metrics for some accounts, as JSON; the first segment that fits
          counts. For example: <code>{exampleSegment}</code>
        </p>
        <label class="field" for="segments">
          Segments
        </label>
        <textarea
          id="segments"
          name="segments"
          rows={form.segments === "" ? 4 : 12}
          spellcheck={false}
          aria-describedby="segments-mean"
          aria-invalid={faults.some(({ field }) => field.startsWith("segments")) ? "true" : undefined}
        >
          {form.segments}
        </textarea>
      </details>
      <div class="actions">
        <button type="submit" class="button primary">
          Save draft
        </button>
        <button type="submit" class="button" formaction="/settings/scoring/preview">
          Preview
        </button>
      </div>
    </form>
  );
}

function NumberField(props: ModelFormProps & { field: ScoringField }) {
  const { field, form, models, faults } = props;
  const { name, label, limit } = field;
  const fallback = String(valueAt(models.start, name) ?? 0);
  const isWeight = name.startsWith("weights.");
  const wrong = faults.some((fault) => fault.field === name || (isWeight && fault.field === "weights"));
  return (
    <div class="field number">
      <label for={name}>{label}</label>
      <span class="with-unit">
        <input
          id={name}
          type="number"
          name={name}
          value={form[name] ?? ""}
          min={limit.least}
          max={limit.most}
          step={1}
          required
          data-weight={isWeight ? "" : undefined}
          aria-describedby={`${name}-means`}
          aria-invalid={wrong ? "true" : undefined}
        />
        {limit.unit}
      </span>
      <small class="muted" id={`${name}-means`}>
        {limit.least} to {limit.most.toLocaleString("en-GB")}, default {fallback}{" "}
        <button type="button" class="link" data-reset={fallback} data-for={name} hidden>
          Reset
        </button>
      </small>
    </div>
  );
}

function MetricFields(props: ModelFormProps & { part: MetricPart }) {
  const { part, form, faults, metrics } = props;
  const name = (field: string) => `metrics.${part}.${field}`;
  const chosen = form[name("metric")] ?? "";
  const metric = metrics.find((one) => one.name === chosen);
  const young = youngWords(metric, Number(form[name("windowDays")]), props.now);
  const wrong = (field: string) =>
    faults.some((fault) => fault.field === name(field) || fault.field === `metrics.${part}`)
      ? ("true" as const)
      : undefined;
  const amount = (field: "windowDays" | "all" | "none", label: string, unit: string) => (
    <div class="field number">
      <label for={name(field)}>{label}</label>
      <span class="with-unit">
        <input
          id={name(field)}
          type="number"
          name={name(field)}
          value={form[name(field)] ?? ""}
          step={field === "windowDays" ? 1 : "any"}
          aria-invalid={wrong(field)}
        />
        {unit}
      </span>
    </div>
  );
  return (
    <fieldset class="metric-part">
      <legend>{partLabels[part]}</legend>
      <p class="muted">{partMeanings[part]}</p>
      <div class="numbers">
        <div class="field">
          <label for={name("metric")}>Metric</label>
          <select id={name("metric")} name={name("metric")} aria-invalid={wrong("metric")}>
            <option value="">none</option>
            {metrics.map(({ name, label }) => (
              <option value={name} selected={name === chosen}>
                {label}
              </option>
            ))}
            {chosen !== "" && metric === undefined && (
              <option value={chosen} selected>
                {chosen} (gone)
              </option>
            )}
          </select>
        </div>
        {amount("windowDays", "Window", "days")}
        <div class="field">
          <label for={name("better")}>Better is</label>
          <select id={name("better")} name={name("better")} aria-invalid={wrong("better")}>
            {(["more", "less"] as const).map((better) => (
              <option value={better} selected={form[name("better")] === better}>
                {better}
              </option>
            ))}
          </select>
        </div>
        {amount("all", "All points at", "")}
        {amount("none", "None at", "")}
      </div>
      {young !== null && <p class="muted">{young}</p>}
    </fieldset>
  );
}

/** Of a counter whose window is not all known yet: from when it counts. */
function youngWords(metric: FormMetric | undefined, windowDays: number, now: Date): string | null {
  if (metric === undefined || !Number.isInteger(windowDays) || windowDays < 1) return null;
  const whole = wholeFrom(metric, metric.coverage, windowDays);
  const known = metric.coverage.to ?? dayIn(now, "UTC");
  if (whole === null || whole <= known) return null;
  return `${metric.label}: ${countsFromWords(whole, windowDays)}. Until then its weight is shared out.`;
}

function sumWords(form: ScoringForm): string {
  const sum = weightFields.reduce((total, { name }) => total + (Number(form[name]) || 0), 0);
  return sum === 100 ? "= 100 ✓" : `= ${sum}`;
}
