import { z } from "zod";
import { AppError } from "../../errors.ts";
import { type MetricKind, metricKinds } from "../../scoring/metrics/metrics.ts";
import { isStorable } from "../../storable-text.ts";

/** Metrics that a tenant may have at once. */
export const maxMetrics = 50;

/** A condition on one property of an event. `at-least` and `at-most` compare numbers, the others texts. */
export interface PropertyCondition {
  readonly property: string;
  readonly op: "is" | "is-not" | "at-least" | "at-most";
  readonly value: string;
}

const unstorable = "holds a character that can't be kept: type it again";
const text = (most: number) =>
  z
    .string("must be a text")
    .trim()
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`)
    .refine(isStorable, unstorable);
const condition = z
  .object({
    property: text(200),
    op: z.enum(["is", "is-not", "at-least", "at-most"], "must be is, is-not, at-least or at-most"),
    value: text(200),
  })
  .refine(
    ({ op, value }) => op === "is" || op === "is-not" || isComparable(value),
    "must be compared with a number",
  );

/** Whether `at-least` and `at-most` can compare with it: a plain number. */
export function isComparable(value: string): boolean {
  return /^-?\d{1,12}(\.\d{1,12})?$/.test(value);
}

const filter = z.array(condition, "must be a list of conditions").max(10, "must have at most 10 conditions");

const source = z.discriminatedUnion(
  "from",
  [
    z.strictObject({ from: z.literal("supplied") }),
    z.object({
      from: z.literal("event"),
      event: text(200),
      filter: filter.default([]),
      /** The property that holds the value; a counter without one counts events. */
      value: text(200).optional(),
      /** Of a rate: which of the events count. */
      share: filter.min(1, "must have a condition").optional(),
      /** Of a rate: the properties that hold its terms, instead of a share. */
      numerator: text(200).optional(),
      denominator: text(200).optional(),
    }),
  ],
  "must say where values come from: event or supplied",
);

/** How a metric is called in files, models and feeds: "tickets-opened". */
export const metricName = /^[a-z][a-z0-9-]{0,62}$/;

const unit = z
  .string("must be a text")
  .trim()
  .max(24, "must have at most 24 characters")
  .refine(isStorable, unstorable);
const direction = z.enum(["up", "down"], "must be up or down");
const percentile = z
  .number("must be a number")
  .int("must be a whole number")
  .min(1, "must be 1 to 99")
  .max(99, "must be 1 to 99");

/** What an admin says of a metric. */
const metricDraftSchema = z.object({
  name: z
    .string("must be a text")
    .trim()
    .regex(metricName, "must be small letters, digits and hyphens, such as tickets-opened"),
  label: text(80),
  unit: unit.default(""),
  kind: z.enum(metricKinds, `must be ${metricKinds.join(", ")}`),
  good: direction,
  percentile: percentile.optional(),
  source,
});

/** What can be changed of a metric without counting again. */
const metricChangeSchema = z.object({
  label: text(80).optional(),
  unit: unit.optional(),
  good: direction.optional(),
  percentile: percentile.optional(),
});
/** What is to change of a metric; what is absent stays. */
type MetricChange = z.infer<typeof metricChangeSchema>;

/** A histogram's percentile where none is given. */
const usualPercentile = 95;

type CheckedDraft = z.infer<typeof metricDraftSchema>;

/** A metric as it is to be, checked. */
export interface MetricDraft extends CheckedDraft {
  /** 1 to 99; a histogram alone has one of its own. */
  readonly percentile: number;
}

/**
 * Checks what an admin says of a metric. What does not apply to its kind or source is refused, never passed over.
 * @throws AppError `bad-input` with `detail.field`, and a sentence that names the field as its sender calls it
 */
export function parseMetricDraft(given: unknown): MetricDraft {
  const draft = parsed(metricDraftSchema, given);
  refuseOfOthers(draft);
  if (draft.source.from === "event") {
    const { value, share, numerator, denominator } = draft.source;
    const terms = numerator !== undefined || denominator !== undefined;
    if (draft.kind === "rate") {
      if (share !== undefined && terms)
        throw refuse(
          "share",
          "A rate has the condition of what counts, or the properties of numerator and denominator, not both. Leave one out.",
        );
      if (share === undefined && (numerator === undefined || denominator === undefined))
        throw refuse(
          "share",
          "A rate needs the condition of what counts, or the properties of numerator and denominator.",
        );
    } else if ((draft.kind === "gauge" || draft.kind === "histogram") && value === undefined)
      throw refuse("value", `A ${draft.kind} needs the property that holds its value.`);
  }
  return { ...draft, percentile: draft.percentile ?? usualPercentile };
}

/**
 * Checks what is to change of a metric of a kind.
 * @throws AppError `bad-input` with `detail.field`, as `parseMetricDraft`; also where nothing is to change
 */
export function parseMetricChange(given: unknown, kind: MetricKind): MetricChange {
  const change = parsed(metricChangeSchema, given);
  refusePercentile(change.percentile, kind);
  if (Object.values(change).every((value) => value === undefined))
    throw refuse("label", "Say what is to change: label, unit, good, or the percentile of a histogram.");
  return change;
}

function parsed<T extends z.ZodType>(schema: T, given: unknown): z.infer<T> {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  // The source is the one place that knows which names it has.
  if (issue?.code === "unrecognized_keys") {
    const field = saidAs(issue.keys[0] ?? "source");
    throw refuse(
      field,
      `“${field}” is for a metric that is counted from an event. Say which with “event”, or leave it out.`,
    );
  }
  const steps = (issue?.path ?? []).filter((step) => typeof step === "string");
  const field = saidAs(
    steps.find((step) => step === "filter" || step === "share") ?? steps.at(-1) ?? "metric",
  );
  throw refuse(field, `“${field}” ${issue?.message}.`);
}

/** What only a rate has. */
const rateFields = ["share", "numerator", "denominator"] as const;

/** Refuses what is said of another kind, and would change nothing. */
function refuseOfOthers({ kind, percentile, source }: CheckedDraft): void {
  refusePercentile(percentile, kind);
  if (source.from === "supplied") return;
  if (kind === "rate" && source.value !== undefined)
    throw refuse(
      "value",
      "“value” is not for a rate: it has a share, or numerator and denominator. Leave it out.",
    );
  const field = kind === "rate" ? undefined : rateFields.find((one) => source[one] !== undefined);
  if (field !== undefined)
    throw refuse(field, `“${field}” is for a rate, and this is a ${kind}. Leave it out, or make it a rate.`);
}

function refusePercentile(given: number | undefined, kind: MetricKind): void {
  if (given !== undefined && kind !== "histogram")
    throw refuse("percentile", `“percentile” is for a histogram, and this is a ${kind}. Leave it out.`);
}

/** How forms and the command line call a field of the draft. */
function saidAs(field: string): string {
  return field === "filter" ? "where" : field;
}

function refuse(field: string, sentence: string): AppError {
  return new AppError("bad-input", sentence, { detail: { field } });
}
