import { describe, expect, it } from "vitest";
import { namesOfFact, segmentSizes } from "./segment-sizes.ts";

const groups = [
  { plan: "Enterprise", stage: null, seats: 500, accounts: 3 },
  { plan: "enterprise ", stage: "trial", seats: 20, accounts: 2 },
  { plan: "Scale", stage: "live", seats: 300, accounts: 7 },
  { plan: null, stage: null, seats: null, accounts: 11 },
];

describe("the sizes of segments", () => {
  it("count each account where it first fits, and say how many an earlier segment takes", () => {
    const enterprise = { plan: ["ENTERPRISE"] };
    const large = { seats: { from: 200 } };
    expect(segmentSizes([enterprise, large], groups)).toEqual({
      sizes: [
        { accounts: 5, taken: 0 },
        { accounts: 7, taken: 3 },
      ],
      inNone: 11,
    });
    expect(segmentSizes([large, enterprise], groups).sizes).toEqual([
      { accounts: 10, taken: 0 },
      { accounts: 2, taken: 3 },
    ]);
  });

  it("are unknown of a segment that does not say yet whom it is for, and the others' stand", () => {
    expect(segmentSizes([{}, { seats: { from: null } }, { stage: ["live"] }], groups)).toEqual({
      sizes: [null, null, { accounts: 7, taken: 0 }],
      inNone: 16,
    });
  });

  it("come with the names that accounts have, the most frequent first", () => {
    expect(namesOfFact(groups, "plan")).toEqual(["Scale", "Enterprise"]);
    expect(namesOfFact(groups, "stage")).toEqual(["live", "trial"]);
  });
});
