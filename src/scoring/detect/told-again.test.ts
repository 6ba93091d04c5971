import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween, weekdayOf } from "../days.ts";
import { type AlertRules, standardAlertRules, worseAfterDays } from "./alert-rules.ts";
import type { DetectorInput, OpenAlert } from "./detector-input.ts";
import { toldAgainOf } from "./told-again.ts";

const opened = "2026-09-01";
const rules = standardAlertRules(false);

/** Acme, whose use fell from 92 to 47 user-days in 28 days on 1 September. */
const acme: OpenAlert = {
  kind: "drop",
  cause: `drop:${opened}`,
  openedDay: opened,
  frozenExpected: 92,
  renewedDay: null,
  leastTold: 47,
};

/** A day on which it is open, `after` days later; by default another third of its use is gone. */
function later(after: number, given: Partial<DetectorInput> = {}): DetectorInput {
  return {
    day: addDays(opened, after),
    ageDays: 400,
    established: true,
    score: 70,
    band: "healthy",
    previousBand: "healthy",
    actual: 30,
    actual14: 15,
    expected: 80,
    silentDays: 0,
    silenceDays: 30,
    open: [acme],
    closed: [],
    lowestDropSinceClosed: null,
    alerts: rules,
    feedOut: false,
    ...given,
  };
}
const under = (changed: Partial<AlertRules>) => ({ alerts: { ...rules, ...changed } });
const kindOf = (input: DetectorInput, alert: OpenAlert = acme) => toldAgainOf(input, alert)?.kind ?? null;

describe("a drop that is open", () => {
  it("got worse when another quarter of what was told is gone, held against the usual of its opening", () => {
    expect(toldAgainOf(later(28), acme)).toEqual({
      kind: "worsen",
      signal: "drop",
      cause: acme.cause,
      figures: { actual: 30, usual: 92, leastTold: 30 },
    });
  });

  it.each([
    { why: "the 28 days still hold days from before it was told", input: later(27), alert: acme },
    {
      why: "it was told again lately",
      input: later(40),
      alert: { ...acme, renewedDay: addDays(opened, 13) },
    },
    { why: "it fell by less than a quarter", input: later(28, { actual: 36, actual14: 15 }), alert: acme },
    { why: "it is on its way back", input: later(28, { actual14: 18 }), alert: acme },
    {
      why: "chance explains it: 5 instead of 7",
      input: later(28, { actual: 5, actual14: 2 }),
      alert: { ...acme, frozenExpected: 14, leastTold: 7 },
    },
    {
      why: "there was next to nothing to lose",
      input: later(28, { actual: 0, actual14: 0 }),
      alert: { ...acme, frozenExpected: 6, leastTold: 3 },
    },
    { why: "somebody put it off", input: later(28), alert: { ...acme, putOff: true } },
    { why: "the feed has stopped", input: later(28, { feedOut: true }), alert: acme },
    { why: "drops are muted", input: later(28, under({ mutedTo: { drop: "2026-12-24" } })), alert: acme },
    { why: "drops are not told", input: later(28, under({ ruledOut: { drop: "kind-off" } })), alert: acme },
    { why: "worse is not told", input: later(28, under({ worseShare: null })), alert: acme },
    {
      why: "the rules keep 60 days between two",
      input: later(59, under({ coolDownDays: 60, renewDays: null })),
      alert: acme,
    },
    { why: "the week is not over", input: later(28, under({ checked: "weekly" })), alert: acme },
    {
      why: "it is about to be a silence",
      input: later(28, { actual: 4, actual14: 0, silentDays: 27 }),
      alert: acme,
    },
    {
      why: "its silence was told",
      input: later(28, { open: [acme, { ...acme, kind: "silence", cause: "silence:2026-08-10" }] }),
      alert: acme,
    },
  ])("is not told to be worse while $why", ({ input, alert }) => {
    expect(kindOf(input, alert)).toBeNull();
  });

  it("is told on Sunday where rules look once a week", () => {
    expect(weekdayOf(addDays(opened, 33))).toBe(7);
    expect(kindOf(later(33, under({ checked: "weekly" })))).toBe("worsen");
  });

  it("is still down after 56 days, which are counted anew when it got worse", () => {
    const steady = { actual: 45, actual14: 22 };
    expect(kindOf(later(55, steady))).toBeNull();
    expect(kindOf(later(56, steady))).toBe("renew");
    const worse = { ...acme, renewedDay: addDays(opened, 30), leastTold: 30 };
    expect(kindOf(later(85, { actual: 30, actual14: 15 }), worse)).toBeNull();
    expect(kindOf(later(86, { actual: 30, actual14: 15 }), worse)).toBe("renew");
    expect(kindOf(later(56, { ...steady, ...under({ mutedTo: { drop: "2026-12-24" } }) }))).toBeNull();
  });

  it("is not still down once use is above the least that was told, until it is there again", () => {
    const told = { ...acme, leastTold: 30, renewedDay: opened };
    expect(kindOf(later(56, { actual: 31, actual14: 15 }), told)).toBeNull();
    expect(toldAgainOf(later(70, { actual: 28, actual14: 14 }), told)).toMatchObject({
      kind: "renew",
      figures: { leastTold: 28 },
    });
  });

  it("of which is not known what was told is still down", () => {
    expect(kindOf(later(56, { actual: 45, actual14: 22 }), { ...acme, leastTold: null })).toBe("renew");
  });

  it("of which is not known what was told is never worse", () => {
    expect(kindOf(later(28), { ...acme, leastTold: null })).toBeNull();
  });
});

describe("over any run of days", () => {
  const day = fc.record({
    actual: fc.integer({ min: 0, max: 60 }),
    lately: fc.double({ min: 0, max: 1, noNaN: true }),
    feedOut: fc.integer({ min: 0, max: 6 }).map((value) => value === 0),
    putOff: fc.integer({ min: 0, max: 6 }).map((value) => value === 0),
    stretch: fc.integer({ min: 1, max: 30 }),
  });
  const rule = fc.record({
    checked: fc.constantFrom("daily" as const, "weekly" as const),
    coolDownDays: fc.integer({ min: 0, max: 60 }),
    renewDays: fc.constantFrom(null, 7, 56),
    worseShare: fc.constantFrom(null, 0.05, 0.25, 0.6),
    mutedTo: fc.constantFrom({}, { drop: "2026-10-20" }),
  });

  it("a further fall is told once, never before its cool-down, and never while nothing may be told", () => {
    fc.assert(
      fc.property(rule, fc.array(day, { maxLength: 12 }), (changed, plan) => {
        let alert = acme;
        let after = 0;
        for (const { actual, lately, feedOut, putOff, stretch } of plan) {
          for (let repeat = 0; repeat < stretch; repeat++) {
            after += 1;
            const given = { actual, actual14: Math.round(actual * lately), feedOut, ...under(changed) };
            const input = later(after, given);
            const told = toldAgainOf(input, { ...alert, putOff });
            if (told === null) continue;
            const sinceTold = daysBetween(alert.renewedDay ?? opened, input.day);
            expect(feedOut).toBe(false);
            expect(input.day > (changed.mutedTo.drop ?? "")).toBe(true);
            if (told.kind === "worsen") {
              expect(putOff).toBe(false);
              expect(sinceTold).toBeGreaterThanOrEqual(Math.max(worseAfterDays, changed.coolDownDays));
              expect(actual).toBeLessThanOrEqual((1 - (changed.worseShare ?? 1)) * (alert.leastTold ?? 0));
              expect(told.figures.leastTold).toBe(actual);
            } else {
              expect(sinceTold).toBeGreaterThanOrEqual(changed.renewDays ?? Number.POSITIVE_INFINITY);
              expect(told.figures.leastTold).toBe(Math.min(alert.leastTold ?? actual, actual));
            }
            alert = { ...alert, renewedDay: input.day, leastTold: told.figures.leastTold };
            // With the change made there is nothing more to tell of this day.
            expect(toldAgainOf(input, { ...alert, putOff })).toBeNull();
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it("one step down is told once, however long it lasts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 34 }), fc.integer({ min: 1, max: 111 }), (level, from) => {
        let alert = acme;
        let worse = 0;
        for (let after = 1; after < 112; after++) {
          const actual = after < from ? 47 : level;
          const input = later(after, { actual, actual14: actual / 2, ...under({ renewDays: null }) });
          const told = toldAgainOf(input, alert);
          if (told === null) continue;
          worse += 1;
          alert = { ...alert, renewedDay: input.day, leastTold: told.figures.leastTold };
        }
        const isBeyondChance = 2 * (Math.sqrt(47) - Math.sqrt(level)) >= rules.drop.evidence;
        expect(worse).toBe(isBeyondChance ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });
});
