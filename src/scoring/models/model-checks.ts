import type { z } from "zod";
import { type MetricPart, metricParts, partNames, usageParts } from "../types.ts";
import type { Bands, MetricRule, Weights } from "./segment-rules.ts";

/*
 * What the fields of a model must be to each other. `path` says where they stand; every fault is a sentence with what to do.
 */

type Context = z.core.$RefinementCtx;
type Path = readonly (string | number)[];

/** Points that use must weigh at the least: it is what every account has, and carries what a metric without data leaves. */
const leastUsage = 25;

/** Weights add up to 100, and use carries enough of them. */
export function checkWeights(weights: Weights, context: Context, path: Path = []): void {
  const fault = (message: string) => context.addIssue({ code: "custom", path: [...path], message });
  const sum = partNames.reduce((total, part) => total + (weights[part] ?? 0), 0);
  if (sum !== 100) {
    const mend = sum < 100 ? `add ${100 - sum}` : `take ${sum - 100} away`;
    fault(`The weights add up to ${sum} and must add up to 100: ${mend}.`);
  }
  const usage = usageParts.reduce((total, part) => total + weights[part], 0);
  if (sum === 100 && usage < leastUsage) {
    fault(
      `Recent, Habit, Trend and People weigh ${usage} together: give them ${leastUsage} at the least. They carry what a metric without data leaves.`,
    );
  }
}

/** Watch lies above at risk, and can be left. */
export function checkBands({ atRisk, watch, leave }: Bands, context: Context, path: Path = []): void {
  if (watch <= atRisk) {
    context.addIssue({
      code: "custom",
      path: [...path, "watch"],
      message: `Watch ends at ${watch} and at risk at ${atRisk}: watch must end higher.`,
    });
  }
  if (watch + leave > 100) {
    context.addIssue({
      code: "custom",
      path: [...path, "leave"],
      message: `Nobody could leave watch: ${watch} and ${leave} are over 100.`,
    });
  }
}

/** The value that earns all points lies on the better side of the one that earns none. */
export function checkMetricRule(rule: MetricRule, context: Context, path: Path = []): void {
  const { better, all, none } = rule;
  if (better === "more" ? all > none : all < none) return;
  const side = better === "more" ? "above" : "below";
  context.addIssue({
    code: "custom",
    path: [...path, "all"],
    message: `${better === "more" ? "More" : "Less"} is better, so the value that earns all points (${all}) must be ${side} the one that earns none (${none}).`,
  });
}

/** So many active days fit into the days in which they are looked for. */
export function checkActiveDays(
  { activeDays, inDays }: { readonly activeDays: number; readonly inDays: number },
  context: Context,
  path: Path = [],
): void {
  if (activeDays <= inDays) return;
  context.addIssue({
    code: "custom",
    path: [...path, "established", "activeDays"],
    message: `${activeDays} active days cannot lie within ${inDays} days.`,
  });
}

/** A part from a metric that weighs something has its metric. */
export function checkWired(
  weights: Weights,
  metrics: Readonly<Partial<Record<MetricPart, unknown>>>,
  context: Context,
  path: Path = [],
): void {
  for (const part of metricParts) {
    if ((weights[part] ?? 0) === 0 || metrics[part] !== undefined) continue;
    const name = `${part[0]?.toUpperCase()}${part.slice(1)}`;
    context.addIssue({
      code: "custom",
      path: [...path, "metrics", part],
      message: `${name} weighs ${weights[part]} points but names no metric: choose one, or give it no weight.`,
    });
  }
}
