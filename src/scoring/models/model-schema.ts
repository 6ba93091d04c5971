import { z } from "zod";
import { isStorable, notStorable } from "../../storable-text.ts";
import { metricParts } from "../types.ts";
import { checkActiveDays, checkBands, checkMetricRule, checkWeights, checkWired } from "./model-checks.ts";
import { limits, mostSegments } from "./model-limits.ts";
import { rulesIn } from "./segment-rules.ts";

function whole(name: keyof typeof limits) {
  const { least, most, unit } = limits[name];
  const error = `Write a whole number from ${least} to ${most.toLocaleString("en-GB")} (${unit}).`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

function words(most: number) {
  const error = `Write 1 to ${most} characters.`;
  return z
    .string({ error })
    .trim()
    .min(1, { error })
    .max(most, { error })
    .refine(isStorable, { error: notStorable });
}

const number = z.number({ error: "Write a number." });

const weights = z.strictObject({
  recent: whole("weight"),
  habit: whole("weight"),
  trend: whole("weight"),
  people: whole("weight"),
  support: whole("weight").optional(),
  sentiment: whole("weight").optional(),
  commercial: whole("weight").optional(),
});

const memory = z.strictObject({ halfLifeDays: whole("halfLifeDays"), fullDays: whole("fullDays") });

const bands = z.strictObject({ atRisk: whole("atRisk"), watch: whole("watch"), leave: whole("leave") });

const metricRule = z.strictObject({
  metric: words(100),
  windowDays: whole("windowDays"),
  better: z.enum(["more", "less"], { error: "Write more or less: which is better?" }),
  all: number,
  none: number,
});

const checkedRule = metricRule.superRefine((rule, context) => checkMetricRule(rule, context)).optional();
const metrics = z.strictObject({ support: checkedRule, sentiment: checkedRule, commercial: checkedRule });

const some = z
  .array(words(100), { error: "Write a list of one to 50." })
  .min(1, { error: "Write a list of one to 50." })
  .max(50);

/** Whom a segment is for: all that is named must fit. */
export const whenSchema = z
  .strictObject({
    plan: some.optional(),
    stage: some.optional(),
    seats: z
      .strictObject({ from: whole("seats").optional(), to: whole("seats").optional() })
      .refine(({ from, to }) => from !== undefined || to !== undefined, {
        error: "Say from which number of seats, up to which, or both.",
      })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        error: "“From” is larger than “to”: swap them.",
      })
      .optional(),
  })
  .refine(({ plan, stage, seats }) => plan !== undefined || stage !== undefined || seats !== undefined, {
    error: "Say whom it is for: by plan, stage or seats.",
  });

const partOfRule = metricRule.partial().optional();
/** What it leaves out is as the model's. */
const segment = z.strictObject({
  name: words(60),
  when: whenSchema,
  weights: weights.partial().optional(),
  bands: bands.partial().optional(),
  fullUsers: whole("fullUsers").optional(),
  established: z
    .strictObject({ activeDays: whole("activeDays").optional(), users: whole("users").optional() })
    .optional(),
  silenceDays: whole("silenceDays").optional(),
  metrics: z.strictObject({ support: partOfRule, sentiment: partOfRule, commercial: partOfRule }).optional(),
});

/** What a scoring model may say; every fault is a sentence with what to do. */
export const modelSchema = z
  .strictObject({
    kind: z.enum(["b2b", "retail"], { error: "Write b2b (many users an account) or retail (one)." }),
    weights: weights.superRefine((given, context) => checkWeights(given, context)),
    /** Common to the whole model, so that an account that changes its segment keeps its sums. */
    memory: z.strictObject({ recent: memory, habit: memory }),
    fullUsers: whole("fullUsers"),
    established: z.strictObject({
      activeDays: whole("activeDays"),
      inDays: whole("inDays"),
      users: whole("users"),
      usersInDays: whole("usersInDays"),
    }),
    silenceDays: whole("silenceDays"),
    bands: bands.superRefine((given, context) => checkBands(given, context)),
    metrics: metrics.default({}),
    segments: z
      .array(segment, { error: "Write a list of segments." })
      .max(mostSegments, { error: `At most ${mostSegments} segments.` })
      .default([]),
  })
  .superRefine((model, context) => {
    checkActiveDays(model.established, context);
    checkWired(model.weights, model.metrics, context);
    const names = new Set<string>();
    for (const [at, one] of model.segments.entries()) {
      const path = ["segments", at];
      if (names.has(one.name)) {
        context.addIssue({
          code: "custom",
          path: [...path, "name"],
          message: `There are two segments “${one.name}”: give each a name of its own.`,
        });
      }
      names.add(one.name);
      const own = rulesIn(model, one);
      if (one.weights !== undefined) checkWeights(own.weights, context, [...path, "weights"]);
      if (one.bands !== undefined) checkBands(own.bands, context, [...path, "bands"]);
      if (one.established !== undefined) {
        const { inDays } = model.established;
        checkActiveDays({ ...own.established, inDays }, context, path);
      }
      for (const part of metricParts) {
        const rule = own.metrics[part];
        if (one.metrics?.[part] === undefined) continue;
        if (rule !== undefined) checkMetricRule(rule, context, [...path, "metrics", part]);
        else {
          context.addIssue({
            code: "custom",
            path: [...path, "metrics", part],
            message:
              "The model has no metric here: say which, its window, and what earns all points and none.",
          });
        }
      }
      const named = { ...own.metrics, ...one.metrics };
      if (one.weights !== undefined || one.metrics !== undefined)
        checkWired(own.weights, named, context, path);
    }
  });
