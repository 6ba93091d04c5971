import { z } from "zod";
import { AppError } from "../errors.ts";
import { type Buckets, bucketsOf } from "../scoring/metrics/metric-buckets.ts";
import type { Day } from "../scoring/types.ts";
import { storableText } from "./clean-text.ts";
import { maxIdLength } from "./event-schema.ts";
import { isObject } from "./is-object.ts";
import { insteadOf } from "./refused-value.ts";
import { usableDay, usableDayWords } from "./usable-day.ts";

/** Rows of one request. */
const maxMetricRows = 5_000;
/** Values of a histogram in one row. */
const maxHistogramValues = 1_000;

/** Why a value was refused: by its shape, or by what the tenant's metrics and accounts are. */
export type ValueRefusal =
  | "not-an-object"
  | "bad-field"
  | "unknown-metric"
  | "counted-metric"
  | "unknown-account"
  | "in-future"
  | "wrong-kind"
  | "not-a-share";

/** A value on its way in, in the short names of `app.sent_value`. */
export interface SentValue {
  /** Position in the request, from 0. */
  readonly i: number;
  readonly m: string;
  readonly a: string;
  readonly d: Day;
  /** Value, or numerator. */
  readonly v?: number;
  readonly n?: number;
  readonly b?: Buckets;
}

/** Up to which day a feed covers a metric, in the short names of `app.covered_metric`. */
export interface CoveredMetric {
  readonly m: string;
  readonly d: Day;
}

/** A refused row: its position from 0, a code for machines, a sentence for people. */
export interface ValueRejection {
  readonly index: number;
  /** Where it is a row of `covered`, and not of `batch`. */
  readonly of?: "covered";
  readonly code: ValueRefusal;
  readonly message: string;
}

const amount = z
  .number({ error: ({ input }) => `must be a number${insteadOf(input)}` })
  .refine((value) => Math.abs(value) < 1e12, "must be smaller than a million million")
  .transform((value) => Math.round(value * 1e6) / 1e6);
const id = z
  .union([z.string().trim(), z.number().int().transform(String)], { error: "must be a text" })
  .pipe(
    z.string().min(1, "must not be empty").max(maxIdLength, `must have at most ${maxIdLength} characters`),
  );
const noDay = ({ input }: { readonly input?: unknown }) => `must be ${usableDayWords}${insteadOf(input)}`;
const day = z.string({ error: noDay }).refine((text) => usableDay(text) === text, { error: noDay });

/** One value of a metric, as it is sent. */
const metricRowSchema = z
  .object({
    metric: id,
    account: id,
    day,
    value: amount.optional(),
    numerator: amount.optional(),
    denominator: amount.refine((value) => value >= 0, "must not be below 0").optional(),
    values: z
      .array(
        amount.refine((value) => value >= 0, "must not be below 0"),
        "must be a list of numbers",
      )
      .min(1, "must have a number")
      .max(maxHistogramValues, `must have at most ${maxHistogramValues} numbers`)
      .optional(),
  })
  .superRefine(({ value, numerator, denominator, values }, context) => {
    const shapes = [value, numerator, values].filter((given) => given !== undefined).length;
    if (shapes !== 1 || (numerator === undefined) !== (denominator === undefined)) {
      context.addIssue({
        code: "custom",
        path: ["value"],
        message: "must be given, or “numerator” and “denominator”, or “values”: one of the three",
      });
    }
  });

const coveredSchema = z.array(z.object({ metric: id, to: day })).max(200);

/**
 * Reads a request of `POST /v1/metrics`: checks every row on its own, and says of each bad one what is wrong.
 * @throws AppError `bad-input` when the body as a whole is not a request; `too-large` for too many rows
 */
export function parseMetrics(body: unknown): {
  values: SentValue[];
  covered: CoveredMetric[];
  rejected: ValueRejection[];
} {
  if (!isObject(body)) throw new AppError("bad-input", "The body must be a JSON object.");
  const rows = body.batch ?? [];
  if (body.batch === undefined && body.covered === undefined)
    throw new AppError(
      "bad-input",
      "Send values as {“batch”: [ … ]}, or how far a feed is whole as {“covered”: [ … ]}.",
      { detail: { field: "batch" } },
    );
  if (!Array.isArray(rows))
    throw new AppError("bad-input", "“batch” must be a list of values.", { detail: { field: "batch" } });
  if (rows.length > maxMetricRows) {
    throw new AppError(
      "too-large",
      `A request carries at most ${maxMetricRows} values; send the rest in another.`,
    );
  }
  const covered = coveredSchema.safeParse(body.covered ?? []);
  if (!covered.success)
    throw new AppError(
      "bad-input",
      "“covered” must be a list of {metric, to}, “to” a day such as 2026-11-19.",
      { detail: { field: "covered" } },
    );
  const values: SentValue[] = [];
  const rejected: ValueRejection[] = [];
  for (const [index, row] of rows.entries()) {
    const read = readMetricRow(row, index);
    if ("code" in read) rejected.push({ index, ...read });
    else values.push(read);
  }
  return {
    values,
    covered: covered.data.map(({ metric, to }) => ({ m: storableText(metric), d: to })),
    rejected,
  };
}

/**
 * One row, checked by itself.
 * @param i its position
 * @param called how its sender calls a field, where that is not by our name
 */
export function readMetricRow(
  row: unknown,
  i: number,
  called: Readonly<Partial<Record<string, string>>> = {},
): SentValue | Omit<ValueRejection, "index"> {
  if (!isObject(row)) return { code: "not-an-object", message: "A value must be an object." };
  const checked = metricRowSchema.safeParse(row);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const field = String(issue?.path.find((step) => typeof step === "string") ?? "value");
    return { code: "bad-field", message: `“${called[field] ?? field}” ${issue?.message}.` };
  }
  const { metric, account, day: d, value, numerator, denominator, values } = checked.data;
  const v = value ?? numerator;
  return {
    i,
    m: storableText(metric),
    a: storableText(account),
    d,
    ...(v === undefined ? {} : { v }),
    ...(denominator === undefined ? {} : { n: denominator }),
    ...(values === undefined ? {} : { b: bucketsOf(values) }),
  };
}

/** What to say of a row of `covered` that the tenant's own metrics refuse. */
export function coveredRefusalSentence(code: string, row: CoveredMetric): string {
  return refusalSentence(code, { ...row, a: "" });
}

/** What to say of a row that the tenant's own metrics and accounts refuse. */
export function refusalSentence(code: string, row: Pick<SentValue, "m" | "a" | "d" | "v" | "n">): string {
  switch (code) {
    case "unknown-metric":
      return `There is no metric “${row.m}”; define it first.`;
    case "counted-metric":
      return `“${row.m}” is counted from events; values cannot be sent for it.`;
    case "unknown-account":
      return `There is no account “${row.a}”.`;
    case "in-future":
      return `${row.d} has not begun yet where the tenant is.`;
    case "not-a-share":
      return `“${row.m}” is a share: its numerator must be from 0 to its denominator, not ${row.v} of ${row.n}. A rate that is no share has a unit of its own.`;
    default:
      return `“${row.m}” is of a kind that takes other values: “value” for a counter or gauge, “numerator” and “denominator” for a rate, “values” for a histogram.`;
  }
}
