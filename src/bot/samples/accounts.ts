import type { AccountCard, AccountLine, AccountSeries, Portfolio } from "../../results/accounts.ts";
import { addDays } from "../../scoring/days.ts";
import { dataDay, id, priya, thresholds } from "./people.ts";

/** An account as a list shows it; healthy and quiet unless said otherwise. */
export function line(n: number, name: string, over: Partial<AccountLine> = {}): AccountLine {
  return {
    id: id(100 + n),
    name,
    score: 88,
    band: "healthy",
    signal: null,
    change7d: 0,
    change28d: 1,
    actual: 60,
    usual: 58,
    owner: { id: priya.memberId, name: priya.name },
    renewalOn: null,
    lastUsedOn: dataDay,
    alert: null,
    cause: null,
    ...over,
  };
}

/** Dropping: on watch for it, whatever its points. */
export const acme = line(1, "Acme", {
  score: 79,
  band: "watch",
  signal: { kind: "dropping" },
  change7d: -7,
  change28d: -15,
  actual: 47,
  usual: 92,
  renewalOn: "2027-01-14",
  alert: { id: id(901), kind: "drop", state: "open" },
  cause: { kind: "drop", dropPercent: 49, actual: 47, usual: 92, feature: "Planning board", isNew: true },
});

/** Silent for long. */
export const celik = line(2, "Çelik Systems", {
  score: 55,
  band: "at-risk",
  signal: { kind: "silent", days: 36 },
  change28d: -25,
  actual: 0,
  usual: 13,
  lastUsedOn: "2026-10-14",
  alert: { id: id(902), kind: "silence", state: "snoozed" },
  cause: { kind: "silence", days: 36, lastUsedOn: "2026-10-14" },
});

/** Back in use. */
export const meridian = line(3, "Meridian Foods", {
  score: 63,
  band: "watch",
  change7d: 6,
  change28d: -3,
  actual: 2,
  usual: 3,
  cause: { kind: "back-in-use", quietDays: 14, actual: 2, usual: 3 },
});

/** On watch. */
export const borealis = line(4, "Borealis Logistics", {
  score: 63,
  band: "watch",
  change7d: -1,
  change28d: -3,
  actual: 3,
  usual: 16,
  cause: { kind: "part", part: "recent", change: -1, windowDays: 7 },
});

/** On watch, with a long name. */
export const dusseldorf = line(5, "Düsseldorfer Einzelhandelsgesellschaft West", {
  score: 68,
  band: "watch",
  change7d: -2,
  change28d: -5,
  cause: { kind: "band", from: "healthy", fromScore: 71, part: "people", change: -3 },
});

const weekFalls = [23, 21, 20, 23, 22, 22, 24, 21, 22, 13, 11, 11, 12];

/** Acme's card. */
export const acmeCard: AccountCard = {
  ...acme,
  externalId: "acme",
  plan: "Scale",
  seats: 20,
  stage: null,
  contractValue: { amount: 48_000, currency: "EUR" },
  ownerSince: "2024-03-04T09:00:00Z",
  parts: [
    { part: "recent", points: 21, max: 25, change28d: -1 },
    { part: "habit", points: 32, max: 35, change28d: 0 },
    { part: "trend", points: 14, max: 25, change28d: -11 },
    { part: "people", points: 12, max: 15, change28d: -3 },
  ],
  rulesChange: null,
  scoreBefore: 94,
  users28: 8,
  users28Before: 14,
  ageDays: 980,
  dataDay,
  scoredAt: "2026-11-20T05:10:00Z",
  today: null,
  thresholds,
  openAlerts: [],
  series: {
    from: "2026-08-21",
    to: dataDay,
    health: Array.from({ length: 91 }, (_, at) => ({
      day: addDays("2026-08-21", at),
      score: at < 65 ? 94 : Math.max(79, 94 - Math.round((at - 64) * 0.6)),
    })),
    weeks: weekFalls.map((userDays, at) => ({
      firstDay: addDays("2026-08-21", at * 7),
      lastDay: addDays("2026-08-21", at * 7 + 6),
      userDays,
    })),
    usualWeek: { low: 20, high: 25 },
    events: [{ day: "2026-10-21", label: "Release 4.2" }],
  },
  features: [{ feature: "Planning board", actual: 14, usual: 41 }],
  lift: {
    kind: "regain",
    parts: [
      { part: "trend", points: 11, now: 47, target: 92, usual: 92 },
      { part: "people", points: 3, now: 11, target: 20 },
    ],
  },
  late: null,
};

/** Acme's, had its drop put it at risk as well. */
export const acmeAtRiskCard: AccountCard = {
  ...acmeCard,
  score: 58,
  band: "at-risk",
  change7d: -13,
  change28d: -36,
  parts: [
    { part: "recent", points: 15, max: 25, change28d: -7 },
    { part: "habit", points: 28, max: 35, change28d: -4 },
    { part: "trend", points: 5, max: 25, change28d: -20 },
    { part: "people", points: 10, max: 15, change28d: -5 },
  ],
  series: {
    ...acmeCard.series,
    health: acmeCard.series.health.map(({ day }, at) => ({
      day,
      score: at < 65 ? 94 : at < 84 ? 94 - Math.round((at - 64) * 1.21) : 71 - Math.round((at - 83) * 1.857),
    })),
  },
  lift: null,
};

/** Borealis, once it is at risk. */
export const borealisCard: AccountCard = {
  ...acmeCard,
  ...borealis,
  score: 58,
  band: "at-risk",
  change28d: -8,
  externalId: "borealis",
  plan: null,
  contractValue: null,
  parts: [
    { part: "recent", points: 11, max: 25, change28d: -4 },
    { part: "habit", points: 26, max: 35, change28d: -1 },
    { part: "trend", points: 15, max: 25, change28d: -2 },
    { part: "people", points: 6, max: 15, change28d: -1 },
  ],
  scoreBefore: 66,
  users28: 2,
  users28Before: 4,
  series: seriesOf([66, 66, 65, 64, 63, 60, 58], [4, 4, 5, 3, 4, 4, 5, 4, 4, 2, 1, 0, 0], {
    low: 3,
    high: 5,
  }),
  features: [],
  lift: null,
};

/** Tallgrass, silent for 21 days, as many as the rule asks. */
export const tallgrassCard: AccountCard = {
  ...borealisCard,
  ...line(86, "Tallgrass"),
  score: 55,
  band: "at-risk",
  signal: { kind: "silent", days: 21 },
  change7d: -3,
  change28d: -25,
  actual: 4,
  usual: 17,
  lastUsedOn: "2026-10-29",
  cause: { kind: "silence", days: 21, lastUsedOn: "2026-10-29" },
  externalId: "tallgrass",
  parts: [
    { part: "recent", points: 14, max: 25, change28d: -8 },
    { part: "habit", points: 29, max: 35, change28d: -2 },
    { part: "trend", points: 0, max: 25, change28d: -15 },
    { part: "people", points: 12, max: 15, change28d: 0 },
  ],
  scoreBefore: 80,
  users28: 2,
  users28Before: 6,
  series: seriesOf([80, 80, 80, 80, 80, 66, 55], [4, 5, 4, 4, 5, 4, 4, 5, 5, 4, 0, 0, 0], {
    low: 3,
    high: 5,
  }),
};

/** Thirteen weeks to the data's day: health a fortnight apart, the last one on that day, and user-days a week. */
function seriesOf(
  health: readonly number[],
  weeks: readonly number[],
  usualWeek: AccountSeries["usualWeek"],
): AccountSeries {
  const { from, to } = acmeCard.series;
  return {
    ...{ from, to, usualWeek, events: [] },
    health: Array.from({ length: 91 }, (_, at) => ({
      day: addDays(from, at),
      score: health[Math.round((at * (health.length - 1)) / 90)] ?? null,
    })),
    weeks: acmeCard.series.weeks.map((week, at) => ({ ...week, userDays: weeks[at] ?? 0 })),
  };
}

/** Priya's portfolio. */
export const portfolio: Portfolio = {
  scope: "mine",
  waitingEvents: 0,
  dataDay,
  scoredAt: "2026-11-20T05:10:00Z",
  thresholds,
  counts: { atRisk: 1, watch: 4, healthy: 19, noData: 0 },
  needYou: 2,
  total: 24,
  matching: 24,
  lines: [
    acme,
    celik,
    borealis,
    meridian,
    dusseldorf,
    ...Array.from({ length: 19 }, (_, at) =>
      line(10 + at, `Quiet Company ${at + 1}`, { score: 80 + (at % 15) }),
    ),
  ],
  late: null,
};
