import type { Metric } from "../../db/metrics/metrics.ts";
import type { MetricKind } from "../../scoring/metrics/metrics.ts";
import { parseConditions } from "../../usecases/metrics/condition-text.ts";

/** The fields of the form that defines a metric, as they were typed. */
export interface MetricForm {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly kind: string;
  readonly good: string;
  readonly percentile: string;
  readonly from: string;
  readonly event: string;
  /** "on": its events are left out of use; "": nothing is said of that. */
  readonly notUse: string;
  readonly where: string;
  readonly value: string;
  readonly share: string;
  readonly numerator: string;
  readonly denominator: string;
}

/** An empty form: a counter of events, of which more are better, as on the command line. */
export const emptyMetricForm: MetricForm = {
  name: "",
  label: "",
  unit: "",
  kind: "counter",
  good: "up",
  percentile: "95",
  from: "event",
  event: "",
  notUse: "",
  where: "",
  value: "",
  share: "",
  numerator: "",
  denominator: "",
};

/** What was sent; what is missing is as in an empty form. */
export function typedMetric(fields: Readonly<Record<string, string>>): MetricForm {
  const names = Object.keys(emptyMetricForm) as (keyof MetricForm)[];
  const typed = names.map((name) => [name, (fields[name] ?? emptyMetricForm[name]).trim().slice(0, 500)]);
  return Object.fromEntries(typed) as unknown as MetricForm;
}

/**
 * What was typed as a draft, unchecked: of the fields that the form shows for this kind and source, as the others are out of
 * sight. Without a name, it is made from the label.
 * @throws AppError `bad-input` with `detail.field` for what is no condition
 */
export function draftOf(form: MetricForm): unknown {
  const filled = (field: "value" | "numerator" | "denominator") =>
    form[field] === "" ? {} : { [field]: form[field] };
  const isRate = form.kind === "rate";
  return {
    name: form.name === "" ? slugOf(form.label) : form.name,
    label: form.label,
    unit: form.unit,
    kind: form.kind,
    good: form.good,
    ...(form.kind === "histogram" ? { percentile: Number(form.percentile) } : {}),
    source:
      form.from === "supplied"
        ? { from: "supplied" }
        : {
            from: "event",
            event: form.event,
            ...(form.where === "" ? {} : { filter: parseConditions(form.where, "where") }),
            ...(isRate ? {} : filled("value")),
            ...(isRate && form.share !== "" ? { share: parseConditions(form.share, "share") } : {}),
            ...(isRate ? { ...filled("numerator"), ...filled("denominator") } : {}),
          },
  };
}

/** A metric as the form that changes it shows it first. */
export function formOfMetric(metric: Pick<Metric, "label" | "unit" | "good" | "percentile">): MetricForm {
  const { label, unit, good, percentile } = metric;
  return { ...emptyMetricForm, label, unit, good, percentile: String(percentile) };
}

/** What was typed as a change of a metric of a kind, unchecked. */
export function changeOf({ label, unit, good, percentile }: MetricForm, kind: MetricKind): unknown {
  return { label, unit, good, ...(kind === "histogram" ? { percentile: Number(percentile) } : {}) };
}

/** "Tickets opened" is `tickets-opened`. */
function slugOf(label: string): string {
  return label
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "-")
    .replace(/^[-0-9]+|-$/gu, "")
    .slice(0, 63);
}
