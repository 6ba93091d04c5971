import { describe, expect, it } from "vitest";
import { addDays, dayNumber } from "../days.ts";
import { type Series, seriesOf } from "../series.ts";
import { AlertTally } from "./alert-table.ts";
import { hindsightOf, hindsightsOf } from "./declines.ts";

const start = "2024-01-01";
const at = (day: number) => dayNumber(start) + day;
const last = at(799);

/** Use on every day by as many users as `level` says. */
function used(level: (day: number) => number): Series {
  return seriesOf(
    Array.from({ length: 800 }, (_, day) => day).flatMap((day) =>
      Array.from({ length: level(day) }, (_, user) => ({ day: addDays(start, day), user: `u${user}` })),
    ),
  );
}

/** Four users a day, one from day 300 on, and four again from day 500 on. */
const fallen = used((day) => (day >= 300 && day < 500 ? 1 : 4));

function known(series: Series, since?: number) {
  const hindsight = hindsightOf(series, last, since);
  if (hindsight === null) throw new Error("used too little");
  return hindsight;
}

describe("hindsight", () => {
  it("judges change from 112 days of age on, and not in the last 92 days", () => {
    const days = [...known(used(() => 4)).days];
    expect([days[0], days.at(-1), days.length]).toEqual([at(112), at(707), 596]);
    expect([...known(fallen, at(400)).days][0]).toBe(at(400));
  });

  it("knows nothing of an account with fewer than thirty active days", () => {
    const seldom = used((day) => (day < 29 ? 1 : 0));
    expect(hindsightOf(seldom, last)).toBeNull();
    expect([
      ...hindsightsOf(
        new Map([
          ["seldom", seldom],
          ["fallen", fallen],
        ]),
        last,
      ).keys(),
    ]).toEqual(["fallen"]);
  });

  it("finds the onset of a lasting fall: the last day of full use, once", () => {
    expect(known(fallen).onsets).toEqual([at(299)]);
    expect(known(used(() => 4)).onsets).toEqual([]);
    // Two quiet weeks are no lasting fall, and a fall to three quarters is none.
    expect(known(used((day) => (day >= 300 && day < 314 ? 1 : 4))).onsets).toEqual([]);
    expect(known(used((day) => (day >= 300 ? 3 : 4))).onsets).toEqual([]);
  });
});

describe("the table of alerts", () => {
  const tableOf = (...sent: number[]) => {
    const tally = new AlertTally();
    tally.add(known(fallen), sent.map(at));
    return tally.table();
  };

  it("counts an alert within 91 days of an onset, by its first", () => {
    expect(tableOf(310, 330)).toMatchObject({ declines: 1, sent: 2, caught: 1, meanDelay: 11, precision: 1 });
    expect(tableOf(299 + 91)).toMatchObject({ caught: 1, meanDelay: 91 });
    expect(tableOf(299 + 92)).toMatchObject({ caught: 0, meanDelay: 91 });
  });

  it("counts as false what is far from every onset, by account and quarter", () => {
    expect(tableOf(299 - 14).precision).toBe(1);
    const table = tableOf(200, 310);
    expect(table.precision).toBe(0.5);
    expect(table.falsePerQuarter).toBeCloseTo(91.25 / table.accountDays, 12);
    // On days that cannot be judged, nothing is.
    expect(tableOf(100, 310, 750)).toMatchObject({ sent: 1, precision: 1 });
  });

  it("holds delays against a review every 28 days, whichever day it begins on", () => {
    const { monthlyDelay, daysEarlier } = tableOf(310);
    // From 19 days after the onset on, and for 28 days, a month has half of the one before or less: each review sees it once.
    expect(monthlyDelay).toBeGreaterThanOrEqual(19);
    expect(monthlyDelay).toBeLessThanOrEqual(19 + 28);
    expect(daysEarlier).toBe(monthlyDelay - 11);
  });

  it("rates nothing where there is nothing to judge", () => {
    const table = new AlertTally().table();
    expect(table).toMatchObject({ accountDays: 0, declines: 0, sent: 0 });
    expect(table.caught).toBeNaN();
  });
});
