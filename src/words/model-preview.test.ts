import { describe, expect, it } from "vitest";
import type { ModelPreview } from "../results/models.ts";
import type { LostAccount, TrialFigures } from "../scoring/models/model-trial.ts";
import { listedLosses, previewLines, previewNotes, standWords, warnedWords } from "./model-preview.ts";

const figures: TrialFigures = {
  bands: { healthy: 300, watch: 70, "at-risk": 47 },
  ...{
    alerts: 120,
    again: 37,
    judged: 140,
    falseAlerts: 79,
    caught: 30,
    meanDelay: 34.2,
    warned: 2,
    medianWarning: 126,
  },
};
const lost: LostAccount = {
  ...{ id: "1", name: "Acme", churnedOn: "2026-10-02", before: [] },
  warned: { old: 126, next: null },
};
const preview: ModelPreview = {
  ...{
    of: "draft",
    oldVersion: 2,
    nextVersion: 3,
    tookMs: 1_200,
    accounts: 417,
    declines: 34,
    moves: [],
    unvalued: [],
  },
  period: { from: "2025-11-20", to: "2026-11-19" },
  figures: {
    old: figures,
    next: { ...figures, alerts: 124, falseAlerts: 82, judged: 143, medianWarning: 122, meanDelay: 29 },
  },
  lost: Array.from({ length: 11 }, () => lost),
};

/** "False alerts: 79 of 140, 82 of 143 (…)". */
const said = (given: ModelPreview) =>
  previewLines(given).map(({ label, old, next, note }) => `${label}: ${old}, ${next} (${note})`);

describe("two models beside each other", () => {
  it("count false alerts among those that can be judged, and say what changed with an arrow", () => {
    expect(said(preview).slice(0, 3)).toEqual([
      "Alert before they left: 2 of 11, 2 of 11 (within 26 weeks; median 126 → 122 days before)",
      "False alerts: 79 of 140, 82 of 143 (of what was sent and can be judged; in all 120 → 124 alerts, told once more 37 times)",
      "Declines told of: 30 of 34, 30 of 34 (mean 34 → 29 days after they began)",
    ]);
  });

  it("say nothing of what cannot be judged, and no change where there is none", () => {
    const none = { ...figures, judged: 0, falseAlerts: 0, medianWarning: null };
    expect(said({ ...preview, declines: 0, figures: { old: none, next: none } }).slice(0, 2)).toEqual([
      "Alert before they left: 2 of 11, 2 of 11 (within 26 weeks)",
      "False alerts: –, – (of what was sent and can be judged; in all 120 alerts, told once more 37 times)",
    ]);
  });

  it("judge nothing by fewer than five losses", () => {
    expect(said({ ...preview, lost: [lost] }).map((line) => line.split(":")[0])).toEqual([
      "At risk today",
      "Watch today",
      "Healthy today",
    ]);
    const few = { ...preview, lost: [lost, lost, lost, lost] };
    expect([listedLosses(few), listedLosses(preview).length]).toEqual([[], 11]);
    expect(previewNotes(few)[0]).toBe("Too few losses to judge; showing what would change today.");
  });
});

it("says of a lost customer when each model first told of it", () => {
  expect([warnedWords(lost, "old"), warnedWords(lost, "next")]).toEqual(["126 days before", "no alert"]);
  expect([standWords({ score: 72, band: "healthy" }), standWords(null)]).toEqual(["72, healthy", "no use"]);
});

it("says of a part whose metric has no value for anybody that it is shared out", () => {
  const unvalued = [
    { part: "sentiment", metric: "Mood", isArchived: false },
    { part: "support", metric: "calls", isArchived: true },
  ] as const;
  expect(previewNotes({ ...preview, unvalued }).slice(0, 2)).toEqual([
    "No values of “Mood” yet: Sentiment is shared out among the other parts.",
    "The metric “calls” was archived: Support is shared out among the other parts.",
  ]);
});
