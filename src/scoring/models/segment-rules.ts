import { type MetricPart, metricParts, type PartName, partNames, type UsagePart } from "../types.ts";

type Some<Of> = { readonly [Key in keyof Of]?: Of[Key] | undefined };
/** Points of each part; a part from a metric may be left out. */
export type Weights = Readonly<Record<UsagePart, number>> & Some<Record<MetricPart, number>>;
/** Where bands begin, in points. */
export interface Bands {
  readonly atRisk: number;
  readonly watch: number;
  readonly leave: number;
}
/** A metric and the values that earn all and none of a part's points. */
export interface MetricRule {
  readonly metric: string;
  readonly windowDays: number;
  readonly better: "more" | "less";
  readonly all: number;
  readonly none: number;
}

/** What a model and its segments may each say for themselves. */
interface ModelRules {
  readonly weights: Weights;
  readonly bands: Bands;
  readonly fullUsers: number;
  readonly silenceDays: number;
  readonly established: { readonly activeDays: number; readonly users: number };
  readonly metrics: Some<Record<MetricPart, MetricRule>>;
}
interface SegmentRules {
  readonly weights?: Some<Weights> | undefined;
  readonly bands?: Some<Bands> | undefined;
  readonly fullUsers?: number | undefined;
  readonly silenceDays?: number | undefined;
  readonly established?: Some<ModelRules["established"]> | undefined;
  readonly metrics?: Some<Record<MetricPart, Some<MetricRule>>> | undefined;
}

/** What holds in a segment: its own word, else the model's, field by field. Null: outside of segments. */
export function rulesIn(model: ModelRules, segment: SegmentRules | null): ModelRules {
  if (segment === null) return model;
  return {
    weights: weightsIn(model.weights, segment.weights),
    bands: over(model.bands, segment.bands),
    fullUsers: segment.fullUsers ?? model.fullUsers,
    silenceDays: segment.silenceDays ?? model.silenceDays,
    established: over(model.established, segment.established),
    metrics: metricsIn(model.metrics, segment.metrics),
  };
}

/** Weights that add up to 100 by themselves say all: what they leave out weighs nothing. */
function weightsIn(model: Weights, own: Some<Weights> | undefined): Weights {
  const said = partNames.reduce((sum, part) => sum + (own?.[part] ?? 0), 0);
  const nothing: Record<PartName, number> = {
    ...{ recent: 0, habit: 0, trend: 0, people: 0 },
    ...{ support: 0, sentiment: 0, commercial: 0 },
  };
  return over(said === 100 ? nothing : model, own);
}

/** A part whose metric the model has not is only there once the segment says all of it. */
function metricsIn(model: ModelRules["metrics"], own: SegmentRules["metrics"]): ModelRules["metrics"] {
  const rules = metricParts.flatMap((part) => {
    const rule = { ...model[part], ...defined(own?.[part] ?? {}) };
    return isWhole(rule) ? [[part, rule] as const] : [];
  });
  return Object.fromEntries(rules);
}

function isWhole(rule: Some<MetricRule>): rule is MetricRule {
  const { metric, windowDays, better, all, none } = rule;
  return [metric, windowDays, better, all, none].every((value) => value !== undefined);
}

function over<Of extends object>(wider: Of, own: Some<Of> | undefined): Of {
  return { ...wider, ...defined(own ?? {}) };
}

function defined<Of extends object>(given: Of): Partial<Of> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Of>;
}
