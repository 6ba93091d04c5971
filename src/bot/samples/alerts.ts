import type { AlertFacts, AlertOpening } from "../../results/alerts.ts";
import type { FeedFacts } from "../../results/notices.ts";
import { acme, borealis, tallgrassCard } from "./accounts.ts";
import { dataDay, id, priya } from "./people.ts";

const dropOpening: AlertOpening = {
  kind: "drop",
  dropPercent: 49,
  actual: 47,
  usual: 92,
  onset: "2026-10-28",
  feature: { feature: "Planning board", actual: 14, usual: 41 },
  thresholdPercent: 35,
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
  also: [],
  again: null,
  leadId: null,
  score: 79,
  band: "watch",
  signal: { kind: "dropping" },
  dataDay,
  acknowledged: null,
  snoozed: null,
  closed: null,
  feedback: null,
  version: 1,
};

/** Priya has it. */
export const acknowledged: AlertFacts = {
  ...acmeAlert,
  state: "acknowledged",
  acknowledged: { byId: priya.memberId, byName: priya.name, at: "2026-11-20T07:41:00Z" },
};
/** It fell further since. */
export const worse: AlertFacts = {
  ...acknowledged,
  again: { how: "worse", day: "2026-12-22", actual: 32, usual: 92 },
  dataDay: "2026-12-22",
};
/** It has not come back. */
export const stillDown: AlertFacts = {
  ...acknowledged,
  again: { how: "still", day: "2027-01-14", actual: 41, usual: 92 },
  dataDay: "2027-01-14",
};
/** Put off. */
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
/** Over by itself. */
export const recovered: AlertFacts = {
  ...acknowledged,
  state: "resolved",
  band: "healthy",
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
/** It never came back. */
export const settled: AlertFacts = {
  ...acknowledged,
  state: "resolved",
  band: "healthy",
  signal: null,
  closed: {
    how: "settled",
    at: "2027-03-11T05:10:00Z",
    byName: null,
    note: null,
    actual: 40,
    usual: 92,
    openDays: 112,
  },
};
/** Ended by Priya. */
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
/** Taken back: late data showed that it should not have been opened. */
export const withdrawn: AlertFacts = {
  ...acmeAlert,
  state: "withdrawn",
  band: "healthy",
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
};

/** Tallgrass falls silent. */
export const silenceAlert: AlertFacts = {
  ...acmeAlert,
  id: id(906),
  account: { id: tallgrassCard.id, name: tallgrassCard.name },
  kind: "silence",
  opening: {
    kind: "silence",
    days: 21,
    lastUsedOn: "2026-10-29",
    userDaysBefore: 18,
    usersBefore: 6,
    history: { quiet: 31, cameBack: 4 },
  },
  score: 55,
  band: "at-risk",
  signal: { kind: "silent", days: 21 },
};

/** Acme's drop, which put it at risk on the same day: one message with two reasons. */
export const mergedAlert: AlertFacts = {
  ...acmeAlert,
  score: 58,
  band: "at-risk",
  also: [
    {
      ...(bandAlert.opening as Extract<AlertOpening, { kind: "band-change" }>),
      scoreBefore: 71,
      beforeDay: "2026-11-12",
    },
  ],
};

/** Seven at once. */
export const manyAlerts: readonly AlertFacts[] = [
  mergedAlert,
  silenceAlert,
  bandAlert,
  ...["Nordwind", "Meridian Foods", "Orbis", "Vela Freight"].map((name, index) => ({
    ...acmeAlert,
    id: id(910 + index),
    account: { id: id(920 + index), name },
    opening: {
      ...(dropOpening as Extract<AlertOpening, { kind: "drop" }>),
      dropPercent: 36 + index,
      actual: 59 - index,
    },
    score: 74 - index,
    feature: null,
  })),
];

/** A source that stopped, as it was found. */
export const stoppedFeed: FeedFacts = {
  id: id(950),
  source: "Segment (production)",
  startedAt: "2026-11-19T13:02:00Z",
  foundAt: "2026-11-20T07:05:00Z",
  endedAt: null,
  usualPerHour: 1_900,
  affectedAccounts: 190,
  filledEvents: null,
  heldAlerts: 2,
  fallPercent: null,
  version: 1,
};

/** A night's: two that opened, and one that ended by itself. */
export const overnight: readonly AlertFacts[] = [
  { ...acmeAlert, openedAt: "2026-11-21T05:12:00Z", openedDay: "2026-11-20" },
  { ...silenceAlert, openedAt: "2026-11-21T05:12:00Z", openedDay: "2026-11-20" },
  {
    ...recovered,
    id: id(907),
    account: { id: id(187), name: "Nordwind" },
    closed: recovered.closed && { ...recovered.closed, at: "2026-11-22T05:10:00Z", openDays: 12 },
  },
];
