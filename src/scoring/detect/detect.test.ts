import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../days.ts";
import { startRules } from "../models/compile-model.ts";
import { bandOf } from "../score/band.ts";
import type { Band } from "../types.ts";
import { standardAlertRules } from "./alert-rules.ts";
import { detect } from "./detect.ts";
import type { ClosedAlert, DetectorInput, OpenAlert } from "./detector-input.ts";
import { alsoSeen } from "./opening.ts";
import type { Transition } from "./transition.ts";

const today = "2026-11-19";
const calm: DetectorInput = {
  day: today,
  ageDays: 400,
  established: true,
  score: 79,
  band: "healthy",
  previousBand: "healthy",
  actual: 90,
  actual14: 45,
  expected: 92,
  silentDays: 0,
  silenceDays: 30,
  open: [],
  closed: [],
  lowestDropSinceClosed: null,
  alerts: standardAlertRules(false),
  feedOut: false,
};
const dropAlert: OpenAlert = {
  kind: "drop",
  cause: "drop:2026-11-01",
  openedDay: "2026-11-01",
  frozenExpected: 92,
  renewedDay: null,
  leastTold: null,
};
const kindsOf = (transitions: readonly Transition[]) =>
  transitions.map((one) => (one.kind === "open" ? `open ${one.signal}` : one.kind));

describe("a drop", () => {
  it("opens with what was seen: 47 user-days, usual 92", () => {
    const [opened] = detect({ ...calm, actual: 47, actual14: 20 });
    expect(opened).toMatchObject({ kind: "open", signal: "drop", cause: "drop:2026-11-19" });
    expect(opened).toMatchObject({ figures: { actual: 47, expected: 92, threshold: 0.35 } });
  });

  it.each([
    {
      why: "35% below, all of it lately",
      actual: 65,
      actual14: 20,
      expected: 100,
      quiet: false,
      fires: true,
    },
    { why: "34% below", actual: 66, actual14: 20, expected: 100, quiet: false, fires: false },
    {
      why: "half, but back in the last 14 days",
      actual: 50,
      actual14: 36,
      expected: 100,
      quiet: false,
      fires: false,
    },
    {
      why: "14 days that chance explains",
      actual: 10,
      actual14: 5,
      expected: 20,
      quiet: false,
      fires: false,
    },
    {
      why: "14 days that chance does not explain",
      actual: 10,
      actual14: 4,
      expected: 20,
      quiet: false,
      fires: true,
    },
    { why: "a small account that stopped", actual: 2, actual14: 0, expected: 4, quiet: false, fires: true },
    {
      why: "a small account with a day in use",
      actual: 1,
      actual14: 1,
      expected: 5,
      quiet: false,
      fires: false,
    },
    { why: "39% in quiet mode", actual: 61, actual14: 10, expected: 100, quiet: true, fires: false },
    {
      why: "half, and less plain, in quiet mode",
      actual: 20,
      actual14: 8,
      expected: 40,
      quiet: true,
      fires: false,
    },
    {
      why: "half, and plain, in quiet mode",
      actual: 50,
      actual14: 20,
      expected: 100,
      quiet: true,
      fires: true,
    },
    { why: "all of what is under 4", actual: 0, actual14: 0, expected: 3.9, quiet: false, fires: false },
  ])("knows its thresholds: $why", ({ actual, actual14, expected, quiet, fires }) => {
    expect(
      kindsOf(detect({ ...calm, actual, actual14, expected, alerts: standardAlertRules(quiet) })),
    ).toEqual(fires ? ["open drop"] : []);
  });

  it("waits for a complete base, and for a feed that works", () => {
    expect(detect({ ...calm, actual: 0, actual14: 0, ageDays: 111 })).toEqual([]);
    expect(detect({ ...calm, actual: 0, actual14: 0, feedOut: true })).toEqual([]);
  });

  it("has to be plainer in an account's first 24 weeks: what its launch was is no usual yet", () => {
    const young = { ...calm, ageDays: 167 };
    const fallen = { actual: 64, actual14: 20, expected: 100 };
    expect(detect({ ...young, ...fallen })).toEqual([]);
    expect(kindsOf(detect({ ...young, ...fallen, ageDays: 168 }))).toEqual(["open drop"]);
    expect(kindsOf(detect({ ...young, ...fallen, actual: 40 }))).toEqual(["open drop"]);
    expect(detect({ ...young, ...fallen, actual: 40, actual14: 32 })).toEqual([]);
    const own = { ...calm.alerts, drop: { share: 0.7, smallShare: 0.7, evidence: 2.25 } };
    expect(detect({ ...young, ...fallen, actual: 40, alerts: own })).toEqual([]);
  });

  it("waits for a silence that is about to be told, and is no news of an account that stopped long ago", () => {
    const gone = { ...calm, actual: 0, actual14: 0, expected: 12 };
    expect(kindsOf(detect({ ...gone, silentDays: 26 }))).toEqual(["open drop"]);
    expect(detect({ ...gone, silentDays: 27 })).toEqual([]);
    expect(kindsOf(detect({ ...gone, silentDays: 30 }))).toEqual(["open silence"]);
    const untold = { ...calm.alerts, ruledOut: { silence: "kind-off" } } as const;
    expect(kindsOf(detect({ ...gone, silentDays: 27, alerts: untold }))).toEqual(["open drop"]);
    expect(kindsOf(detect({ ...gone, silentDays: 57, established: false }))).toEqual(["open drop"]);
    expect(detect({ ...gone, silentDays: 58, established: false })).toEqual([]);
  });

  it("ends at 85% of the expectation that was frozen, not of the one that fell with it", () => {
    const open = [dropAlert];
    expect(detect({ ...calm, actual: 78, expected: 50, open })).toEqual([]);
    expect(detect({ ...calm, actual: 79, open })).toMatchObject([{ kind: "resolve", reason: "recovered" }]);
  });

  it("is told once more after 56 days, and settles after 112", () => {
    const at = (days: number, renewedDay: string | null = null) =>
      detect({ ...calm, actual: 40, open: [{ ...dropAlert, openedDay: addDays(today, -days), renewedDay }] });
    expect(kindsOf(at(55))).toEqual([]);
    expect(kindsOf(at(56))).toEqual(["renew"]);
    expect(at(80, addDays(today, -20))).toEqual([]);
    expect(at(112)).toMatchObject([{ kind: "resolve", reason: "settled" }]);
  });

  it("is withdrawn when late data show that its first day was no drop", () => {
    const atOpening = { ...calm, day: dropAlert.openedDay, actual: 80 };
    expect(kindsOf(detect({ ...calm, actual: 60, open: [{ ...dropAlert, atOpening }] }))).toEqual([
      "withdraw",
    ]);
    const still = { ...atOpening, actual: 40, actual14: 10 };
    expect(detect({ ...calm, actual: 60, open: [{ ...dropAlert, atOpening: still }] })).toEqual([]);
    const unkept = { ...atOpening, actual: 40, actual14: null };
    expect(detect({ ...calm, actual: 60, open: [{ ...dropAlert, atOpening: unkept }] })).toEqual([]);
  });

  it("does not open anew within 28 days, nor before use has been 10 points nearer to usual", () => {
    const closedOn = (closedDay: string): ClosedAlert[] => [{ ...dropAlert, closedDay, withdrawn: false }];
    const fallen = { ...calm, actual: 40, actual14: 10, lowestDropSinceClosed: 0.1 };
    expect(detect({ ...fallen, closed: closedOn(addDays(today, -27)) })).toEqual([]);
    expect(kindsOf(detect({ ...fallen, closed: closedOn(addDays(today, -28)) }))).toEqual(["open drop"]);
    const unarmed = { ...fallen, lowestDropSinceClosed: 0.26 };
    expect(detect({ ...unarmed, closed: closedOn(addDays(today, -40)) })).toEqual([]);
  });
});

describe("a day before an alert opened", () => {
  // Where a history is judged anew, what opened later is known already.
  const before = { ...calm, day: "2026-10-01" };
  const low = { actual: 40, actual14: 20 };

  it("neither ends it nor tells it again", () => {
    expect(detect({ ...before, open: [dropAlert] })).toEqual([]);
    expect(detect({ ...before, actual: 10, actual14: 5, open: [{ ...dropAlert, leastTold: 40 }] })).toEqual(
      [],
    );
    expect(detect({ ...calm, open: [dropAlert] })).toMatchObject([{ kind: "resolve", reason: "recovered" }]);
  });

  it("opens no second of its kind", () => {
    expect(kindsOf(detect({ ...before, ...low }))).toEqual(["open drop"]);
    expect(detect({ ...before, ...low, open: [dropAlert] })).toEqual([]);
  });
});

describe("a silence", () => {
  const silent: DetectorInput = {
    ...calm,
    actual: 0,
    actual14: 0,
    expected: 3,
    silentDays: 30,
    band: "at-risk",
  };

  it("opens after 30 days, is one cause with the band, and never twice", () => {
    const [opened] = detect(silent);
    expect(detect(silent)).toHaveLength(1);
    expect(opened).toMatchObject({ signal: "silence", cause: "silence:2026-10-20" });
    const known = { kind: "silence", cause: "silence:2026-10-20", openedDay: today } as const;
    const closed = [{ ...known, closedDay: today, withdrawn: false }];
    expect(detect({ ...silent, day: addDays(today, 1), silentDays: 31, closed })).toEqual([]);
    expect(detect({ ...silent, silentDays: 29, previousBand: "at-risk" })).toEqual([]);
    expect(detect({ ...silent, established: false, previousBand: "at-risk" })).toEqual([]);
    expect(detect({ ...silent, silentDays: 400 })).toEqual([]);
  });

  it("ends with the first use, and is withdrawn when late data break it", () => {
    const open: OpenAlert[] = [
      {
        kind: "silence",
        cause: "silence:2026-10-10",
        openedDay: "2026-11-09",
        frozenExpected: null,
        renewedDay: null,
        leastTold: null,
      },
    ];
    expect(detect({ ...calm, silentDays: 0, open })).toMatchObject([{ reason: "back-in-use" }]);
    expect(kindsOf(detect({ ...calm, silentDays: 15, open }))).toEqual(["withdraw"]);
  });
});

describe("a band change", () => {
  const fallen: DetectorInput = { ...calm, actual14: 32, score: 58, band: "at-risk", previousBand: "watch" };

  it("is told on entering at risk, unless an alert says it already", () => {
    expect(kindsOf(detect(fallen))).toEqual(["open band-change"]);
    // 2 (sqrt 46 - sqrt 37) is 1.4: use is as usual, the score slipped.
    expect(detect({ ...fallen, actual14: 37 })).toEqual([]);
    expect(kindsOf(detect({ ...fallen, actual14: 37, expected: null }))).toEqual(["open band-change"]);
    expect(detect({ ...fallen, open: [dropAlert], actual: 40 })).toEqual([]);
    expect(detect({ ...fallen, band: "watch", previousBand: "healthy" })).toEqual([]);
    expect(detect({ ...fallen, previousBand: null })).toEqual([]);
    expect(detect({ ...fallen, ageDays: 55 })).toEqual([]);
    expect(detect({ ...fallen, silentDays: 27 })).toEqual([]);
  });

  it("is not told where it comes by the weight of a part that was shared out, alone or beside another alert", () => {
    expect(detect({ ...fallen, bySharing: true })).toEqual([]);
    const drop = { ...fallen, actual: 47, actual14: 20 };
    const [opening] = detect(drop);
    if (opening?.kind !== "open") throw new Error("The drop opens an alert.");
    expect(alsoSeen(drop, opening).map(({ signal }) => signal)).toEqual(["band-change"]);
    expect(alsoSeen({ ...drop, bySharing: true }, opening)).toEqual([]);
  });
});

describe("the detector over a life", () => {
  it("never opens a cause twice nor a kind beside itself, and finds nothing to do when run again", () => {
    const day = fc.record({
      actual: fc.integer({ min: 0, max: 60 }),
      active: fc.boolean(),
      score: fc.integer({ min: 45, max: 90 }),
      feedOut: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
      byHand: fc.integer({ min: 0, max: 19 }).map((value) => value === 0),
      stretch: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 40 }), (plan) => {
        const causes = new Set<string>();
        let open: OpenAlert[] = [];
        let closed: ClosedAlert[] = [];
        let lowest: number | null = null;
        let previousBand: Band | null = null;
        let silentDays = 0;
        let date = "2026-01-01";
        for (const part of plan) {
          for (let repeat = 0; repeat < part.stretch; repeat++) {
            date = addDays(date, 1);
            silentDays = part.active ? 0 : silentDays + 1;
            const band = bandOf(part.score, previousBand, startRules.b2b, { silentDays, established: true });
            const facts = {
              ...calm,
              ...part,
              actual14: part.actual / 3,
              day: date,
              silentDays,
              band,
              previousBand,
              expected: 40,
            };
            if (lowest !== null) lowest = Math.min(lowest, 1 - part.actual / 40);
            for (const one of detect({ ...facts, open, closed, lowestDropSinceClosed: lowest })) {
              if (one.kind === "open") {
                expect(causes.has(one.cause)).toBe(false);
                expect(open.some((alert) => alert.kind === one.signal)).toBe(false);
                causes.add(one.cause);
                const [frozenExpected, leastTold] =
                  one.signal === "drop" ? [one.figures.expected, one.figures.actual] : [null, null];
                const { signal: kind, cause } = one;
                open = [
                  ...open,
                  { kind, cause, openedDay: date, frozenExpected, leastTold, renewedDay: null },
                ];
              } else if (one.kind === "renew" || one.kind === "worsen") {
                const again = { renewedDay: date, leastTold: one.figures.leastTold };
                open = open.map((alert) => (alert.cause === one.cause ? { ...alert, ...again } : alert));
              } else {
                const ending = open.filter((alert) => alert.cause === one.cause);
                expect(ending).toHaveLength(1);
                open = open.filter((alert) => alert.cause !== one.cause);
                const withdrawn = one.kind === "withdraw";
                closed = [...closed, ...ending.map((alert) => ({ ...alert, closedDay: date, withdrawn }))];
                if (one.signal === "drop") lowest = 1 - part.actual / 40;
              }
            }
            expect(detect({ ...facts, open, closed, lowestDropSinceClosed: lowest })).toEqual([]);
            if (part.byHand) {
              const day = date;
              closed = [...closed, ...open.map((alert) => ({ ...alert, closedDay: day, withdrawn: false }))];
              if (open.some((alert) => alert.kind === "drop")) lowest = 1;
              open = [];
            }
            previousBand = band;
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
