import type { Metric } from "../../db/metrics/metrics.ts";
import { wholeFrom } from "../../scoring/metrics/metrics.ts";
import type { ModelFault } from "../../scoring/models/model.ts";
import { limits } from "../../scoring/models/model-limits.ts";
import type { MetricPart } from "../../scoring/types.ts";
import { countsFromWords } from "../../words/metrics.ts";
import { partLabels, partMeanings } from "../../words/status.ts";
import { dayIn } from "../../zones.ts";
import { Wrong } from "../parts/wrong.tsx";
import { hasFaultBelow, wrongAt } from "./model-faults.ts";
import type { ScoringForm } from "./scoring-form.ts";

/** A metric of the tenant that a part may be made of, and which days of it are known. */
export type FormMetric = Pick<Metric, "name" | "label" | "kind" | "coverage">;

interface MetricFieldsProps {
  readonly form: ScoringForm;
  readonly faults: readonly ModelFault[];
  readonly metrics: readonly FormMetric[];
  readonly now: Date;
  readonly part: MetricPart;
  /** "segments.0." of a segment, whose empty fields are as the model; "" of the model itself. */
  readonly within?: string;
}

/** What a part is made of: a metric, its window, and the values that earn all points and none. */
export function MetricFields(props: MetricFieldsProps) {
  const { part, form, faults, metrics, within = "" } = props;
  const base = `${within}metrics.${part}`;
  const wrong = wrongAt(faults, base);
  return (
    <fieldset
      class="metric-part"
      id={base}
      aria-describedby={wrong === undefined ? undefined : `${base}-wrong`}
    >
      <legend>{partLabels[part]}</legend>
      {within === "" && <p class="muted">{partMeanings[part]}</p>}
      <div class="numbers">
        <Select {...props} base={base} field="metric" label="Metric" choices={choicesOf(props, base)} />
        <Amount {...props} base={base} field="windowDays" label="Window" unit={limits.windowDays.unit} />
        <Select
          {...props}
          base={base}
          field="better"
          label="Better is"
          choices={[
            ...(within === "" ? [] : [["", "as the model"] as const]),
            ["more", "more"],
            ["less", "less"],
          ]}
        />
        <Amount {...props} base={base} field="all" label="All points at" unit="" />
        <Amount {...props} base={base} field="none" label="None at" unit="" />
      </div>
      <Wrong sentence={wrong} id={`${base}-wrong`} />
      {!hasFaultBelow(faults, base) && (
        <Notes {...props} base={base} chosen={metrics.find(({ name }) => name === form[`${base}.metric`])} />
      )}
    </fieldset>
  );
}

type Place = MetricFieldsProps & { readonly base: string };
type Choices = readonly (readonly [value: string, label: string])[];

function choicesOf({ form, metrics, within = "" }: MetricFieldsProps, base: string): Choices {
  const chosen = form[`${base}.metric`] ?? "";
  const isGone = chosen !== "" && metrics.every(({ name }) => name !== chosen);
  return [
    ["", within === "" ? "none" : "as the model"],
    ...metrics.map(({ name, label }) => [name, label] as const),
    ...(isGone ? [[chosen, `${chosen} (no longer there)`] as const] : []),
  ];
}

function Select(props: Place & { field: string; label: string; choices: Choices }) {
  const id = `${props.base}.${props.field}`;
  const wrong = wrongAt(props.faults, id);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        name={id}
        aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
        aria-invalid={wrong === undefined ? undefined : "true"}
      >
        {props.choices.map(([value, label]) => (
          <option value={value} selected={(props.form[id] ?? "") === value}>
            {label}
          </option>
        ))}
      </select>
      <Wrong sentence={wrong} id={`${id}-wrong`} />
    </div>
  );
}

function Amount(props: Place & { field: "windowDays" | "all" | "none"; label: string; unit: string }) {
  const { base, part, field, form, within = "" } = props;
  const id = `${base}.${field}`;
  const wrong = wrongAt(props.faults, id);
  const inherits = `metrics.${part}.${field}`;
  return (
    <div class="field number">
      <label for={id}>{props.label}</label>
      <span class="with-unit">
        <input
          id={id}
          type="number"
          name={id}
          value={form[id] ?? ""}
          step={field === "windowDays" ? 1 : "any"}
          placeholder={within === "" ? undefined : form[inherits]}
          data-inherits={within === "" ? undefined : inherits}
          aria-describedby={wrong === undefined ? undefined : `${id}-wrong`}
          aria-invalid={wrong === undefined ? undefined : "true"}
        />
        {props.unit}
      </span>
      <Wrong sentence={wrong} id={`${id}-wrong`} />
    </div>
  );
}

/** What is worth knowing of a metric that was chosen: that it weighs nothing, or from when it counts. */
function Notes(props: Place & { chosen: FormMetric | undefined }) {
  const { base, part, form, chosen, now, within = "" } = props;
  if (chosen === undefined) return null;
  const weight = form[`${within}weights.${part}`] || form[`weights.${part}`] || "0";
  const young = youngWords(
    chosen,
    Number(form[`${base}.windowDays`] || form[`metrics.${part}.windowDays`]),
    now,
  );
  return (
    <>
      {Number(weight) === 0 && (
        <p class="muted">
          {partLabels[part]} weighs 0 points: {chosen.label} changes no score until it has a weight.
        </p>
      )}
      {young !== null && <p class="muted">{young}</p>}
    </>
  );
}

/** Of a counter whose window is not all known yet: from when it counts. */
function youngWords(metric: FormMetric, windowDays: number, now: Date): string | null {
  if (!Number.isInteger(windowDays) || windowDays < 1) return null;
  const whole = wholeFrom(metric, metric.coverage, windowDays);
  const known = metric.coverage.to ?? dayIn(now, "UTC");
  if (whole === null || whole <= known) return null;
  return `${metric.label}: ${countsFromWords(whole, windowDays)}. Until then its weight is shared out.`;
}
