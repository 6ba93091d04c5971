import { describe, expect, it } from "vitest";
import { startModel } from "../scoring/models/compile-model.ts";
import type { ModelDocument } from "../scoring/models/model.ts";
import { differenceLabel, modelDifferences } from "./model-differences.ts";

const start = startModel("b2b");
const labels = [{ name: "tickets-opened", label: "Tickets opened" }];
const tickets = { metric: "tickets-opened", windowDays: 28, better: "less", all: 0, none: 12 } as const;

/** "Watch below: 70 → 75". */
function said(to: Partial<ModelDocument>, from: Partial<ModelDocument> = {}): string[] {
  return modelDifferences({ ...start, ...from }, { ...start, ...to }, labels).map(
    (one) => `${differenceLabel(one)}: ${one.from} → ${one.to}`,
  );
}

describe("what differs between two models", () => {
  it("is nothing where they say the same", () => {
    expect(said({})).toEqual([]);
    expect(said({ weights: { ...start.weights, support: 0 } })).toEqual([]);
  });

  it("is said with names, units and the metric in one line", () => {
    const weights = { recent: 25, habit: 35, trend: 20, people: 10, support: 10 };
    expect(said({ weights, silenceDays: 30, fullUsers: 1, metrics: { support: tickets } })).toEqual([
      "Weight of Trend: 25 → 20",
      "Weight of People: 15 → 10",
      "Weight of Support: 0 → 10",
      "People: all points at: 20 users → 1 user",
      "At risk when silent for: 21 days → 30 days",
      "Support: no metric → Tickets opened, 28 days; all points at 0, none at 12",
    ]);
  });

  it("calls a metric that is gone by its name", () => {
    expect(said({}, { metrics: { sentiment: { ...tickets, metric: "nps", all: -1.5 } } })).toEqual([
      "Sentiment: nps, 28 days; all points at −1.5, none at 12 → no metric",
    ]);
  });

  it("tells a segment that came or went in one line, and one that changed field by field", () => {
    const large = {
      name: "Large",
      when: { plan: ["Enterprise", "Scale"], seats: { from: 200 } },
      fullUsers: 200,
    };
    const small = { name: "Small", when: { seats: { to: 10 } }, bands: { atRisk: 50 } };
    expect(said({ segments: [large, small] })).toEqual([
      "Segment Large: not there → Place 1; plan Enterprise or Scale, 200 seats or more; People: all points at 200 users",
      "Segment Small: not there → Place 2; up to 10 seats; At risk below 50",
    ]);
    const changed = { ...small, bands: { leave: 5 }, metrics: { support: { none: 40 } } };
    expect(said({ segments: [changed, large] }, { segments: [large, small] })).toEqual([
      "Segment Large: Place: 1 → 2",
      "Segment Small: At risk below: 50 → as the model",
      "Segment Small: A band is left beyond: as the model → 5",
      "Segment Small: Support: as the model → no points at 40",
    ]);
  });

  it("names of segments in another order only those that moved, and none that others made room for", () => {
    const named = (name: string) => ({ name, when: { plan: [name] } });
    const [a, b, c, d] = [named("A"), named("B"), named("C"), named("D")];
    const all = [a, b, c, d];
    expect(said({ segments: [d, a, b, c] }, { segments: all })).toEqual(["Segment D: Place: 4 → 1"]);
    expect(said({ segments: [d, a, b, c] }, { segments: [a, b, c] })).toEqual([
      "Segment D: not there → Place 1; plan D",
    ]);
    expect(said({ segments: [b, d] }, { segments: all })).toEqual([
      "Segment A: Place 1; plan A → not there",
      "Segment C: Place 3; plan C → not there",
    ]);
  });
});
