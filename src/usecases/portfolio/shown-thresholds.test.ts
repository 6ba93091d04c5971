import { expect, test } from "vitest";
import { startModel } from "../../scoring/models/compile-model.ts";
import { modelHistory } from "../../scoring/models/model-history.ts";
import { shownThresholds } from "./shown-thresholds.ts";

const stricter = { ...startModel("b2b"), bands: { atRisk: 75, watch: 85, leave: 3 } };
const models = modelHistory("b2b", [{ version: 2, document: stricter }]);
const scoredBy = (model: number) => ({ latest: { model } });
const unscored = { latest: null };

test("a version draws nothing before it has scored: its bands are not those that are shown", () => {
  expect(shownThresholds([scoredBy(1), unscored, scoredBy(1)], models)).toMatchObject({
    atRisk: 60,
    watch: 70,
  });
  expect(shownThresholds([scoredBy(1), scoredBy(2)], models)).toMatchObject({ atRisk: 75, watch: 85 });
});

test("where nothing is scored, the version that will score is drawn", () => {
  expect(shownThresholds([unscored], models)).toMatchObject({ atRisk: 75, watch: 85 });
});
