import type { ModelDocument } from "../../scoring/models/model.ts";
import { type Limit, limits } from "../../scoring/models/model-limits.ts";
import { type MetricPart, metricParts, usageParts } from "../../scoring/types.ts";
import { valueIn } from "../../words/model-fields.ts";
import { partLabels } from "../../words/status.ts";
import { segmentFieldsOf, segmentsOf, setAt } from "./segment-form.ts";

/** What stands in the fields of the form, by the path of each in the model: what is saved, or what was just typed. */
export type ScoringForm = Readonly<Record<string, string>>;

/** A number of the model as a field. */
export interface ScoringField {
  /** Its path in the model. */
  readonly name: string;
  readonly label: string;
  readonly limit: Limit;
}

/** Fields that stand together. */
export interface FieldGroup {
  readonly legend: string;
  readonly means: string;
  readonly fields: readonly ScoringField[];
  /** Few teams change them: folded away for as long as they are as at the start. */
  readonly rare?: true;
}

/** Weights first: they add up to 100 together with those of the parts from metrics. */
export const weightFields: readonly ScoringField[] = [...usageParts, ...metricParts].map((part) => ({
  name: `weights.${part}`,
  label: partLabels[part],
  limit: limits.weight,
}));

/** Where bands begin and are left; a segment has the same. */
export const bandFields: readonly ScoringField[] = [
  { name: "bands.atRisk", label: "At risk below", limit: limits.atRisk },
  { name: "bands.watch", label: "Watch below", limit: limits.watch },
  { name: "bands.leave", label: "Leave beyond", limit: limits.leave },
];

/** Everything else that is a number, group by group. */
export const fieldGroups: readonly FieldGroup[] = [
  {
    legend: "Bands",
    means:
      "Where at risk and watch begin; a band is left this many points beyond. While use has plainly fallen, no account is healthy.",
    fields: bandFields,
  },
  {
    legend: "Silence and established use",
    rare: true,
    means:
      "An established account that is silent this long is at risk whatever its score. Established: at least so many active days, and so many users, each within so many days.",
    fields: [
      { name: "silenceDays", label: "Silent for", limit: limits.silenceDays },
      { name: "established.activeDays", label: "Active days", limit: limits.activeDays },
      { name: "established.inDays", label: "Active days: within", limit: limits.inDays },
      { name: "established.users", label: "Users", limit: limits.users },
      { name: "established.usersInDays", label: "Users: within", limit: limits.usersInDays },
    ],
  },
  {
    legend: "Memory and full points",
    rare: true,
    means:
      "When a day in use counts half, and how much use earns all points; people count for 16 weeks. All but what People takes is common to all segments.",
    fields: [
      { name: "memory.recent.halfLifeDays", label: "Recent: half after", limit: limits.halfLifeDays },
      { name: "memory.recent.fullDays", label: "Recent: full at", limit: limits.fullDays },
      { name: "memory.habit.halfLifeDays", label: "Habit: half after", limit: limits.halfLifeDays },
      { name: "memory.habit.fullDays", label: "Habit: full at", limit: limits.fullDays },
      { name: "fullUsers", label: "People: full at", limit: limits.fullUsers },
    ],
  },
];

/** Which direction is usually good, where nothing is set yet. */
const usuallyBetter: Readonly<Record<MetricPart, "more" | "less">> = {
  support: "less",
  sentiment: "more",
  commercial: "less",
};

/** The form of a model. */
export function formOf(model: ModelDocument): ScoringForm {
  const numbers = [...weightFields, ...fieldGroups.flatMap(({ fields }) => fields)];
  const metricFields = metricParts.flatMap((part) => {
    const rule = model.metrics[part];
    return [
      [`metrics.${part}.metric`, rule?.metric ?? ""],
      [`metrics.${part}.windowDays`, String(rule?.windowDays ?? 28)],
      [`metrics.${part}.better`, rule?.better ?? usuallyBetter[part]],
      [`metrics.${part}.all`, rule === undefined ? "" : String(rule.all)],
      [`metrics.${part}.none`, rule === undefined ? "" : String(rule.none)],
    ];
  });
  return {
    kind: model.kind,
    ...Object.fromEntries(numbers.map(({ name }) => [name, String(valueIn(model, name) ?? 0)])),
    ...Object.fromEntries(metricFields),
    ...segmentFieldsOf(model.segments),
  };
}

/** The model that a form says, unchecked: what was typed and is no number stays as it is, for the model to complain of. */
export function documentOf(form: ScoringForm): unknown {
  const document: Record<string, unknown> = { kind: form.kind };
  for (const { name } of [...weightFields, ...fieldGroups.flatMap(({ fields }) => fields)])
    if (!(isAdded(name) && Number(form[name]) === 0)) setAt(document, name, numberOf(form[name]));
  const metrics: Record<string, unknown> = {};
  for (const part of metricParts) {
    const field = (name: string) => form[`metrics.${part}.${name}`];
    if ((field("metric") ?? "") === "") continue;
    metrics[part] = {
      metric: field("metric"),
      windowDays: numberOf(field("windowDays")),
      better: field("better"),
      all: numberOf(field("all")),
      none: numberOf(field("none")),
    };
  }
  return { ...document, metrics, segments: segmentsOf(form) };
}

/** Whether two forms say the same: an empty field is as one that is not there. */
export function saysTheSame(one: ScoringForm, other: ScoringForm): boolean {
  return [...Object.keys(one), ...Object.keys(other)].every(
    (name) => (one[name] ?? "") === (other[name] ?? ""),
  );
}

/** The weight of a part that a tenant may add: 0 is the same as none. */
function isAdded(path: string): boolean {
  return metricParts.some((part) => path === `weights.${part}`);
}

function numberOf(typed: string | undefined): unknown {
  const written = typed?.trim().replace("−", "-") ?? "";
  return written === "" ? null : Number(written);
}
