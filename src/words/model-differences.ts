import type { ModelDocument, ModelSegment } from "../scoring/models/model.ts";
import { type MetricPart, metricParts } from "../scoring/types.ts";
import { fieldValue, modelFields, valueIn } from "./model-fields.ts";
import { days } from "./numbers.ts";
import { partLabels } from "./status.ts";

/** What differs between two models, in words: "Watch below", "70", "75". */
export interface ModelDifference {
  /** The name of the segment that it is of; null: the model itself. */
  readonly segment: string | null;
  /** What it is; "" where one of the two does not have the segment at all. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** What the tenant's metrics are called; one that is gone goes by its name. */
type MetricLabels = readonly { readonly name: string; readonly label: string }[];

type Rules = Pick<ModelSegment, "metrics">;

/** "Watch below", "Segment Large: Watch below", "Segment Large": what differs, where it stands alone. */
export function differenceLabel({ segment, label }: ModelDifference): string {
  if (segment === null) return label;
  return label === "" ? `Segment ${segment}` : `Segment ${segment}: ${label}`;
}

/**
 * Every difference from one model to another, in the order of the document; segments go by their names, and those of one stand
 * together. Numbers have their unit but for points; a metric is one line: "Tickets opened, 28 days; all points at 0, none at 12".
 */
export function modelDifferences(
  from: ModelDocument,
  to: ModelDocument,
  metrics: MetricLabels,
): ModelDifference[] {
  const [before, after] = [linesOf(from, metrics), linesOf(to, metrics)];
  const names = [...new Set([...from.segments, ...to.segments].map(({ name }) => name))];
  return [
    ...differing(null, before, after, (label) => (isWeight(label) ? "0" : "no metric")),
    ...names.flatMap((segment) => segmentDifferences(segment, from, to, metrics)),
  ];
}

/** What a model gives no weight has none: 0 and nothing are the same. */
function isWeight(label: string): boolean {
  return modelFields.some((field) => field.label === label && field.path.startsWith("weights."));
}

function segmentDifferences(
  segment: string,
  from: ModelDocument,
  to: ModelDocument,
  metrics: MetricLabels,
): ModelDifference[] {
  const [before, after] = [segmentLines(segment, from, metrics), segmentLines(segment, to, metrics)];
  if (before === null || after === null)
    return [{ segment, label: "", from: summaryOf(before), to: summaryOf(after) }];
  if (!movedSegments(from, to).has(segment)) {
    before.delete(placeLabel);
    after.delete(placeLabel);
  }
  return differing(segment, before, after, () => "as the model");
}

/** Segments that stand elsewhere among those that both models have: as few as tell the new order from the old. */
function movedSegments(from: ModelDocument, to: ModelDocument): ReadonlySet<string> {
  const before = from.segments.map(({ name }) => name);
  const common = to.segments.map(({ name }) => name).filter((name) => before.includes(name));
  // The longest row that stands in its old order has stayed.
  const rows: (readonly string[])[] = [[]];
  for (const name of common) {
    const place = before.indexOf(name);
    const fitting = rows.filter((row) => row.every((one) => before.indexOf(one) < place));
    rows.push([...longest(fitting), name]);
  }
  const stayed = longest(rows);
  return new Set(common.filter((name) => !stayed.includes(name)));
}

function longest(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.reduce((best, row) => (row.length > best.length ? row : best), []);
}

/** A segment whole, where the other model has none of its name: "Place 1; plan Enterprise; At risk below 55". */
function summaryOf(lines: ReadonlyMap<string, string> | null): string {
  if (lines === null) return "not there";
  return [...lines].map(([label, value]) => (label === whomLabel ? value : `${label} ${value}`)).join("; ");
}

const useLabel = "Use";
const placeLabel = "Place";
const whomLabel = "For";
/** Every line that a model or a segment can have. */
const lineOrder: readonly string[] = [
  useLabel,
  placeLabel,
  whomLabel,
  ...modelFields.map(({ label }) => label),
  ...metricParts.map((part) => partLabels[part]),
];

function segmentLines(name: string, model: ModelDocument, metrics: MetricLabels) {
  const at = model.segments.findIndex((segment) => segment.name === name);
  const segment = model.segments[at];
  if (segment === undefined) return null;
  return new Map([
    // The first that fits counts.
    [placeLabel, String(at + 1)],
    [whomLabel, whomWords(segment.when)],
    ...numberLines(segment),
    ...metricLines(segment, metrics),
  ]);
}

/** Whom a segment is for: "plan Enterprise or Scale, stage Live, 200 seats or more". */
function whomWords({ plan, stage, seats }: ModelSegment["when"]): string {
  const among = (what: string, names: readonly string[] | undefined) =>
    names === undefined ? [] : [`${what} ${names.join(" or ")}`];
  return [...among("plan", plan), ...among("stage", stage), ...seatsWords(seats)].join(", ");
}

function seatsWords(seats: ModelSegment["when"]["seats"]): string[] {
  if (seats === undefined) return [];
  const { from, to } = seats;
  if (from === undefined) return [`up to ${to} seats`];
  return [to === undefined ? `${from} seats or more` : `${from} to ${to} seats`];
}

function linesOf(model: ModelDocument, metrics: MetricLabels): Map<string, string> {
  const kind = model.kind === "b2b" ? "many users an account" : "one user an account";
  return new Map([[useLabel, kind], ...numberLines(model), ...metricLines(model, metrics)]);
}

function numberLines(rules: object): [string, string][] {
  return modelFields.flatMap((field): [string, string][] => {
    const value = valueIn(rules, field.path);
    return typeof value === "number" ? [[field.label, fieldValue(field, value)]] : [];
  });
}

function metricLines({ metrics }: Rules, labels: MetricLabels): [string, string][] {
  return metricParts.flatMap((part): [string, string][] => {
    const rule = metrics?.[part];
    return rule === undefined ? [] : [[partLabels[part], metricRuleWords(rule, labels)]];
  });
}

type Rule = NonNullable<NonNullable<ModelSegment["metrics"]>[MetricPart]>;

/** "Tickets opened, 28 days; all points at 0, none at 12"; of a segment's, only what it says. */
function metricRuleWords({ metric, windowDays, all, none }: Rule, labels: MetricLabels): string {
  const what = [
    ...(metric === undefined ? [] : [labels.find(({ name }) => name === metric)?.label ?? metric]),
    ...(windowDays === undefined ? [] : [days(windowDays)]),
  ];
  const points = [
    ...(all === undefined ? [] : [`all points at ${amount(all)}`]),
    ...(none === undefined ? [] : [`${all === undefined ? "no points" : "none"} at ${amount(none)}`]),
  ];
  return [what.join(", "), points.join(", ")].filter((words) => words !== "").join("; ");
}

function differing(
  segment: string | null,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  absent: (label: string) => string,
): ModelDifference[] {
  return lineOrder.flatMap((label) => {
    if (!before.has(label) && !after.has(label)) return [];
    const none = absent(label);
    const line = { segment, label, from: before.get(label) ?? none, to: after.get(label) ?? none };
    return line.from === line.to ? [] : [line];
  });
}

function amount(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 6 }).replace("-", "−");
}
