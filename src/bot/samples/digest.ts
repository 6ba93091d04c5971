import type { DigestFacts, DigestLine, DigestSettings } from "../../results/digests.ts";
import { acme, borealis, celik, meridian } from "./accounts.ts";
import { dataDay, id, thresholds } from "./people.ts";

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
  counts: { atRisk: 1, watch: 4, healthy: 19, noData: 0 },
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
    windowDays: 28,
    rows: [
      chartRow("Çelik Systems", 55, 80, "at-risk"),
      chartRow("Düsseldorfer Einzelhandelsgesellschaft West", 68, 73, "watch"),
      chartRow("Borealis Logistics", 63, 66, "watch"),
      chartRow("Meridian Foods", 63, 66, "watch"),
      chartRow("Acme", 79, 94, "watch"),
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

/** Her digest of the Monday after: its picture is of the week. */
export const weekly: DigestFacts = {
  ...morning,
  kind: "weekly",
  dueAt: "2026-11-23T07:30:00Z",
  madeAt: "2026-11-23T07:30:00Z",
  since: "2026-11-16T07:30:00Z",
  dataDay: "2026-11-22",
  needYou: [
    { account: acme, change: -7, note: "new-alert" },
    {
      account: {
        ...celik,
        signal: { kind: "silent", days: 39 },
        cause: { kind: "silence", days: 39, lastUsedOn: "2026-10-14" },
      },
      change: 0,
      note: "snooze-ended",
    },
  ],
  closed: [{ accountId: id(181), accountName: "Estrella Health", how: "by-hand", byName: "Priya Shah" }],
  renewals: [{ accountId: id(182), accountName: "Nordwind", on: "2026-12-01" }],
  chart: {
    windowDays: 7,
    rows: [
      chartRow("Çelik Systems", 55, 55, "at-risk"),
      chartRow("Acme", 79, 86, "watch"),
      chartRow("Meridian Foods", 63, 57, "watch"),
      chartRow("Borealis Logistics", 63, 65, "watch"),
      chartRow("Düsseldorfer Einzelhandelsgesellschaft West", 68, 69, "watch"),
    ],
    others: Array.from({ length: 19 }, (_, at) => ({ now: 79 + at, band: "healthy" as const })),
  },
};

/** On weekdays at half past eight, as most have it. */
export const weekdayDigest: DigestSettings = {
  active: true,
  localTime: "08:30",
  weekdays: [1, 2, 3, 4, 5],
  zone: "Europe/Berlin",
  skipQuiet: false,
  nextDueAt: "2026-11-23T07:30:00Z",
};
