import { addDays } from "../src/scoring/days.ts";
import type {
  AccountCard,
  AccountLine,
  AlertFacts,
  AlertOpening,
  DigestFacts,
  DigestLine,
  Portfolio,
  Reader,
  ScoreChange,
} from "../src/usecases/results.ts";

/*
 * The people and accounts that every example uses: Friday 20 November 2026, 8:30 in Berlin, data to Thursday 19 November.
 */

export const now = new Date("2026-11-20T07:30:00Z");
export const dataDay = "2026-11-19";
export const thresholds = { atRisk: 60, watch: 70, leave: 3 } as const;

/** An id that is the same in every run: n in the last digits. */
export function id(n: number): string {
  return `019a0000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

export const priya: Reader = {
  memberId: id(1),
  name: "Priya Shah",
  firstName: "Priya",
  email: "priya@orrery.example",
  role: "manager",
  zone: "Europe/Berlin",
  tenantName: "Orrery GmbH",
  tenantZone: "Europe/Berlin",
  demo: false,
};
export const dana: Reader = {
  ...priya,
  memberId: id(2),
  name: "Dana Okafor",
  firstName: "Dana",
  role: "lead",
};
export const tomas: Reader = {
  ...priya,
  memberId: id(3),
  name: "Tomás Reyes",
  firstName: "Tomás",
  role: "admin",
};

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

export const acme = line(1, "Acme", {
  score: 79,
  signal: { kind: "dropping" },
  change7d: -7,
  change28d: -15,
  actual: 47,
  usual: 92,
  renewalOn: "2027-01-14",
  alert: { id: id(901), kind: "drop", state: "open" },
  cause: { kind: "drop", dropPercent: 49, actual: 47, usual: 92, feature: "Planning board", isNew: true },
});

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

export const meridian = line(3, "Meridian Foods", {
  score: 63,
  band: "watch",
  change7d: 6,
  change28d: -3,
  actual: 2,
  usual: 3,
  cause: { kind: "back-in-use", quietDays: 14, actual: 2, usual: 3 },
});

export const borealis = line(4, "Borealis Logistics", {
  score: 63,
  band: "watch",
  change7d: -1,
  change28d: -3,
  actual: 3,
  usual: 16,
  cause: { kind: "part", part: "recent", change: -3, windowDays: 28 },
});

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
  contractValue: { amount: 48_000, currency: "EUR" },
  ownerSince: "2024-03-04T09:00:00Z",
  parts: [
    { part: "recent", points: 21, max: 25, change28d: -1 },
    { part: "habit", points: 32, max: 35, change28d: 0 },
    { part: "trend", points: 14, max: 25, change28d: -11 },
    { part: "people", points: 12, max: 15, change28d: -3 },
  ],
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
  late: null,
};

const dropOpening: AlertOpening = {
  kind: "drop",
  dropPercent: 49,
  actual: 47,
  usual: 92,
  onset: "2026-10-28",
  feature: { feature: "Planning board", actual: 14, usual: 41 },
  thresholdPercent: 45,
  market: 1,
};

/** Acme's drop alert, just opened. */
export const acmeAlert: AlertFacts = {
  id: id(901),
  account: { id: acme.id, name: acme.name },
  owner: { id: priya.memberId, name: priya.name, slackUserId: "U024BE7LH" },
  kind: "drop",
  state: "open",
  openedAt: "2026-11-20T07:12:00Z",
  openedDay: dataDay,
  opening: dropOpening,
  score: 79,
  band: "healthy",
  signal: { kind: "dropping" },
  change28d: -15,
  parts: acmeCard.parts,
  users28: 8,
  users28Before: 14,
  renewalOn: "2027-01-14",
  dataDay,
  acknowledged: null,
  snoozed: null,
  closed: null,
  feedback: null,
  version: 1,
};

export const acknowledged: AlertFacts = {
  ...acmeAlert,
  state: "acknowledged",
  acknowledged: { byId: priya.memberId, byName: priya.name, at: "2026-11-20T07:41:00Z" },
};
export const snoozed: AlertFacts = {
  ...acmeAlert,
  state: "snoozed",
  snoozed: {
    byName: priya.name,
    until: "2026-11-30T07:30:00Z",
    reason: "waiting for their move to the new plan",
    wakesIfWorse: true,
  },
};
export const recovered: AlertFacts = {
  ...acknowledged,
  state: "resolved",
  signal: null,
  score: 88,
  closed: {
    how: "recovered",
    at: "2026-12-09T05:10:00Z",
    byName: null,
    note: null,
    actual: 84,
    usual: 90,
    openDays: 19,
  },
};
export const resolvedByHand: AlertFacts = {
  ...acknowledged,
  state: "resolved",
  closed: {
    how: "by-hand",
    at: "2026-11-24T10:00:00Z",
    byName: priya.name,
    note: "customer froze changes until 1 December",
    actual: null,
    usual: null,
    openDays: 4,
  },
};
export const withdrawn: AlertFacts = {
  ...acmeAlert,
  state: "withdrawn",
  signal: null,
  closed: {
    how: "undone",
    at: "2026-11-21T05:10:00Z",
    byName: null,
    note: null,
    actual: 85,
    usual: 92,
    openDays: 1,
  },
};

/** Borealis crosses a band downwards. */
export const bandAlert: AlertFacts = {
  ...acmeAlert,
  id: id(903),
  account: { id: borealis.id, name: borealis.name },
  kind: "band-change",
  opening: {
    kind: "band-change",
    score: 58,
    scoreBefore: 63,
    beforeDay: "2026-11-19",
    lastUsedOn: "2026-11-13",
    partChanges: [
      { part: "recent", change: -3 },
      { part: "habit", change: 0 },
      { part: "trend", change: -2 },
      { part: "people", change: 0 },
    ],
    actual: 3,
    usual: 16,
  },
  score: 58,
  band: "at-risk",
  signal: null,
  change28d: -8,
  parts: [
    { part: "recent", points: 11, max: 25, change28d: -4 },
    { part: "habit", points: 26, max: 35, change28d: -1 },
    { part: "trend", points: 15, max: 25, change28d: -2 },
    { part: "people", points: 6, max: 15, change28d: -1 },
  ],
  users28: 2,
  users28Before: 4,
  renewalOn: null,
};

/** Çelik Systems falls silent. */
export const silenceAlert: AlertFacts = {
  ...acmeAlert,
  id: id(902),
  account: { id: celik.id, name: celik.name },
  kind: "silence",
  opening: {
    kind: "silence",
    days: 30,
    lastUsedOn: "2026-10-14",
    userDaysBefore: 17,
    usersBefore: 6,
    history: { quiet: 31, cameBack: 4 },
  },
  score: 55,
  band: "at-risk",
  signal: { kind: "silent", days: 36 },
  change28d: -25,
  parts: [],
  users28: 0,
  users28Before: 6,
  renewalOn: null,
};

const needYou: DigestLine[] = [
  { account: acme, change: -2, note: "new-alert" },
  { account: celik, change: 0, note: "snooze-ended" },
];

const chartRow = (name: string, score: number, before: number, band: "at-risk" | "watch" | "healthy") => ({
  name,
  now: score,
  before,
  band,
});

/** Priya's digest of Friday morning. */
export const morning: DigestFacts = {
  kind: "morning",
  accounts: 24,
  dueAt: "2026-11-20T07:30:00Z",
  madeAt: "2026-11-20T07:30:00Z",
  since: "2026-11-19T07:30:00Z",
  dataDay,
  counts: { atRisk: 1, watch: 3, healthy: 20, noData: 0 },
  countsBefore: { atRisk: 2, watch: 2, healthy: 20, noData: 0 },
  newAccounts: 3,
  needYou,
  moved: [{ account: meridian, change: 6, note: "was-at-risk" }],
  lowest: [
    { account: celik, change: null, note: null },
    { account: borealis, change: null, note: null },
    { account: meridian, change: null, note: null },
  ],
  lateAccounts: [],
  late: null,
  closed: [],
  renewals: [],
  chart: {
    rows: [
      chartRow("Çelik Systems", 55, 80, "at-risk"),
      chartRow("Düsseldorfer Einzelhandelsgesellschaft West", 68, 73, "watch"),
      chartRow("Borealis Logistics", 63, 66, "watch"),
      chartRow("Meridian Foods", 63, 66, "watch"),
      chartRow("Acme", 79, 94, "healthy"),
      chartRow("Vela Freight", 88, 96, "healthy"),
      chartRow("Nordwind", 77, 84, "healthy"),
      chartRow("Ximena Textiles", 77, 68, "healthy"),
      chartRow("Umbra Studios", 97, 89, "healthy"),
      chartRow("Estrella Health", 75, 68, "healthy"),
    ],
    others: Array.from({ length: 14 }, (_, at) => ({ now: 80 + at, band: "healthy" as const })),
  },
  thresholds,
};

/** Priya's portfolio. */
export const portfolio: Portfolio = {
  scope: "mine",
  waitingEvents: 0,
  dataDay,
  scoredAt: "2026-11-20T05:10:00Z",
  thresholds,
  counts: { atRisk: 1, watch: 3, healthy: 20, noData: 0 },
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

/** What changed Acme's score. */
export const acmeChange: ScoreChange = {
  account: { id: acme.id, name: acme.name },
  from: { day: "2026-10-22", score: 94 },
  to: { day: dataDay, score: 79 },
  parts: [
    { part: "recent", points: 21, max: 25, change: -1 },
    { part: "habit", points: 32, max: 35, change: 0 },
    { part: "trend", points: 14, max: 25, change: -11 },
    { part: "people", points: 12, max: 15, change: -3 },
  ],
  actual: 47,
  usual: 92,
  users28: 8,
  users28Before: 14,
  activeDays28: 15,
  activeDays28Before: 20,
  market: 1,
  features: [{ feature: "Planning board", actual: 14, usual: 41 }],
};
