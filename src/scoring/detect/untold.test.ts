import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { type AlertRules, standardAlertRules } from "./alert-rules.ts";
import { detect } from "./detect.ts";
import type { DetectorInput, OpenAlert } from "./detector-input.ts";
import { judgeUntold, tellsAll, type UntoldChange } from "./untold.ts";

const standard = standardAlertRules(false);
const sunday = "2026-11-15";
const fallen: DetectorInput = {
  day: "2026-11-19",
  ageDays: 400,
  established: true,
  score: 79,
  band: "healthy",
  previousBand: "healthy",
  actual: 47,
  actual14: 15,
  expected: 92,
  silentDays: 0,
  silenceDays: 30,
  open: [],
  closed: [],
  lowestDropSinceClosed: null,
  alerts: standard,
  feedOut: false,
};
const under = (rules: Partial<AlertRules>): DetectorInput => ({
  ...fallen,
  alerts: { ...standard, ...rules },
});
const judged = (input: DetectorInput, untold: readonly OpenAlert[] = []) => {
  const told = detect(input);
  return { told, kept: judgeUntold(input, told, untold) };
};
const whyOf = (changes: readonly UntoldChange[]) =>
  changes.map((change) =>
    change.kind === "keep" ? `${change.opening.signal}: ${change.why}` : `end ${change.how}`,
  );
const waiting: OpenAlert = {
  kind: "drop",
  cause: "drop:2026-11-10",
  openedDay: "2026-11-10",
  frozenExpected: 92,
  renewedDay: "2026-11-10",
  leastTold: null,
};

describe("what is not told", () => {
  it.each([
    { why: "the kind is off", input: under({ ruledOut: { drop: "kind-off" } }), kept: "drop: kind-off" },
    {
      why: "the account is in no segment",
      input: under({ ruledOut: { drop: "segment" } }),
      kept: "drop: segment",
    },
    { why: "it is worth too little", input: under({ ruledOut: { drop: "value" } }), kept: "drop: value" },
    {
      why: "it is muted, the last day too",
      input: under({ mutedTo: { drop: "2026-11-19" } }),
      kept: "drop: muted",
    },
    {
      why: "the threshold is higher",
      input: under({ drop: { ...standard.drop, share: 0.6 } }),
      kept: "drop: threshold",
    },
    { why: "the feed has stopped", input: { ...fallen, feedOut: true }, kept: "drop: outage" },
    { why: "the check comes on Sunday", input: under({ checked: "weekly" }), kept: "drop: check" },
  ])("is kept with its reason: $why", ({ input, kept }) => {
    const found = judged(input);
    expect(found.told).toEqual([]);
    expect(whyOf(found.kept)).toEqual([kept]);
  });

  it("is nothing where everything is told", () => {
    expect(tellsAll(standard)).toBe(true);
    const { told, kept } = judged(fallen);
    expect(told).toHaveLength(1);
    expect(kept).toEqual([]);
  });

  it("is kept once, not every day", () => {
    expect(judged(under({ ruledOut: { drop: "kind-off" } }), [waiting]).kept).toEqual([]);
  });

  it("is told after all when it may be: the mute is over, the feed is back, it is Sunday", () => {
    const past = judged(under({ mutedTo: { drop: "2026-11-18" } }), [waiting]);
    expect(past.told).toMatchObject([{ kind: "open", signal: "drop" }]);
    expect(whyOf(past.kept)).toEqual(["end told"]);
    const weekly = judged({ ...under({ checked: "weekly" }), day: sunday }, [waiting]);
    expect(weekly.told).toMatchObject([{ kind: "open", signal: "drop", cause: `drop:${sunday}` }]);
    expect(whyOf(weekly.kept)).toEqual(["end told"]);
  });

  it("is over when an alert would be", () => {
    const input = { ...under({ ruledOut: { drop: "kind-off" } }), actual: 80, actual14: 44 };
    expect(whyOf(judged(input, [waiting]).kept)).toEqual(["end over"]);
  });

  it("remembers from where an account fell into at risk while that had to wait", () => {
    const atRisk = { ...under({ checked: "weekly" }), band: "at-risk", score: 55, expected: 50 } as const;
    const fell = judged({ ...atRisk, previousBand: "watch" });
    expect(whyOf(fell.kept)).toEqual(["band-change: check"]);
    const onSunday = { ...atRisk, day: sunday, previousBand: "at-risk", waitingBand: "watch" } as const;
    expect(judged(onSunday).told).toMatchObject([
      { signal: "band-change", figures: { previousBand: "watch" } },
    ]);
  });
});

describe("over any run of days", () => {
  const day = fc.record({
    actual: fc.integer({ min: 0, max: 100 }),
    band: fc.constantFrom("healthy" as const, "watch" as const, "at-risk" as const),
    feedOut: fc.boolean(),
  });
  const rules = fc.record({
    checked: fc.constantFrom("daily" as const, "weekly" as const),
    ruledOut: fc.constantFrom(
      {},
      { drop: "kind-off" as const },
      { drop: "value" as const, silence: "value" as const },
    ),
    mutedTo: fc.constantFrom({}, { "band-change": "2026-12-01" }, { drop: "2026-11-30" }),
  });

  it("a signal is told or kept, never both, and never kept twice at once", () => {
    fc.assert(
      fc.property(rules, fc.array(day, { maxLength: 40 }), (changed, days) => {
        let untold: OpenAlert[] = [];
        for (const [index, { actual, band, feedOut }] of days.entries()) {
          const at = addDays("2026-11-01", index);
          const previousBand = days[index - 1]?.band ?? "healthy";
          const input = {
            ...under(changed),
            day: at,
            actual,
            actual14: actual / 2,
            band,
            previousBand,
            feedOut,
          };
          const { told, kept } = judged(input, untold);
          for (const change of kept) {
            if (change.kind === "end") {
              untold = untold.filter((signal) => signal.cause !== change.cause);
              continue;
            }
            const { signal, cause } = change.opening;
            expect(told.some((one) => one.kind === "open" && one.signal === signal)).toBe(false);
            expect(untold.some((one) => one.kind === signal)).toBe(false);
            const never = { renewedDay: at, leastTold: null };
            untold.push({ kind: signal, cause, openedDay: at, frozenExpected: 92, ...never });
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
