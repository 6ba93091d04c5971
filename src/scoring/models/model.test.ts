import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { kinds } from "../constants.ts";
import { compileModel, startModel, startRules } from "./compile-model.ts";
import { type ModelDocument, parseModel, readModel } from "./model.ts";
import { modelChanges } from "./model-changes.ts";
import { modelHistory } from "./model-history.ts";

const start = startModel("b2b");
const tickets = { metric: "tickets", windowDays: 28, better: "less", all: 0, none: 10 } as const;
const withSupport: ModelDocument = {
  ...start,
  weights: { recent: 20, habit: 30, trend: 20, people: 10, support: 20 },
  metrics: { support: tickets },
};

/** What is said of a model that is wrong in one place. */
function faultsOf(change: object): string[] {
  const read = readModel({ ...start, ...change });
  return "faults" in read ? read.faults.map(({ field, sentence }) => `${field}: ${sentence}`) : [];
}

describe("a scoring model", () => {
  it("is at first what the constants say, for both kinds", () => {
    for (const kind of ["b2b", "retail"] as const) {
      expect(parseModel(startModel(kind))).toEqual(startModel(kind));
      const { weights, memory, silenceDays, established } = startRules[kind];
      expect(weights).toMatchObject(kinds[kind].max);
      expect({ memory, silenceDays, established }).toEqual({
        memory: kinds[kind].memory,
        silenceDays: kinds[kind].silenceDays,
        established: kinds[kind].established,
      });
    }
  });

  it.each([
    [
      { weights: { recent: 25, habit: 35, trend: 25, people: 20 } },
      "weights: The weights add up to 105 and must add up to 100: take 5 away.",
    ],
    [
      { weights: { recent: 0, habit: 0, trend: 10, people: 10, support: 80 }, metrics: { support: tickets } },
      "weights: Recent, Habit, Trend and People weigh 20 together: give them 25 at the least. They carry what a metric without data leaves.",
    ],
    [
      { bands: { atRisk: 60, watch: 60, leave: 3 } },
      "bands.watch: Watch ends at 60 and at risk at 60: watch must end higher.",
    ],
    [{ silenceDays: 3.5 }, "silenceDays: Write a whole number from 7 to 365 (days)."],
    [{ silenceDays: null }, "silenceDays: Write a whole number from 7 to 365 (days)."],
    [
      { weights: { ...withSupport.weights } },
      "metrics.support: Support weighs 20 points but names no metric: choose one, or give it no weight.",
    ],
    [
      { metrics: { support: { ...tickets, better: "more" } } },
      "metrics.support.all: More is better, so the value that earns all points (0) must be above the one that earns none (10).",
    ],
    [
      { segments: [{ name: "Large", when: {} }] },
      "segments.0.when: Say whom it is for: by plan, stage or seats.",
    ],
    [
      { segments: [{ name: "Large", when: { seats: { from: 9 } }, weights: { trend: 30 } }] },
      "segments.0.weights: The weights add up to 105 and must add up to 100: take 5 away.",
    ],
    [
      { segments: [{ name: "Large", when: { seats: { from: 9 } }, bands: { atRisk: 75 } }] },
      "segments.0.bands.watch: Watch ends at 70 and at risk at 75: watch must end higher.",
    ],
    [
      { segments: [{ name: "Large", when: { seats: { from: 9 } }, metrics: { support: { all: 5 } } }] },
      "segments.0.metrics.support: The model has no metric here: say which, its window, and what earns all points and none.",
    ],
    [
      { segments: [{ name: "Large", when: { seats: { from: 9 } }, established: { activeDays: 200 } }] },
      "segments.0.established.activeDays: 200 active days cannot lie within 112 days.",
    ],
    [
      { segments: [{ name: "Large", when: { seats: { from: 9 } }, fullUsers: 0 }] },
      "segments.0.fullUsers: Write a whole number from 1 to 10,000 (users).",
    ],
    [{ halfLife: 3 }, "halfLife: A model has no such field: take it out, or mend its name."],
    [{ memory: 3 }, "memory: This is missing, or is no object."],
  ])("says which field is wrong and what to do: %j", (change, sentence) => {
    expect(faultsOf(change)).toContain(sentence);
  });

  it("is what the documentation shows", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/scoring.md"), "utf8");
    const [, shown = ""] = /```json\n([\s\S]+?)```/.exec(page) ?? [];
    expect(parseModel(JSON.parse(shown)).segments[0]?.name).toBe("Enterprise");
  });

  it("is told what it is not when it is no model at all", () => {
    expect(() => parseModel([])).toThrow("model: A model is a JSON object.");
  });

  it("gives an account the rules of the first segment that fits, and the rest of the model's own", () => {
    const model = compileModel(
      {
        ...withSupport,
        segments: [
          { name: "Trial", when: { stage: ["Trial"] }, silenceDays: 14 },
          { name: "Large", when: { plan: ["enterprise"], seats: { from: 200 } }, weights: start.weights },
          { name: "Small", when: { seats: { to: 10 } }, established: { users: 1 } },
        ],
      },
      4,
    );
    const of = (plan: string | null, stage: string | null, seats: number | null) =>
      model.segmentOf({ plan, stage, seats });
    expect(of("Enterprise", "trial", 500)).toBe("Trial");
    expect(of("Enterprise", "live", 200)).toBe("Large");
    expect(of("Enterprise", "live", null)).toBe(null);
    expect(of(null, null, 10)).toBe("Small");
    expect(model.rulesOf("Large")).toMatchObject({ version: 4, segment: "Large", metrics: {} });
    expect(model.rulesOf("Small").established).toEqual({ ...start.established, users: 1 });
    expect(model.rulesOf(null).metrics.support).toEqual({
      metric: "tickets",
      windowDays: 28,
      all: 0,
      none: 10,
    });
    // Users are counted as far as any segment asks.
    expect(model.established.users).toBe(2);
    expect(model.windows).toEqual([{ metric: "tickets", windowDays: 28 }]);
  });

  it("takes from the model, field by field, what a segment leaves out", () => {
    const model = compileModel(
      parseModel({
        ...withSupport,
        segments: [
          {
            name: "Large",
            when: { seats: { from: 100 } },
            weights: { trend: 10, people: 20 },
            bands: { atRisk: 50 },
            fullUsers: 200,
            metrics: { support: { none: 40 } },
          },
          { name: "Small", when: { seats: { to: 10 } }, fullUsers: 5 },
        ],
      }),
      2,
    );
    expect(model.rulesOf("Large")).toMatchObject({
      weights: { recent: 20, habit: 30, trend: 10, people: 20, support: 20 },
      thresholds: { atRisk: 50, watch: 70, leave: 3 },
      fullUsers: 200,
      metrics: { support: { metric: "tickets", windowDays: 28, all: 0, none: 40 } },
    });
    expect(model.rulesOf("Small")).toEqual({ ...model.rules, segment: "Small", fullUsers: 5 });
  });

  it("knows which versions remember alike: their sums go on in each other", () => {
    const slower: ModelDocument = {
      ...start,
      memory: { ...start.memory, recent: { ...start.memory.recent, halfLifeDays: 20 } },
    };
    const history = modelHistory("b2b", [
      { version: 2, document: withSupport },
      { version: 3, document: slower },
    ]);
    expect(history.live.version).toBe(3);
    expect([history.alike(1), history.alike(3)]).toEqual([[1, 2], [3]]);
    expect(history.rulesOf({ model: 2, segment: "gone" }).weights.support).toBe(20);
  });

  it("names every field in which it differs from another", () => {
    expect(modelChanges(start, { ...withSupport, bands: { ...start.bands, watch: 75 } })).toEqual([
      { field: "weights.recent", from: "25", to: "20" },
      { field: "weights.habit", from: "35", to: "30" },
      { field: "weights.trend", from: "25", to: "20" },
      { field: "weights.people", from: "15", to: "10" },
      { field: "bands.watch", from: "70", to: "75" },
      { field: "weights.support", from: null, to: "20" },
      { field: "metrics.support.metric", from: null, to: "tickets" },
      { field: "metrics.support.windowDays", from: null, to: "28" },
      { field: "metrics.support.better", from: null, to: "less" },
      { field: "metrics.support.all", from: null, to: "0" },
      { field: "metrics.support.none", from: null, to: "10" },
    ]);
  });
});
