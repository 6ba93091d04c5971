import { z } from "zod";
import { isStorable, notStorable } from "../../storable-text.ts";
import { type MetricPart, metricParts, type PartName, partNames, usageParts } from "../types.ts";
import { limits } from "./model-limits.ts";

/** Points that use must weigh at the least: it is what every account has, and carries what a metric without data leaves. */
const leastUsage = 25;
/** Segments of one model. */
const mostSegments = 20;

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

const weights = z
  .strictObject({
    recent: whole("weight"),
    habit: whole("weight"),
    trend: whole("weight"),
    people: whole("weight"),
    support: whole("weight").optional(),
    sentiment: whole("weight").optional(),
    commercial: whole("weight").optional(),
  })
  .superRefine((given, context) => {
    const sum = partNames.reduce((total, part) => total + (given[part] ?? 0), 0);
    if (sum !== 100) {
      const mend = sum < 100 ? `add ${100 - sum}` : `take ${sum - 100} away`;
      context.addIssue({
        code: "custom",
        message: `The weights add up to ${sum} and must add up to 100: ${mend}.`,
      });
    }
    const usage = usageParts.reduce((total, part) => total + given[part], 0);
    if (sum === 100 && usage < leastUsage) {
      context.addIssue({
        code: "custom",
        message: `Recent, Habit, Trend and People weigh ${usage} together: give them ${leastUsage} at the least. They carry what a metric without data leaves.`,
      });
    }
  });

const memory = z.strictObject({ halfLifeDays: whole("halfLifeDays"), fullDays: whole("fullDays") });

const bands = z
  .strictObject({ atRisk: whole("atRisk"), watch: whole("watch"), leave: whole("leave") })
  .superRefine(({ atRisk, watch, leave }, context) => {
    if (watch <= atRisk) {
      context.addIssue({
        code: "custom",
        path: ["watch"],
        message: `Watch ends at ${watch} and at risk at ${atRisk}: watch must end higher.`,
      });
    }
    if (watch + leave > 100) {
      context.addIssue({
        code: "custom",
        path: ["leave"],
        message: `Nobody could leave watch: ${watch} and ${leave} are over 100.`,
      });
    }
  });

const metricRule = z
  .strictObject({
    metric: words(100),
    windowDays: whole("windowDays"),
    better: z.enum(["more", "less"], { error: "Write more or less: which is better?" }),
    all: number,
    none: number,
  })
  .superRefine(({ better, all, none }, context) => {
    if (better === "more" ? all > none : all < none) return;
    const side = better === "more" ? "above" : "below";
    context.addIssue({
      code: "custom",
      path: ["all"],
      message: `${better === "more" ? "More" : "Less"} is better, so the value that earns all points (${all}) must be ${side} the one that earns none (${none}).`,
    });
  });

const metrics = z.strictObject({
  support: metricRule.optional(),
  sentiment: metricRule.optional(),
  commercial: metricRule.optional(),
});

const some = z
  .array(words(100), { error: "Write a list of one to 50." })
  .min(1, { error: "Write a list of one to 50." })
  .max(50);

const when = z
  .strictObject({
    plan: some.optional(),
    stage: some.optional(),
    seats: z
      .strictObject({ from: whole("seats").optional(), to: whole("seats").optional() })
      .refine(({ from, to }) => from !== undefined || to !== undefined, {
        error: "Say from which number of seats, up to which, or both.",
      })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        error: "From is larger than to.",
      })
      .optional(),
  })
  .refine(({ plan, stage, seats }) => plan !== undefined || stage !== undefined || seats !== undefined, {
    error: "Say whom it is for: by plan, stage or seats.",
  });

const segment = z.strictObject({
  name: words(60),
  when,
  weights: weights.optional(),
  bands: bands.optional(),
  established: z
    .strictObject({ activeDays: whole("activeDays").optional(), users: whole("users").optional() })
    .optional(),
  silenceDays: whole("silenceDays").optional(),
  metrics: metrics.optional(),
});

/** What a scoring model may say; every fault is a sentence with what to do. */
export const modelSchema = z
  .strictObject({
    kind: z.enum(["b2b", "retail"], { error: "Write b2b (many users an account) or retail (one)." }),
    weights,
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
    bands,
    metrics: metrics.default({}),
    segments: z
      .array(segment, { error: "Write a list of segments." })
      .max(mostSegments, { error: `At most ${mostSegments} segments.` })
      .default([]),
  })
  .superRefine((model, context) => {
    const { activeDays, inDays } = model.established;
    if (activeDays > inDays) {
      context.addIssue({
        code: "custom",
        path: ["established", "activeDays"],
        message: `${activeDays} active days cannot lie within ${inDays} days.`,
      });
    }
    wired(model.weights, model.metrics, [], context);
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
      wired(one.weights ?? model.weights, { ...model.metrics, ...one.metrics }, path, context);
    }
  });

/** A part from a metric has both a weight and a metric, or neither. */
function wired(
  points: Partial<Record<PartName, number | undefined>>,
  rules: Partial<Record<MetricPart, unknown>>,
  path: readonly (string | number)[],
  context: z.core.$RefinementCtx,
): void {
  for (const part of metricParts) {
    if ((points[part] ?? 0) > 0 && rules[part] === undefined) {
      context.addIssue({
        code: "custom",
        path: [...path, "metrics", part],
        message: `${part} weighs ${points[part]} points but names no metric: add one, or give it no weight.`,
      });
    }
  }
}
