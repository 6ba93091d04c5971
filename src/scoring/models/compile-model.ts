import { defaultThresholds, fullUsers, kinds } from "../constants.ts";
import { type Kind, metricParts, partNames } from "../types.ts";
import type { ModelDocument, ModelSegment } from "./model.ts";
import type { Established, MetricPartRule, ScoreRules } from "./score-rules.ts";
import { rulesIn } from "./segment-rules.ts";

/** What segments are told apart by. */
export interface SegmentFacts {
  readonly plan: string | null;
  readonly stage: string | null;
  readonly seats: number | null;
}

/** A version of a model, ready to score with. */
export interface ScoringModel {
  readonly version: number;
  readonly document: ModelDocument;
  /** The rules of accounts in no segment. */
  readonly rules: ScoreRules;
  /** The segment of an account by its facts: the first that fits, or null. */
  segmentOf(facts: SegmentFacts): string | null;
  /** The rules of a segment; of null, or of a name that the model has not, those of accounts in none. */
  rulesOf(segment: string | null): ScoreRules;
  /** How users and active days are counted, whatever the segment; `users`: as many as any segment asks for. */
  readonly established: Established;
  /** Every window of a metric that any segment's part is made of, each once. */
  readonly windows: readonly { readonly metric: string; readonly windowDays: number }[];
}

/** The model that every tenant starts with: version 1, nothing stored. */
export function startModel(kind: Kind): ModelDocument {
  const { max, memory, silenceDays, established } = kinds[kind];
  return {
    kind,
    weights: { ...max },
    memory: { recent: { ...memory.recent }, habit: { ...memory.habit } },
    fullUsers,
    established: { ...established },
    silenceDays,
    bands: { ...defaultThresholds },
    metrics: {},
    segments: [],
  };
}

/** Makes rules of a version of a model. */
export function compileModel(document: ModelDocument, version: number): ScoringModel {
  const rules = rulesFor(document, version, null);
  const ofSegments = new Map(
    document.segments.map((segment) => [segment.name, rulesFor(document, version, segment)]),
  );
  const all = [rules, ...ofSegments.values()];
  const windows = new Map(
    all
      .flatMap(({ metrics }) => Object.values(metrics))
      .map(({ metric, windowDays }) => [windowKey({ metric, windowDays }), { metric, windowDays }]),
  );
  return {
    version,
    document,
    rules,
    segmentOf: (facts) => document.segments.find(({ when }) => fits(when, facts))?.name ?? null,
    rulesOf: (segment) => (segment === null ? rules : (ofSegments.get(segment) ?? rules)),
    established: {
      ...rules.established,
      users: Math.max(...all.map(({ established }) => established.users)),
    },
    windows: [...windows.values()],
  };
}

/** One name for a metric's window. */
function windowKey({ metric, windowDays }: Pick<MetricPartRule, "metric" | "windowDays">): string {
  return `${windowDays} ${metric}`;
}

/** Whether two models remember days in use alike: decayed sums of one go on in the other. */
export function remembersAlike(one: ModelDocument, other: ModelDocument): boolean {
  return (["recent", "habit"] as const).every(
    (part) => one.memory[part].halfLifeDays === other.memory[part].halfLifeDays,
  );
}

/** The start models, ready to score with. */
export const startModels: Readonly<Record<Kind, ScoringModel>> = {
  b2b: compileModel(startModel("b2b"), 1),
  retail: compileModel(startModel("retail"), 1),
};

/** Their rules. */
export const startRules: Readonly<Record<Kind, ScoreRules>> = {
  b2b: startModels.b2b.rules,
  retail: startModels.retail.rules,
};

function rulesFor(document: ModelDocument, version: number, segment: ModelSegment | null): ScoreRules {
  const { weights, bands, fullUsers, silenceDays, established, metrics } = rulesIn(document, segment);
  return {
    kind: document.kind,
    version,
    segment: segment?.name ?? null,
    weights: Object.fromEntries(partNames.map((part) => [part, weights[part] ?? 0])) as ScoreRules["weights"],
    memory: document.memory,
    fullUsers,
    established: { ...document.established, ...established },
    silenceDays,
    thresholds: bands,
    metrics: Object.fromEntries(
      metricParts.flatMap((part) => {
        const rule = metrics[part];
        if (rule === undefined || (weights[part] ?? 0) === 0) return [];
        const { metric, windowDays, all, none } = rule;
        return [[part, { metric, windowDays, all, none }]];
      }),
    ),
  };
}

/** Whether what a segment asks for is true of an account; capitals do not matter, and what is not known fits nothing. */
export function fits({ plan, stage, seats }: ModelSegment["when"], facts: SegmentFacts): boolean {
  const among = (list: readonly string[] | undefined, value: string | null) =>
    list === undefined ||
    (value !== null && list.some((one) => one.toLowerCase() === value.trim().toLowerCase()));
  const inRange =
    seats === undefined ||
    (facts.seats !== null &&
      facts.seats >= (seats.from ?? 0) &&
      facts.seats <= (seats.to ?? Number.POSITIVE_INFINITY));
  return among(plan, facts.plan) && among(stage, facts.stage) && inRange;
}
