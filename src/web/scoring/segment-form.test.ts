import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startModel } from "../../scoring/models/compile-model.ts";
import { type ModelDocument, parseModel } from "../../scoring/models/model.ts";
import { documentOf, formOf } from "./scoring-form.ts";
import {
  changeSegments,
  joinNames,
  orderedSegments,
  segmentAct,
  segmentsOf,
  splitNames,
} from "./segment-form.ts";

const start = startModel("b2b");
const full: ModelDocument = {
  ...start,
  segments: [
    {
      name: "Large",
      when: { plan: ["Enterprise", "Pro, yearly"], stage: ["live"], seats: { from: 200 } },
      weights: { trend: 10, people: 30 },
      bands: { atRisk: 55 },
      fullUsers: 200,
      silenceDays: 45,
      established: { users: 5 },
      metrics: { support: { metric: "tickets", windowDays: 28, better: "less", all: -0.5, none: 40 } },
    },
    { name: "Small", when: { seats: { to: 10 } }, weights: { ...start.weights } },
  ],
};
const three = orderedSegments({
  "segments.4.name": "B",
  "segments.2.name": "A",
  "segments.30.name": "C",
  kind: "b2b",
});
const names = (form: Readonly<Record<string, string>>) => segmentsOf(form).map(({ name }) => name);

describe("the form of segments", () => {
  it("says back what the model says", () => {
    expect(documentOf(formOf(parseModel(full)))).toEqual(full);
  });

  it("numbers segments in their order, and takes ticked names among the written", () => {
    expect(names(three)).toEqual(["A", "B", "C"]);
    const sent = {
      "segments.7.name": "Large",
      "segments.7.when.plan": "Corporate, enterprise",
      "segments.7.when.plan:0": "Enterprise",
      "segments.7.when.plan:3": "Pro, yearly",
    };
    expect(segmentsOf(orderedSegments(sent))).toEqual([
      { name: "Large", when: { plan: ["enterprise", "Pro, yearly", "Corporate"] } },
    ]);
  });

  it.each([
    ["up:2", ["A", "C", "B"], 1],
    ["up:0", ["A", "B", "C"], 0],
    ["down:0", ["B", "A", "C"], 1],
    ["down:2", ["A", "B", "C"], 2],
    ["remove:1", ["A", "C"], null],
    ["remove:9", ["A", "B", "C"], null],
    ["add", ["A", "B", "C", ""], 3],
  ] as const)("does what a button asks for: %s", (value, left, at) => {
    const act = segmentAct(value);
    const changed = act && changeSegments(three, act);
    expect(changed && { names: names(changed.form), at: changed.at }).toEqual({ names: left, at });
    expect(changed?.form.kind).toBe("b2b");
  });

  it("knows no other button", () => {
    expect([segmentAct("drop:1"), segmentAct("up:x"), segmentAct("")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps what was typed and is no number, for the model to complain of", () => {
    const form = orderedSegments({ "segments.0.name": "A", "segments.0.silenceDays": "soon" });
    expect(segmentsOf(form)).toEqual([{ name: "A", when: {}, silenceDays: Number.NaN }]);
  });

  it("loses no name, whatever commas and quotes it has", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12 })
      .map((text) => text.trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (text) => text.toLowerCase(), maxLength: 6 }), (list) => {
        expect(splitNames(joinNames(list))).toEqual(list);
      }),
    );
  });
});
