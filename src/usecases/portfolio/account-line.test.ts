import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccountRow, LatestScore, OpenAlert } from "../../db/accounts/accounts.ts";
import type { DataState } from "../../db/scores/data-state.ts";
import type { AlertOpening } from "../../results/alerts.ts";
import { toldPoints } from "../../scoring/explain/told-parts.ts";
import { startModel } from "../../scoring/models/compile-model.ts";
import { modelHistory } from "../../scoring/models/model-history.ts";
import { sumOfParts } from "../../scoring/score/score.ts";
import type { Band, Parts } from "../../scoring/types.ts";
import { changesByPoints, lineOf, partLinesOf } from "./account-line.ts";

const at = new Date("2026-11-20T05:10:00Z");
const state: DataState = {
  forCustomer: false,
  models: modelHistory("b2b"),
  zone: "Europe/Berlin",
  dataDay: "2026-11-19",
  scoredAt: at,
  today: "2026-11-20",
  endOfToday: new Date("2026-11-20T23:00:00Z"),
  outage: null,
};
const parts: Parts = { recent: 21, habit: 32, trend: 14, people: 12 };
const score = (given: Parts) => ({
  parts: given,
  score: sumOfParts(given),
  band: "healthy" as const,
  users28: 8,
  model: 1,
  segment: null,
});
const latest: LatestScore = {
  ...score(parts),
  day: "2026-11-19",
  actual: 47,
  expected: 60,
  silentDays: 0,
  ageDays: 700,
  scoredAt: at,
  today: null,
};
const row: AccountRow = {
  id: "a",
  externalId: "acme",
  name: "Acme",
  plan: null,
  contractValue: null,
  currency: null,
  renewalOn: null,
  seats: null,
  stage: null,
  churnedOn: null,
  firstDay: "2024-12-20",
  lastDay: "2026-11-19",
  owner: null,
  latest,
  weekAgo: score(parts),
  monthAgo: score({ recent: 22, habit: 32, trend: 25, people: 15 }),
  openAlerts: [],
  pause: null,
};
const dropOpening: AlertOpening = {
  kind: "drop",
  dropPercent: 49,
  actual: 47,
  usual: 92,
  onset: "2026-10-28",
  feature: null,
  thresholdPercent: 45,
  market: 1,
};
const bandOpening: AlertOpening = {
  kind: "band-change",
  score: 58,
  scoreBefore: 63,
  beforeDay: "2026-11-01",
  lastUsedOn: null,
  partChanges: [
    { part: "recent", change: -2 },
    { part: "trend", change: -3 },
  ],
  actual: 3,
  usual: 16,
};
const silenceOpening: AlertOpening = {
  kind: "silence",
  days: 30,
  lastUsedOn: "2026-10-14",
  userDaysBefore: 17,
  usersBefore: 6,
  history: null,
};
const alert = (figures: AlertOpening, change: Partial<OpenAlert> = {}): OpenAlert => ({
  id: figures.kind,
  kind: figures.kind,
  state: "open",
  openedDay: "2026-11-19",
  openedAt: at,
  figures,
  frozenExpected: figures.kind === "drop" ? 92 : null,
  snoozedUntil: null,
  ...change,
});
const line = (change: Partial<AccountRow>, then: Partial<DataState> = {}) =>
  lineOf({ ...row, ...change }, { ...state, ...then });
const silentRow = { latest: { ...latest, silentDays: 36, actual: 0 }, lastDay: "2026-10-14" };

describe("an account's line", () => {
  test("its points add up to the score as it is shown, and the changes to the change, whatever the figures", () => {
    const points = fc.record({
      recent: fc.double({ min: 0, max: 25, noNaN: true }),
      habit: fc.double({ min: 0, max: 35, noNaN: true }),
      trend: fc.double({ min: 0, max: 25, noNaN: true }),
      people: fc.double({ min: 0, max: 15, noNaN: true }),
    });
    fc.assert(
      fc.property(points, points, (now, before) => {
        const account = { ...row, latest: { ...latest, ...score(now) }, monthAgo: score(before) };
        const shown = lineOf(account, state);
        const lines = partLinesOf(account, state);
        expect(lines.reduce((sum, part) => sum + (part.points ?? 0), 0)).toBe(shown.score);
        expect(lines.reduce((sum, part) => sum + (part.change28d ?? 0), 0)).toBe(shown.change28d);
        expect(shown.change28d).toBe(Math.round(sumOfParts(now)) - Math.round(sumOfParts(before)));
        for (const part of lines)
          expect(Math.abs((part.points ?? 0) - (toldPoints(now, false)[part.part] ?? 0))).toBeLessThan(2);
      }),
    );
  });

  test("without a score four weeks ago there is no change, not a change of 0", () => {
    expect(line({ monthAgo: null })).toMatchObject({ change28d: null, change7d: 0 });
    expect(partLinesOf({ ...row, monthAgo: null }, state).map(({ change28d }) => change28d)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test("a retail account has no People", () => {
    const alone = { ...latest, ...score({ ...parts, people: 0 }) };
    const retail = { ...row, latest: alone, monthAgo: null };
    expect(partLinesOf(retail, { ...state, models: modelHistory("retail") }).map(({ part }) => part)).toEqual(
      ["recent", "habit", "trend"],
    );
  });

  test.each([
    ["nothing without an alert", {}, {}, null],
    ["dropping while a drop alert is open", { openAlerts: [alert(dropOpening)] }, {}, { kind: "dropping" }],
    [
      "dropping also when somebody has it",
      { openAlerts: [alert(dropOpening, { state: "acknowledged" })] },
      {},
      { kind: "dropping" },
    ],
    [
      "recovering once use is back within ten points of the threshold",
      { openAlerts: [alert(dropOpening)], latest: { ...latest, actual: 60 } },
      {},
      { kind: "recovering" },
    ],
    [
      "silence before a drop",
      { ...silentRow, openAlerts: [alert(dropOpening)] },
      {},
      { kind: "silent", days: 36 },
    ],
    ["silence without an alert too", silentRow, {}, { kind: "silent", days: 36 }],
    [
      "recovering once health has risen for four weeks",
      { openAlerts: [alert(dropOpening)], monthAgo: score({ recent: 12, habit: 18, trend: 4, people: 8 }) },
      {},
      { kind: "recovering" },
    ],
    [
      "dropping where health has risen between two sets of rules",
      {
        openAlerts: [alert(dropOpening)],
        monthAgo: { ...score({ recent: 12, habit: 18, trend: 4, people: 8 }), segment: "Large" },
      },
      {},
      { kind: "dropping" },
    ],
    [
      "recovering when a silent one is back",
      { openAlerts: [alert(silenceOpening)] },
      {},
      { kind: "recovering" },
    ],
    ["recovering when the band is back", { openAlerts: [alert(bandOpening)] }, {}, { kind: "recovering" }],
    [
      "nothing beside a low band, which says it",
      { openAlerts: [alert(bandOpening)], latest: { ...latest, band: "at-risk" as const } },
      {},
      null,
    ],
    [
      "data late while everybody's feed is out",
      silentRow,
      { outage: { source: "Segment", since: at, adminName: null, everybody: true } },
      { kind: "data-late" },
    ],
    [
      "nothing while somebody else's feed is out",
      {},
      { outage: { source: "CSV", since: at, adminName: null, everybody: false } },
      null,
    ],
    ["data late when its score lags behind", {}, { dataDay: "2026-11-20" }, { kind: "data-late" }],
    ["new under 56 days", { latest: { ...latest, ageDays: 55 } }, {}, { kind: "new", ageDays: 55 }],
  ] as const)("shows %s", (_, change, then, signal) => {
    expect(line(change, then).signal).toEqual(signal);
  });

  test("the alert that leads is one that nobody has, then the newest", () => {
    const had = alert(dropOpening, { state: "acknowledged" });
    const snoozed = alert(bandOpening, { state: "snoozed", snoozedUntil: new Date("2026-11-30T08:00:00Z") });
    const waking = { ...snoozed, snoozedUntil: new Date("2026-11-20T16:00:00Z") };
    expect(line({ openAlerts: [had, snoozed] }).alert?.kind).toBe("drop");
    expect(line({ openAlerts: [had, waking] }).alert?.kind).toBe("band-change");
    expect(line({ openAlerts: [had, alert(silenceOpening)] }).alert?.kind).toBe("silence");
  });

  test("the cause is the drop before all else, in the figures of its frozen usual", () => {
    const cause = line({ openAlerts: [alert(bandOpening), alert(dropOpening)] }).cause;
    expect(cause).toEqual({
      kind: "drop",
      dropPercent: 49,
      actual: 47,
      usual: 92,
      feature: null,
      isNew: true,
    });
  });

  test("then silence, use after a pause, the band, the part that changed most", () => {
    expect(line(silentRow).cause).toEqual({ kind: "silence", days: 36, lastUsedOn: "2026-10-14" });
    expect(line({ pause: { days: 14 } }).cause).toEqual({
      kind: "back-in-use",
      quietDays: 14,
      actual: 47,
      usual: 60,
    });
    expect(line({ pause: { days: 13 } }).cause).toMatchObject({ kind: "part" });
    const fallen = { ...latest, band: "watch" as const, parts: { ...parts, trend: 4 } };
    expect(line({ latest: fallen }).cause).toEqual({
      kind: "band",
      from: "healthy",
      fromScore: 79,
      part: "trend",
      change: -10,
    });
    expect(
      line({ openAlerts: [alert(bandOpening)], latest: { ...latest, band: "at-risk" }, weekAgo: null }).cause,
    ).toEqual({
      kind: "band",
      from: "watch",
      fromScore: 63,
      part: "trend",
      change: -3,
    });
    expect(line({}).cause).toEqual({ kind: "part", part: "trend", change: -11, windowDays: 28 });
    expect(line({ monthAgo: score(parts) }).cause).toBeNull();
  });

  test("a part is the cause within the week, as the change beside it; of four weeks where the week says nothing", () => {
    const weekAgo = score({ ...parts, recent: 22, trend: 12 });
    expect(line({ weekAgo })).toMatchObject({
      change7d: 1,
      cause: { part: "trend", change: 2, windowDays: 7 },
    });
    const still = score({ ...parts, recent: 22, trend: 13 });
    const month = { kind: "part", part: "trend", change: -11, windowDays: 28 };
    for (const other of [null, still]) expect(line({ weekAgo: other }).cause).toEqual(month);
    expect(lineOf({ ...row, weekAgo }, state, 28).cause).toEqual(month);
  });

  describe("after a publish", () => {
    const start = startModel("b2b");
    const document = { ...start, weights: { recent: 25, habit: 20, trend: 40, people: 15 } };
    const models = modelHistory("b2b", [{ version: 2, document }]);
    const published = { ...state, models };
    /** What the points of version 1 are by version 2, for the same use. */
    const by2 = (given: Parts): Parts => ({
      ...given,
      habit: (given.habit * 20) / 35,
      trend: (given.trend * 40) / 25,
    });
    const now = (given: Parts, band: Band = "healthy"): LatestScore => ({
      ...latest,
      ...score(by2(given)),
      model: 2,
      band,
    });
    const before = { recent: 21, habit: 35, trend: 15, people: 12 };

    test("nothing is blamed on a customer whose use is what it was", () => {
      const same = { ...row, latest: now(before), weekAgo: score(before), monthAgo: score(before) };
      const shown = lineOf(same, published);
      expect([shown.change7d, shown.change28d, shown.cause]).toEqual([-6, -6, null]);
      expect(partLinesOf(same, published).map(({ change28d }) => change28d)).toEqual([0, 0, 0, 0]);
      expect(changesByPoints(same, published).month?.byRules).toBe(-6);
    });

    test("a band that the rules alone changed is no cause; one that use changed is", () => {
      const same = { ...row, latest: now(before, "watch"), weekAgo: score(before), monthAgo: score(before) };
      expect(lineOf(same, published).cause).toBeNull();
      const fallen = { ...same, latest: now({ ...before, recent: 1 }, "watch") };
      expect(lineOf(fallen, published).cause).toMatchObject({ kind: "band", part: "recent", change: -20 });
    });

    test("what use did is told by the rules of then, and adds up with what the rules did", () => {
      const fell = { ...row, latest: now({ ...before, trend: 10 }), weekAgo: score(before), monthAgo: null };
      expect(lineOf(fell, published).cause).toEqual({
        kind: "part",
        part: "trend",
        change: -5,
        roughly: true,
        windowDays: 7,
      });
      const rose = { ...row, latest: now({ ...before, recent: 23 }), weekAgo: score(before) };
      expect(lineOf(rose, published)).toMatchObject({ change7d: -4, cause: null });
    });
  });

  test("an account without an event has nothing but its name", () => {
    expect(line({ latest: null, weekAgo: null, monthAgo: null, lastDay: null })).toMatchObject({
      score: null,
      band: null,
      signal: null,
      change7d: null,
      change28d: null,
      actual: 0,
      usual: null,
      cause: null,
    });
  });
});
